"""What the room of the referrals reads of cases: which are in somebody's lists, and how somebody stands to each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from referral.cases.models import Assignment, BreakGlass, Case, Consent, Contact, Exclusion, Person
from referral.cases.queries.cases import visible
from referral.cases.rules.terms import Basis
from referral.cases.sight import Sight, Standing, member_of, sight
from referral.cases.words import CaseStatus
from referral.kit.clock import now
from referral.kit.db.bulk import among
from referral.kit.identity import Actor
from referral.kit.problems import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStanding:
    """How an actor stands to a case: what they see of it, and why."""

    sight: Sight
    assigned: bool
    excluded: bool
    restricted: bool
    protection: bool
    glass_broken_until: datetime | None


# Of a case whose row the actor may not even know of.
NO_STANDING = CaseStanding(
    sight=Sight.NOTHING,
    assigned=False,
    excluded=False,
    restricted=True,
    protection=True,
    glass_broken_until=None,
)


def shown_case_ids(actor: Actor) -> Select[Any]:
    """The ids of the cases that are in the actor's lists."""
    return select(Case.id).where(visible(actor, now()))


def open_case_ids(actor: Actor) -> Select[Any]:
    """The ids of those among them on which somebody still works."""
    return shown_case_ids(actor).where(Case.status == CaseStatus.OPEN)


def protected_case_ids() -> Select[Any]:
    """The ids of cases with a need of protection: for counts that are controlled before they go out."""
    return select(Case.id).where(Case.protection.is_(True))


def counted_chain_ids() -> Select[Any]:
    """The shared ids of consents whose newest version lets the person be counted by others, or that rest on a law."""
    later = aliased(Consent)
    followed = exists().where(later.supersedes_id == Consent.id)
    rests = or_(Consent.agreed.is_(True), Consent.basis != Basis.CONSENT)
    return select(Consent.chain_id).where(
        ~followed, Consent.statistics.is_(True), Consent.withdrawn_at.is_(None), rests
    )


def case_ids_of_member(member_id: str) -> Select[Any]:
    """The ids of the cases that a member works on, to be joined to a query that takes an actor."""
    return select(Assignment.case_id).where(Assignment.member_id == member_id, Assignment.ended_at.is_(None))


def standings(session: Session, actor: Actor, case_ids: Collection[str]) -> dict[str, CaseStanding]:
    """How the actor stands to each of these cases, as far as the database lets them know of it."""
    member = member_of(actor)
    assigned = select(Assignment.case_id).where(Assignment.member_id == member, Assignment.ended_at.is_(None))
    excluded = select(Exclusion.case_id).where(Exclusion.member_id == member)
    glass = (
        select(func.max(BreakGlass.expires_at))
        .where(BreakGlass.case_id == Case.id, BreakGlass.member_id == member)
        .correlate(Case)
        .scalar_subquery()
    )
    # Columns, since a work list asks for many: nothing of the case itself is needed here.
    wanted = select(
        *(Case.id, Case.organization_id, Case.restricted, Case.protection),
        Case.id.in_(assigned),
        Case.id.in_(excluded),
        glass,
    ).where(among(Case.id, sorted(case_ids)))
    found = {}
    for case_id, organization_id, restricted, protection, works, shut_out, last in session.execute(wanted):
        until: datetime | None = last
        own = bool(organization_id == actor.organization_id)
        broken = until if until is not None and until > now() else None
        standing = Standing(own, bool(works), broken is not None, bool(shut_out), restricted)
        found[case_id] = CaseStanding(
            sight=sight(actor, standing),
            assigned=bool(works),
            excluded=bool(shut_out),
            restricted=restricted,
            protection=protection,
            glass_broken_until=broken,
        )
    return found


def locked_case(session: Session, case_id: str) -> Case:
    """A case, locked: for whoever has just been found to have to do with a referral of it. Raises `NotFound`."""
    wanted = (
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def locked_newest(session: Session, chain_ids: Collection[str]) -> dict[str, Consent]:
    """The newest version of each consent by the id that its versions share, locked in the order of these ids."""
    found = {}
    for chain_id in sorted(set(chain_ids)):
        wanted = select(Consent).where(Consent.chain_id == chain_id).order_by(Consent.version.desc()).limit(1)
        newest = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
        if newest is not None:
            found[chain_id] = newest
    return found


def lock_consents_of(session: Session, person_id: str) -> None:
    """Locks all that somebody agreed to: for whoever then locks the case to end it."""
    wanted = select(Consent.chain_id).where(Consent.person_id == person_id).distinct()
    locked_newest(session, session.scalars(wanted).all())


def people_by_ids(session: Session, case_id: str, person_ids: Collection[str]) -> Sequence[Person]:
    """These people of the case, in the order in which they came to it."""
    wanted = select(Person).where(Person.case_id == case_id, Person.id.in_(person_ids))
    return session.scalars(wanted.order_by(Person.number)).all()


def contact_kinds(session: Session, person_ids: Collection[str]) -> set[str]:
    """By which kinds of contact these people can be reached."""
    wanted = select(Contact.kind).where(Contact.person_id.in_(person_ids), Contact.ended_at.is_(None))
    return set(session.scalars(wanted))
