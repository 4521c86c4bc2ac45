"""How the intake of a receiver sorts what was sent to it, and in which order it is worked on."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from referral.referrals.rules.kinds import Priority
from referral.referrals.rules.states import OPEN, SERVED, UNSENT, State


class Group(StrEnum):
    """A part of the work list. `overdue` lies across the others."""

    OPEN = "open"
    NEW = "new"
    OVERDUE = "overdue"
    TO_DECIDE = "to_decide"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    IN_SERVICE = "in_service"
    DONE = "done"
    ENDED = "ended"


_SENT = tuple(state for state in OPEN if state not in UNSENT)
# The states of each group.
GROUPS: Mapping[Group, tuple[State, ...]] = MappingProxyType(
    {
        Group.OPEN: _SENT,
        Group.NEW: (State.SENT,),
        Group.OVERDUE: tuple(state for state in _SENT if state not in SERVED),
        Group.TO_DECIDE: (State.ACKNOWLEDGED,),
        Group.WAITING: (State.WAITLISTED, State.INFO_REQUESTED),
        Group.ACCEPTED: (State.ACCEPTED,),
        Group.IN_SERVICE: (State.IN_SERVICE, State.ON_HOLD),
        Group.DONE: SERVED,
        Group.ENDED: tuple(state for state in State if state.ends),
    }
)
# The most urgent first.
ORDER: Mapping[Priority, int] = MappingProxyType({each: number for number, each in enumerate(Priority)})
