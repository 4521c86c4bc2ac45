"""Facts that the rooms above must know in the same transaction."""

from dataclasses import dataclass

from referral.kit.identity import MemberId, OrganizationId


@dataclass(frozen=True, slots=True)
class Handover:
    """The work of one role (its value) and who takes it over; None: it falls to the supervisors' list."""

    role: str
    to: MemberId | None


@dataclass(frozen=True, slots=True)
class MembershipEnded:
    """A member has gone, with every session, key, invitation and code of theirs. What they had in hand is handed over:
    one `Handover` for each of their working roles.
    """

    member_id: MemberId
    organization_id: OrganizationId | None
    handovers: tuple[Handover, ...]


@dataclass(frozen=True, slots=True)
class RolesLost:
    """A member stays and has these working roles no more: what they had in hand falls to the supervisors' list."""

    member_id: MemberId
    organization_id: OrganizationId | None
    handovers: tuple[Handover, ...]
