"""What the room of the referrals reads of cases: which are in somebody's lists, and how somebody stands to each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from referral.cases.models import Assignment, BreakGlass, Case, Consent, Contact, Exclusion, Person
from referral.cases.queries.cases import visible
from referral.cases.sight import Sight, Standing, member_of, sight
from referral.kit.clock import now
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
    wanted = select(Case, Case.id.in_(assigned), Case.id.in_(excluded), glass).where(Case.id.in_(case_ids))
    found = {}
    for case, works, shut_out, last in session.execute(wanted):
        until: datetime | None = last
        own = bool(case.organization_id == actor.organization_id)
        broken = until if until is not None and until > now() else None
        standing = Standing(own, bool(works), broken is not None, bool(shut_out), case.restricted)
        found[case.id] = CaseStanding(
            sight=sight(actor, standing),
            assigned=bool(works),
            excluded=bool(shut_out),
            restricted=case.restricted,
            protection=case.protection,
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


def people_by_ids(session: Session, case_id: str, person_ids: Collection[str]) -> Sequence[Person]:
    """These people of the case, in the order in which they came to it."""
    wanted = select(Person).where(Person.case_id == case_id, Person.id.in_(person_ids))
    return session.scalars(wanted.order_by(Person.number)).all()


def contact_kinds(session: Session, person_ids: Collection[str]) -> set[str]:
    """By which kinds of contact these people can be reached."""
    wanted = select(Contact.kind).where(Contact.person_id.in_(person_ids), Contact.ended_at.is_(None))
    return set(session.scalars(wanted))
