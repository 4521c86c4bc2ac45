"""Who looks, at what, and what they see: the values of a projection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from referral.cases.rules.terms import Basis, DataCategory, Direction
from referral.referrals.projection.fields import RELEASED_ONE_BY_ONE
from referral.referrals.rules.actions import Role
from referral.referrals.rules.kinds import Priority
from referral.referrals.rules.showing import Shown
from referral.referrals.rules.states import State


class Standing(StrEnum):
    """Where somebody stands to a referral."""

    SENDER = "sender"
    RECEIVER = "receiver"
    COORDINATOR = "coordinator"
    CLIENT = "client"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who looks. `roles` are those on this referral; CASE_WORKER and RECEIVING_WORKER mean: assigned to it.

    `assigned_at`: since when a receiving worker is. `reads_identity`: false for a program whose key lacks that scope.
    `stands_in`: a supervisor of another organisation whom the sender's duty list names. `regions`: a coordinator's.
    `glass_broken_until`: somebody of the sender who broke the glass.
    """

    standing: Standing
    roles: frozenset[Role] = frozenset()
    person: str | None = None
    assigned_at: datetime | None = None
    reads_identity: bool = True
    regions: frozenset[str] = frozenset()
    glass_broken_until: datetime | None = None
    stands_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRelease:
    """Identity at `sent`: the consent says so, or vital interests with a supervisor and a reason."""

    basis: Basis
    supervisor: str | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is complete."""
        if self.basis is Basis.CONSENT:
            return True
        return self.basis is Basis.VITAL_INTERESTS and bool(self.supervisor) and bool(self.reason.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What decides who sees how much of a referral. Defaults show least.

    `confirmed_state`: the last state in which the receiver itself had a part, None: `state`. `categories`: the kinds
    of data that consent or law cover for this receiver now. `released`: ids of items, and names of texts, with when
    each was. `served_until`: when it was completed or failed, from where the 30 days run. `withdrawn`: the consent
    was, also after the end; `consent_expired_at` likewise. `endangers`: people of whom the person is in danger.
    """

    state: State
    priority: Priority
    reason: str | None = None
    confirmed_state: State | None = None
    protection: bool = False
    restricted: bool = False
    open_offer: bool = False
    tier_one_at_sent: bool = False
    emergency_release: EmergencyRelease | None = None
    direction: Direction = Direction.SEND
    categories: frozenset[DataCategory] = frozenset()
    released: Mapping[str, datetime] = field(default_factory=dict, hash=False)
    served_until: datetime | None = None
    follow_up_until: date | None = None
    withdrawn: bool = False
    consent_expired_at: datetime | None = None
    regions: frozenset[str] = frozenset()
    endangers: frozenset[str] = frozenset()


class Form(StrEnum):
    """In which form it is shown."""

    FULL = "full"
    LINE = "line"
    STUB = "stub"
    COUNTED = "counted"
    OWN_PAGE = "own_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """What leaves: these fields, of listed items these ids, state and reason as shown. `read_only`: nothing to do here.

    `ends_at`: when less will be seen though nothing happens; None where that is not so. `Form.COUNTED`: no field at
    all, and no answer of its own: it counts in figures.
    """

    form: Form
    fields: frozenset[str]
    items: frozenset[str]
    shown: Shown
    read_only: bool = False
    ends_at: datetime | None = None

    def visible(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What of these values may leave. A name that is not known does not. Of items, each needs its `id`."""
        seen = {name: value for name, value in values.items() if name in self.fields}
        if "state" in seen:
            seen["state"] = self.shown.state
        if "reason" in seen:
            seen["reason"] = self.shown.reason
        if RELEASED_ONE_BY_ONE in seen:
            seen[RELEASED_ONE_BY_ONE] = [
                item for item in seen[RELEASED_ONE_BY_ONE] if item.get("id") in self.items
            ]
        return seen
