"""What comes of a decision: refused, or a change with its event and what else happens.

No text about a person stands in any of them but what an action's inputs carry.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referral.referrals.rules.actions import Action, Role
from referral.referrals.rules.inputs import Inputs
from referral.referrals.rules.referral import Referral, Told
from referral.referrals.rules.states import Side, State


class EffectKind(StrEnum):
    """What else happens in the same transaction."""

    STORE_DISCLOSED_HASH = "store_disclosed_hash"
    START_CLOCKS = "start_clocks"
    REVIEW_BY = "review_by"
    TELL_SENDER = "tell_sender"
    TELL_RECEIVER = "tell_receiver"
    TELL_SUPERVISOR = "tell_supervisor"
    TELL_OFFICER = "tell_officer"
    RECORD_DISCLOSURE = "record_disclosure"
    ASSIGN = "assign"
    END_SIBLINGS_AS_TAKEN = "end_siblings_as_taken"
    PERSON_CHOOSES = "person_chooses"
    ALLOW_PARALLEL = "allow_parallel"
    END_RECEIVER_ACCESS = "end_receiver_access"
    NEED_OPEN_AGAIN = "need_open_again"
    PROPOSE_ALTERNATIVES = "propose_alternatives"
    COUNT_DISPUTE = "count_dispute"
    CHANGE_CUSTODY = "change_custody"
    TELL_TO_DISREGARD = "tell_to_disregard"
    OFFICER_DECIDES_OBJECTION = "officer_decides_objection"
    SENDER_SETTLES = "sender_settles"


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect; `subject` a person's or referral's id, `by` a due time, where it has one."""

    kind: EffectKind
    subject: str | None = None
    by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What goes into the history, and what audit line and message are made of. `name`: the action, or a note beside it.

    `confirmed` is false for what the sender recorded for the receiver.
    """

    name: str
    origin: State
    target: State
    by: str | None
    role: Role
    occurred_at: datetime
    recorded_at: datetime
    told: Told | None = None
    inputs: Inputs | None = None
    verified: bool | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the one who did it, or a program of theirs, recorded it."""
        return self.told is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Not possible; `code` is the last part of the problem's type, `detail` a sentence for people."""

    code: str
    detail: str
    current_state: State
    allowed_actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The referral as it is afterwards, the event, whom the clock is with, and what else happens."""

    referral: Referral
    event: Event
    clock_with: Side | None
    effects: tuple[Effect, ...] = ()

    @property
    def state(self) -> State:
        """The new state."""
        return self.referral.state
