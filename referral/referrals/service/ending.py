"""What happens to referrals when something below them ends: a consent, a person's data, a membership; or custody moves.

Called by handlers in the transaction of whoever ended it, who holds the consents and the case.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from referral.cases.events import ConsentNarrowed, ConsentWithdrawn, CustodyMoved, PersonErased
from referral.cases.rules import Basis, WithdrawalScope, WithdrawalVia
from referral.kit.clock import now
from referral.kit.db.work import act_for_case
from referral.kit.identity import SYSTEM
from referral.referrals.models import ReferralRecord
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import (
    Acting,
    Action,
    Change,
    Facts,
    Note,
    Role,
    decide,
    decide_note,
)
from referral.referrals.rules.inputs import WithdrawConsent
from referral.referrals.rules.reasons import WithdrawalCause
from referral.referrals.service.applying import apply_change, tell
from referral.referrals.service.seeing import open_referral
from referral.referrals.service.values import value_of

# The job by which one referral is given to whoever takes over.
HAND_OVER = "referrals.hand_over"
_EXPIRED = "expired"
_BY_PERSON = frozenset({Role.CLIENT})
_BY_CLOCK = frozenset({Role.SYSTEM})


def end_with_consent(session: Session, event: ConsentWithdrawn) -> None:
    """Every referral that rests on the consent ends; one that a consent ran out under only before it was accepted."""
    act_for_case(session, event.case_id)
    expired = event.why == _EXPIRED
    cause = WithdrawalCause.EXPIRED if expired else WithdrawalCause.WITHDRAWN
    inputs = WithdrawConsent(
        via=_via(event.via),
        scopes=frozenset(WithdrawalScope(each) for each in event.scopes),
        cause=cause,
    )
    for id_ in queries.on_consent(session, chain_id=event.chain_id, references=event.references):
        record = queries.referral_for(session, SYSTEM, id_, lock=True)
        sent = record.sent_at is not None
        _withdraw(session, record, inputs, roles=_BY_CLOCK if expired else _BY_PERSON)
        if not expired and sent:
            record.withdrawn = record.basis == Basis.CONSENT
            if WithdrawalScope.LEAVE_SERVICE in inputs.scopes:
                tell(
                    session,
                    record,
                    organization_id=record.receiver_organization_id,
                    message="referral.person_leaves",
                )


def _via(word: str) -> WithdrawalVia:
    """How it came in; the clock has no way of its own."""
    return WithdrawalVia(word) if word in tuple(WithdrawalVia) else WithdrawalVia.DATA_PROTECTION_OFFICER


def _withdraw(
    session: Session, record: ReferralRecord, inputs: WithdrawConsent, *, roles: frozenset[Role]
) -> None:
    acting = Acting(roles=roles)
    decided = decide(value_of(record), Action.WITHDRAW_CONSENT, acting, inputs, Facts(), now())
    if isinstance(decided, Change):
        apply_change(session, SYSTEM, record, decided)


def end_with_narrowing(session: Session, event: ConsentNarrowed) -> None:
    """To whom the newest version does not let it go any more, it ends as withdrawn."""
    act_for_case(session, event.case_id)
    inputs = WithdrawConsent(via=WithdrawalVia.IN_PERSON)
    for id_ in queries.of_references(session, event.references_gone):
        record = queries.referral_for(session, SYSTEM, id_, lock=True)
        record.withdrawn = record.basis == Basis.CONSENT
        _withdraw(session, record, inputs, roles=_BY_PERSON)


def end_with_person(session: Session, event: PersonErased) -> None:
    """Open referrals of somebody who was erased end, and what bands and words told of them goes."""
    act_for_case(session, event.case_id)
    for id_ in queries.of_person(session, event.person_id):
        record = queries.referral_for(session, SYSTEM, id_, lock=True)
        inputs = WithdrawConsent(via=WithdrawalVia.DATA_PROTECTION_OFFICER)
        _withdraw(session, record, inputs, roles=_BY_PERSON)
        record.age_band = record.adult_or_child = record.sex_of_staff = None
        record.narrative_sealed = record.notes_sealed = None
        record.languages, record.accessibility = [], False


def follow_custody(session: Session, event: CustodyMoved) -> None:
    """Open referrals of the case are from now on those of whoever answers for it, but for those to itself."""
    act_for_case(session, event.case_id)
    for record in queries.of_case(session, event.case_id):
        if record.receiver_organization_id != event.to_organization_id:
            record.sender_organization_id = event.to_organization_id


def hand_over(session: Session, referral_id: str, *, member_id: str, to: str | None) -> None:
    """Somebody else takes a referral that a member who has gone had; without anybody it is the supervisors' again."""
    opened = open_referral(session, SYSTEM, referral_id)
    record = opened.record
    if record.assigned_to != member_id or record.ended_at is not None:
        return
    acting = Acting(roles=frozenset({Role.FOCAL_POINT}))
    decided = decide_note(value_of(record), Note.ASSIGN, acting, Facts(), now())
    if isinstance(decided, Change):
        after = replace(decided.referral, assigned_to=to)
        said = {"assign_to": to, "was": member_id}
        apply_change(session, SYSTEM, record, replace(decided, referral=after), said=said)
