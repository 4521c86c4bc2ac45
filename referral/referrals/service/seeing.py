"""Opening a referral for somebody: locked in the one order, with where they stand to it and what they see of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from referral.cases.queries.referring import NO_STANDING, CaseStanding, standings
from referral.cases.rules import DataCategory
from referral.cases.service.referring import Ground, lock_ground
from referral.cases.sight import (
    CASE_WORKER,
    FOCAL_POINT,
    OFFICER,
    SUPERVISOR,
    WORKER,
    Sight,
    may_read_identity,
    member_of,
    roles_of,
)
from referral.kit.clock import now
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound
from referral.referrals.models import ReferralPerson, ReferralRecord
from referral.referrals.projection import Principal, Projection, Standing, project
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import Action, Role
from referral.referrals.service.values import subject_of

_RECEIVING = {
    FOCAL_POINT: Role.FOCAL_POINT,
    SUPERVISOR: Role.SUPERVISOR,
    OFFICER: Role.DATA_PROTECTION_OFFICER,
}


# What a supervisor of another organisation does for the one whose duty list names them.
STAND_IN = (Action.APPROVE, Action.RETURN_TO_DRAFT)


@dataclass(frozen=True)
class Opened:
    """A referral that somebody may see something of."""

    record: ReferralRecord
    people: Sequence[ReferralPerson]
    ground: Ground
    principal: Principal
    projection: Projection

    @property
    def is_senders(self) -> bool:
        """Whether whoever looks is of the organisation that sends, whose documents they are."""
        return self.principal.standing is Standing.SENDER

    @property
    def person_ids(self) -> list[str]:
        """Whom it is for."""
        return [each.person_id for each in self.people]


def open_referral(session: Session, actor: Actor, referral_id: str) -> Opened:
    """Locks consents, case, the others of an open offer and the referral, in this order. Raises `NotFound`.

    What the actor may see is decided under the locks.
    """
    found = queries.referral_for(session, actor, referral_id)
    people = queries.people_of(session, [found.id])[found.id]
    ground = lock_ground(session, found.case_id, {each.person_id: each.chain_id for each in people})
    if found.offer_id is not None:
        queries.offer_of(session, found, lock=True)
    record = queries.referral_for(session, actor, referral_id, lock=True)
    record.restricted = ground.restricted
    standing = standings(session, actor, [record.case_id]).get(record.case_id, NO_STANDING)
    principal = principal_of(actor, record, standing, duty_for=queries.duty_of(session, actor))
    seen = seen_by(record, principal, standing, categories=covered_by_any(record, ground))
    if seen is None:
        raise NotFound
    return Opened(record, people, ground, principal, seen)


def seen_by(
    record: ReferralRecord,
    principal: Principal,
    standing: CaseStanding,
    *,
    categories: frozenset[DataCategory] = frozenset(),
) -> Projection | None:
    """What the principal sees of the referral now."""
    endangers = frozenset({principal.person} if standing.excluded and principal.person else ())
    of_case = standing.restricted if principal.standing is Standing.SENDER else record.restricted
    restricted = of_case or record.protection
    subject = subject_of(record, restricted=restricted, categories=categories, endangers=endangers)
    return project(subject, principal, now())


def covered_by_any(record: ReferralRecord, ground: Ground) -> frozenset[DataCategory]:
    """The kinds of data of which at least one person agreed that the receiver has them; each is judged apart."""
    return frozenset(each for agreed in ground.consents.values() for each in agreed.categories)


def principal_of(
    actor: Actor, record: ReferralRecord, case: CaseStanding, *, duty_for: Collection[str] = ()
) -> Principal:
    """Where the actor stands to the referral, and in which roles."""
    if actor.kind is ActorKind.SYSTEM:
        return Principal(standing=Standing.SENDER, roles=frozenset({Role.SUPERVISOR}))
    sends = record.sender_organization_id == actor.organization_id
    receives = record.receiver_organization_id == actor.organization_id
    roles = roles_of(actor)
    if sends and (not receives or roles & {CASE_WORKER, SUPERVISOR}):
        return _sender(actor, case)
    if receives:
        return _receiver(actor, record)
    if record.sender_organization_id in duty_for:
        held = frozenset({Role.SUPERVISOR})
        return Principal(
            standing=Standing.SENDER,
            roles=held,
            person=member_of(actor),
            reads_identity=False,
            stands_in=True,
        )
    if queries.COORDINATOR in roles:
        return Principal(
            standing=Standing.COORDINATOR,
            roles=frozenset({Role.COORDINATOR}),
            person=member_of(actor),
            regions=frozenset(actor.regions),
        )
    return Principal(standing=Standing.STRANGER)


def _sender(actor: Actor, case: CaseStanding) -> Principal:
    held, roles = set(), roles_of(actor)
    if case.sight is Sight.ALL and case.assigned and CASE_WORKER in roles:
        held.add(Role.CASE_WORKER)
    if case.sight is Sight.ALL and SUPERVISOR in roles:
        held.add(Role.SUPERVISOR)
    if OFFICER in roles:
        held.add(Role.DATA_PROTECTION_OFFICER)
    if case.sight is Sight.NOTHING and not held:
        return Principal(standing=Standing.STRANGER, person=member_of(actor))
    return Principal(
        standing=Standing.SENDER,
        roles=frozenset(held),
        person=member_of(actor),
        reads_identity=may_read_identity(actor),
        glass_broken_until=case.glass_broken_until,
    )


def _receiver(actor: Actor, record: ReferralRecord) -> Principal:
    """Whoever of the intake takes it for themself is its worker, too."""
    roles, person = roles_of(actor), member_of(actor)
    held = {mine for name, mine in _RECEIVING.items() if name in roles}
    if person is not None and record.assigned_to == person and roles & {FOCAL_POINT, WORKER}:
        held.add(Role.RECEIVING_WORKER)
    return Principal(
        standing=Standing.RECEIVER,
        roles=frozenset(held),
        person=person,
        assigned_at=record.assigned_at,
        reads_identity=may_read_identity(actor),
    )


def acting_roles(actor: Actor, principal: Principal) -> frozenset[Role]:
    """The roles in which an actor can do something. A supervisor of the receiver is none of the sender's."""
    if actor.kind is ActorKind.SYSTEM:
        return frozenset({Role.SYSTEM})
    if principal.standing is Standing.RECEIVER:
        return principal.roles & {Role.FOCAL_POINT, Role.RECEIVING_WORKER}
    return principal.roles if principal.standing is not Standing.STRANGER else frozenset()
