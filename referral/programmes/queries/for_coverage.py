"""The door for figures that leave an organisation: what is counted, row by row, for the release and for nobody else.

Whoever reads it owes every number the disclosure control of the release. Rows tell what that needs: who contributed,
whether the person agreed to be counted, and whether the case has a need of protection. Retracted records are not in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.cases.queries.referring import counted_chain_ids, protected_case_ids
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import Forbidden
from referral.programmes.models import Activity, Enrolment, Milestone, ProgrammeTerritory
from referral.programmes.queries.records import in_force
from referral.programmes.rules import SUPPORTED, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One thing to be counted. `who` is opaque and the same for one person in all organisations that the case was
    referred to; None for heads of groups. `statistics` false: the person's consent lets nobody else count them.
    """

    programme_id: str
    organization_id: str
    unit: Unit
    kind: str
    on: date
    recorded_at: datetime
    who: str | None
    heads: int
    sex: str | None
    age_band: str | None
    target_group: str | None
    region_id: str | None
    statistics: bool
    protection: bool


def counted_for_release(session: Session, actor: Actor) -> Iterator[Counted]:
    """Everything of all programmes. Raises `Forbidden` for everybody but the clock, which makes the releases."""
    if actor.kind is not ActorKind.SYSTEM:
        raise Forbidden
    yield from _people(session)
    yield from _groups(session)


def _people(session: Session) -> Iterator[Counted]:
    agreed, protected = set(session.scalars(counted_chain_ids())), set(session.scalars(protected_case_ids()))
    regions = _regions(session)
    for each in session.scalars(select(Enrolment).where(in_force(Enrolment))):
        yield _of_person(each, each.territory_id, regions, agreed, protected, SUPPORTED, each)
    reached = (
        select(Milestone, Enrolment)
        .join(Enrolment, Enrolment.chain_id == Milestone.enrolment_id)
        .where(in_force(Milestone), in_force(Enrolment))
    )
    for milestone, each in session.execute(reached):
        where = milestone.territory_id or each.territory_id
        yield _of_person(each, where, regions, agreed, protected, milestone.kind, milestone)


def _of_person(
    who: Enrolment,
    territory_id: str | None,
    regions: dict[str, str | None],
    agreed: set[str],
    protected: set[str],
    kind: str,
    what: Enrolment | Milestone,
) -> Counted:
    return Counted(
        programme_id=who.programme_id,
        organization_id=who.organization_id,
        unit=Unit.PEOPLE,
        kind=kind,
        on=what.occurred_at.date(),
        recorded_at=what.recorded_at,
        who=who.person_id,
        heads=1,
        sex=who.sex,
        age_band=who.age_band,
        target_group=who.target_group,
        region_id=regions.get(territory_id or ""),
        statistics=who.consent_chain_id in agreed,
        protection=who.case_id in protected,
    )


def _groups(session: Session) -> Iterator[Counted]:
    regions = _regions(session)
    for each in session.scalars(select(Activity).where(in_force(Activity))):
        for cell in each.counts:
            sex, band = cell.get("sex"), cell.get("age_band")
            yield Counted(
                programme_id=each.programme_id,
                organization_id=each.organization_id,
                unit=Unit.PARTICIPANTS,
                kind=each.kind,
                on=each.occurred_at.date(),
                recorded_at=each.recorded_at,
                who=None,
                heads=int(str(cell["count"])),
                sex=None if sex is None else str(sex),
                age_band=None if band is None else str(band),
                target_group=None,
                region_id=regions.get(each.territory_id or ""),
                statistics=True,
                protection=False,
            )


def _regions(session: Session) -> dict[str, str | None]:
    rows = session.execute(select(ProgrammeTerritory.id, ProgrammeTerritory.region_id))
    return {row.id: row.region_id for row in rows}
