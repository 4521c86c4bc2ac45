"""What an organisation's figures are made of, restricted cases too: for those who answer for the organisation."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kit.identity import Actor
from referral.programmes.models import (
    Activity,
    Enrolment,
    Instrument,
    Milestone,
    Programme,
    ProgrammeAlliance,
)
from referral.programmes.queries.records import in_force
from referral.programmes.rules import SUPPORTED, Fact, Unit


def facts_for(session: Session, actor: Actor, programme: Programme) -> list[Fact]:
    """Everything that the actor's organisation counts in the programme, and the instruments of all of it."""
    return [
        *_of_people(session, actor, programme),
        *_of_groups(session, actor, programme),
        *_of_instruments(session, programme),
    ]


def _of_people(session: Session, actor: Actor, programme: Programme) -> Iterator[Fact]:
    own = Enrolment.organization_id == actor.organization_id
    of_programme = Enrolment.programme_id == programme.id
    whom = (Enrolment.sex, Enrolment.age_band, Enrolment.target_group, Enrolment.territory_id)
    enrolled = select(Enrolment.person_id, Enrolment.occurred_at, *whom).where(
        own, of_programme, in_force(Enrolment)
    )
    for person, moment, sex, band, group, territory in session.execute(enrolled):
        yield Fact(Unit.PEOPLE, SUPPORTED, moment.date(), person, sex, band, territory, group)
    reached = (
        select(Milestone.person_id, Milestone.occurred_at, Milestone.kind, Milestone.territory_id, *whom)
        .join(Enrolment, Enrolment.chain_id == Milestone.enrolment_id)
        .where(own, of_programme, in_force(Enrolment), in_force(Milestone))
    )
    for person, moment, kind, where, sex, band, group, territory in session.execute(reached):
        yield Fact(Unit.PEOPLE, kind, moment.date(), person, sex, band, where or territory, group)


def _of_groups(session: Session, actor: Actor, programme: Programme) -> Iterator[Fact]:
    wanted = select(Activity).where(
        Activity.organization_id == actor.organization_id,
        Activity.programme_id == programme.id,
        in_force(Activity),
    )
    for each in session.scalars(wanted):
        for cell in each.counts:
            yield Fact(
                Unit.PARTICIPANTS,
                each.kind,
                each.occurred_at.date(),
                sex=_text(cell.get("sex")),
                age_band=_text(cell.get("age_band")),
                territory=each.territory_id,
                heads=int(str(cell["count"])),
            )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _of_instruments(session: Session, programme: Programme) -> Iterator[Fact]:
    wanted = (
        select(Instrument, ProgrammeAlliance)
        .outerjoin(ProgrammeAlliance, ProgrammeAlliance.id == Instrument.alliance_id)
        .where(Instrument.programme_id == programme.id, in_force(Instrument))
    )
    for each, found in session.execute(wanted):
        alliance: ProgrammeAlliance | None = found
        territory = each.territory_id or (None if alliance is None else alliance.territory_id)
        adopters = {*each.organization_ids, *(() if alliance is None else alliance.member_ids)}
        for organization in sorted(adopters):
            yield Fact(Unit.ORGANIZATIONS, each.kind, each.adopted_on, organization, territory=territory)
        if territory is not None:
            yield Fact(Unit.TERRITORIES, each.kind, each.adopted_on, territory, territory=territory)
