"""Cases as an actor sees them: one query by (id, actor), and lists that hide what is hidden from the actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from referral.cases.models import Assignment, BreakGlass, Case, Custody, Exclusion, Person
from referral.cases.sight import WITH_CASES, Sight, Standing, member_of, roles_of, sight
from referral.cases.words import CaseStatus
from referral.kit.clock import now
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound


@dataclass(frozen=True)
class Seen:
    """A case, and how much of it the actor sees."""

    case: Case
    sight: Sight


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a list is narrowed to."""

    status: CaseStatus | None = CaseStatus.OPEN
    region_ids: Sequence[str] = ()
    protection: bool | None = None
    assigned: str | None = None


def _assigned(member: str | None) -> ColumnElement[bool]:
    return exists().where(
        Assignment.case_id == Case.id, Assignment.member_id == member, Assignment.ended_at.is_(None)
    )


def _broke_glass(member: str | None, moment: datetime) -> ColumnElement[bool]:
    return exists().where(
        BreakGlass.case_id == Case.id, BreakGlass.member_id == member, BreakGlass.expires_at > moment
    )


def _excluded(member: str | None) -> ColumnElement[bool]:
    return exists().where(Exclusion.case_id == Case.id, Exclusion.member_id == member)


def visible(actor: Actor, moment: datetime) -> ColumnElement[bool]:
    """Whether a case is in the lists, searches and counts of the actor."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    if actor.organization_id is None or not roles_of(actor) & WITH_CASES:
        return literal(False)
    member = member_of(actor)
    shown = or_(Case.restricted.is_(False), _assigned(member), _broke_glass(member, moment))
    return and_(Case.organization_id == actor.organization_id, ~_excluded(member), shown)


def case_for(session: Session, actor: Actor, case_id: str, *, least: Sight, lock: bool = False) -> Seen:
    """The case, if the actor sees at least so much of it. Unknown and forbidden are the same `NotFound`.

    With `lock` the row is locked until the commit; take it after the consent and before the audit's head.
    """
    member, moment = member_of(actor), now()
    standings = (_assigned(member), _broke_glass(member, moment), _excluded(member))
    wanted = select(Case, *standings).where(Case.id == case_id)
    if actor.kind is not ActorKind.SYSTEM:
        wanted = wanted.where(Case.organization_id == actor.organization_id)
    if lock:
        wanted = wanted.with_for_update(of=Case).execution_options(populate_existing=True)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise NotFound
    case, assigned, broke_glass, excluded = row
    standing = Standing(True, bool(assigned), bool(broke_glass), bool(excluded), case.restricted)
    seen = sight(actor, standing)
    if seen < least:
        raise NotFound
    return Seen(case, seen)


def case_of_organization(session: Session, actor: Actor, case_id: str) -> Case:
    """A case that the actor's organisation answers for, restricted or not, locked: for breaking the glass only."""
    wanted = select(Case).where(Case.id == case_id, Case.organization_id == actor.organization_id)
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise NotFound
    return found


def cases(
    session: Session, actor: Actor, *, wanted: CaseFilter, before: str | None, limit: int
) -> Sequence[tuple[Case, int]]:
    """The actor's work list, newest first, those before the id `before`; with how many people each case has."""
    people = (
        select(func.count()).where(Person.case_id == Case.id, Person.erased_at.is_(None)).scalar_subquery()
    )
    found = select(Case, people).where(visible(actor, now())).order_by(Case.id.desc()).limit(limit)
    if wanted.status is not None:
        found = found.where(Case.status == wanted.status)
    if wanted.region_ids:
        found = found.where(Case.region_id.in_(wanted.region_ids))
    if wanted.protection is not None:
        found = found.where(Case.protection.is_(wanted.protection))
    if wanted.assigned is not None:
        found = found.where(_assigned(wanted.assigned))
    if before is not None:
        found = found.where(Case.id < before)
    return [(case, count) for case, count in session.execute(found)]


def assignments(session: Session, case: Case) -> Sequence[Assignment]:
    """Who works on a case that the actor sees."""
    wanted = select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_at.is_(None))
    return session.scalars(wanted.order_by(Assignment.recorded_at, Assignment.id)).all()


def assignment_of(session: Session, case: Case, member_id: str) -> Assignment | None:
    """The open assignment of one member."""
    return next((each for each in assignments(session, case) if each.member_id == member_id), None)


def is_excluded(session: Session, case: Case, member_id: str) -> bool:
    """Whether the member is named as a danger."""
    wanted = select(Exclusion.id).where(Exclusion.case_id == case.id, Exclusion.member_id == member_id)
    return session.scalar(wanted) is not None


def custody(session: Session, case: Case) -> Sequence[Custody]:
    """Who answered for the case and when, oldest first."""
    return session.scalars(select(Custody).where(Custody.case_id == case.id).order_by(Custody.number)).all()


def glass_broken(session: Session, case: Case) -> Sequence[BreakGlass]:
    """Who broke the glass of a case, oldest first."""
    wanted = select(BreakGlass).where(BreakGlass.case_id == case.id)
    return session.scalars(wanted.order_by(BreakGlass.recorded_at, BreakGlass.id)).all()
