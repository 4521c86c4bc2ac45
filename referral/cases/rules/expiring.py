"""What follows when a consent runs out. It never ends a service."""

from datetime import datetime, timedelta

from referral.cases.rules.consent import Consent
from referral.cases.rules.duties import Duty, DutyKind, Phase

ASKED_BEFORE = timedelta(days=14)
OFFICER_AFTER = timedelta(days=30)


def ask_again_at(consent: Consent) -> datetime | None:
    """When the workers are told to ask the person again: 14 days before it runs out, not before it holds."""
    if consent.expires_at is None or consent.withdrawn is not None or not consent.rests_on_agreement:
        return None
    return max(consent.valid_from, consent.expires_at - ASKED_BEFORE)


def duties_of_expiry(consent: Consent, referral: str, phase: Phase, at: datetime) -> tuple[Duty, ...]:
    """What is due at `at` for a referral in this phase; nothing before it runs out, and nothing twice withdrawn.

    Before acceptance: as a withdrawal. While served: no new disclosure, both workers ask, and from the 30th day on
    the data-protection officer decides. After the service and after the end: no new disclosure.
    """
    expires = consent.expires_at
    if expires is None or at < expires or consent.withdrawn is not None or not phase.open:
        return ()
    if not consent.rests_on_agreement:
        return (Duty(DutyKind.OFFICER_DECIDES, referral),)
    if phase is Phase.BEFORE_ACCEPTANCE:
        ended = (DutyKind.END_REFERRAL, DutyKind.END_GRANTS, DutyKind.CANCEL_MESSAGES, DutyKind.REVOKE_LINKS)
        return tuple(Duty(kind, referral) for kind in ended)
    stopped = Duty(DutyKind.STOP_NEW_DISCLOSURE, referral)
    if phase is Phase.AFTER_SERVICE:
        return (stopped,)
    if at >= expires + OFFICER_AFTER:
        return stopped, Duty(DutyKind.OFFICER_DECIDES, referral)
    return stopped, Duty(DutyKind.ASK_TO_RENEW, referral)
