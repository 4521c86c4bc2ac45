"""Events beside the states: they change none, and stand in the same history."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from referral.referrals.rules.actions import Role
from referral.referrals.rules.states import OFFERED, OPEN, SERVED, SERVING, State

_SW, _SUP, _RFP, _RW = Role.CASE_WORKER, Role.SUPERVISOR, Role.FOCAL_POINT, Role.RECEIVING_WORKER
_COORD, _SYS = Role.COORDINATOR, Role.SYSTEM
_SENT = (*OFFERED, *SERVING, *SERVED)


class Note(StrEnum):
    """What may be noted. The last three are written by the rules themselves."""

    ASSIGN = "assign"
    MESSAGE = "message"
    CONTACT_ATTEMPT = "contact_attempt"
    RELEASE_ITEM = "release_item"
    ATTACH_DOCUMENT = "attach_document"
    REMIND = "remind"
    ESCALATE = "escalate"
    PROPOSE = "propose"
    PROGRESS = "progress"
    WAITLIST_REVIEWED = "waitlist_reviewed"
    HOLD_REVIEWED = "hold_reviewed"
    ARRIVED = "arrived"
    REVIEWED = "reviewed"
    KEY_NOTICE = "key_notice"
    CONFIRM_TOLD = "confirm_told"
    CONTEST_TOLD = "contest_told"
    INFO_UNANSWERED = "info_unanswered"
    PLACE_OFFERED = "place_offered"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Noting:
    """In which states, and by whom."""

    states: tuple[State, ...]
    who: tuple[Role, ...]


NOTES: Mapping[Note, Noting] = MappingProxyType(
    {
        Note.ASSIGN: Noting(OPEN, (_RFP, _SUP)),
        Note.MESSAGE: Noting(_SENT, (_SW, _SUP, _RFP, _RW)),
        Note.CONTACT_ATTEMPT: Noting((*SERVING, *SERVED), (_RW, _SW)),
        Note.RELEASE_ITEM: Noting((*OFFERED, *SERVING), (_SW,)),
        Note.ATTACH_DOCUMENT: Noting(OPEN, (_SW, _RW)),
        Note.REMIND: Noting(_SENT, (_COORD,)),
        Note.ESCALATE: Noting(_SENT, (_COORD,)),
        Note.PROPOSE: Noting(_SENT, (_COORD,)),
        Note.PROGRESS: Noting((State.IN_SERVICE,), (_RW,)),
        Note.WAITLIST_REVIEWED: Noting((State.WAITLISTED,), (_RFP,)),
        Note.HOLD_REVIEWED: Noting((State.ON_HOLD,), (_RW,)),
        Note.ARRIVED: Noting((*OFFERED, *SERVING), (_SW, _RFP, _RW)),
        Note.REVIEWED: Noting(_SENT, (_SUP,)),
        Note.KEY_NOTICE: Noting(SERVED, (_COORD,)),
        Note.CONFIRM_TOLD: Noting(_SENT, (_RFP, _RW)),
        Note.CONTEST_TOLD: Noting(_SENT, (_RFP, _RW)),
        Note.INFO_UNANSWERED: Noting((State.INFO_REQUESTED,), (_SYS,)),
    }
)
