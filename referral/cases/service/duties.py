"""Carrying out what the rules say follows from a change of consent, all in the caller's transaction.

Referrals, their messages and links are one room higher: that room hears of it by the event that the caller emits.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from referral.cases.models import Grant, PrivacyTask
from referral.cases.rules.duties import Duty, DutyKind
from referral.cases.service import tasks
from referral.cases.service.grants import end_all
from referral.cases.words import GrantEnd
from referral.kit.identity import Actor
from referral.kit.outbox import enqueue_message

# Who has to be told, by a message without anything personal.
_TOLD = {
    DutyKind.TELL_RECEIVER_PERSON_LEAVES: "consent.person_leaves",
    DutyKind.ASK_WHETHER_IT_WAS_THEY: "consent.ask_whether_it_was_they",
    DutyKind.OFFICER_DECIDES: "objection.requested",
}


@dataclass(frozen=True)
class Done:
    """The accesses that ended now, and the privacy tasks that were made."""

    ended: tuple[Grant, ...]
    tasks: tuple[PrivacyTask, ...]


def carry_out(
    session: Session, actor: Actor, duties: Iterable[Duty], grants: Collection[Grant], *, why: GrantEnd
) -> Done:
    """Ends access, asks organisations for what they hold, and notes whom to tell."""
    ended: list[Grant] = []
    made: list[PrivacyTask] = []
    for duty in duties:
        if duty.kind is DutyKind.END_GRANTS:
            ended += end_all([each for each in grants if each.reference_id == duty.subject], why)
        elif duty.kind is DutyKind.PRIVACY_TASK and duty.task is not None:
            held = [each for each in grants if each.organization_id == duty.subject and each.reached]
            # One for the organisation, at the referral by which it had access last.
            made += tasks.ask(session, actor, held[-1:], duty.task)
        elif duty.kind in _TOLD:
            about = {"case_id": grants_case(grants)} if grants else {}
            enqueue_message(session, _TOLD[duty.kind], {"subject_id": duty.subject, **about})
    return Done(tuple(ended), tuple(made))


def grants_case(grants: Collection[Grant]) -> str:
    """The case that accesses belong to: they are of one person."""
    return next(iter(grants)).case_id
