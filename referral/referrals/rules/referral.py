"""A referral as the rules see it, who acts on it, and what the service found out. All are values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from referral.cases.rules.conflicts import StandIn
from referral.cases.rules.covering import Denied, Reason, Verdict
from referral.cases.rules.terms import Basis
from referral.referrals.rules.actions import Role
from referral.referrals.rules.kinds import Choose, Delivery, Kind, Priority, ToldBy
from referral.referrals.rules.reasons import ApprovalReason
from referral.referrals.rules.states import Side, State
from referral.referrals.rules.table import goes_back_to


@dataclass(frozen=True, slots=True)
class Told:
    """The receiver said it to the sender: how, and who of the receiver said it."""

    by: ToldBy
    said_by: str

    def __post_init__(self) -> None:
        """Refuses a word of nobody."""
        if not self.said_by.strip():
            raise ValueError(
                "said_by: who of the receiver said it is missing; right would be a name or a function"
            )


@dataclass(frozen=True, slots=True)
class Willing:
    """Who of the receiver would accept: a person's id, or what the receiver told the sender."""

    person: str | None
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """What decides about a referral. `since`: when its state was entered, as it occurred.

    `back_to`: the state to go back to, exactly where one is needed. `offer`: the open offer that it is part of.
    `confirmed_state`: the last state to which the receiver itself, and not the sender for it, had a part; None: the
    same as `state`. `clock_with`: None where the state tells. `receiver_willing`: who of the receiver would accept,
    where the person chooses. `held_until`: the receiver said that it holds the places until then.
    """

    id: str
    state: State
    priority: Priority
    author: str
    since: datetime
    kind: Kind = Kind.REFERRAL
    basis: Basis = Basis.CONSENT
    delivery: Delivery = Delivery.CONNECTED
    back_to: State | None = None
    assigned_to: str | None = None
    offer: str | None = None
    choose: Choose = Choose.FIRST
    receiver_willing: Willing | None = None
    confirmed_state: State | None = None
    clock_with: Side | None = None
    parent: str | None = None
    hop: int = 0
    replaces: str | None = None
    held_until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuses what the machine could not have brought about."""
        targets = goes_back_to(self.state)
        if (self.back_to in targets) != bool(targets) or (self.back_to is not None and not targets):
            right = " or ".join(sorted(targets)) or "none"
            raise ValueError(f"back_to: {self.back_to} in {self.state}; right would be {right}")
        if (self.hop > 0) != (self.parent is not None):
            raise ValueError(f"hop: {self.hop}; right would be 0 without a parent, and from 1 on with one")
        if self.replaces == self.id or self.parent == self.id:
            raise ValueError("a referral neither replaces nor follows itself")
        if self.since.utcoffset() is None:
            raise ValueError(f"since: a moment needs a zone: {self.since.isoformat()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who acts: a person's id (None for the clock), in which roles on this referral, when it happened if not now.

    `told`: recorded by the sender for the receiver.
    """

    roles: frozenset[Role]
    person: str | None = None
    occurred_at: datetime | None = None
    told: Told | None = None

    @property
    def by_sender(self) -> bool:
        """Whether the case worker records what the receiver said."""
        return self.told is not None and Role.CASE_WORKER in self.roles


class Eligibility(StrEnum):
    """Whether the service would take the party, as the directory weighs it."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach the person: by which way, when."""

    way: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the service found out under the lock, as far as the action needs it. Defaults are the answer that refuses.

    `consent`: whether it covers receiver, purpose and data now. `duplicates`: open referrals of a person of the
    party to the same service. `forced`: why a supervisor has to approve; see `approval_reasons`. `ways`: the ways in
    which the person can be reached. `expires_at`: when the clocks let it expire. `taken`: another
    one of the open offer was accepted. `stand_in`: who or what stands in for a guardian marked with a conflict of
    interest, where one is.
    """

    consent: Verdict = field(default=Denied(Reason.REFUSED))
    tells_back: bool = False
    service_active: bool = False
    serves_place: bool = False
    eligibility: Eligibility = Eligibility.UNKNOWN
    duplicates: tuple[str, ...] = ()
    receiver_can_answer: bool = False
    forced: frozenset[ApprovalReason] = frozenset()
    approver_reachable: bool = True
    attempts: tuple[Attempt, ...] = ()
    ways: frozenset[str] = frozenset()
    expires_at: datetime | None = None
    taken: bool = False
    stand_in: StandIn | None = None
