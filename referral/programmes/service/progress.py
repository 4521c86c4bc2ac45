"""What an organisation reached of a programme's targets: its own figures, exact, for those who answer for it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from referral.cases.service.recording import note
from referral.directory.queries.nesting import rows_by
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import invalid_field
from referral.programmes import acts
from referral.programmes.models import Programme, Target
from referral.programmes.queries import programmes as queries
from referral.programmes.queries.figures import facts_for
from referral.programmes.rules import SUPPORTED, Fact, Goal, GoalKind, Reached, Unit, reach
from referral.programmes.service.enrolling import own_organization


@dataclass(frozen=True)
class Line:
    """One target and what was reached of it."""

    target: Target
    reached: Reached


@dataclass(frozen=True)
class Progress:
    """All targets of a programme for one organisation on a day. `people`: everybody whom it enrolled, each once."""

    programme: Programme
    name: str | None
    organization_id: str
    as_of: date
    people: Reached
    lines: tuple[Line, ...]
    territories: dict[str, str]


def progress_of(session: Session, actor: Actor, programme_id: str, *, as_of: date | None) -> Progress:
    """The figures by a day, today without one. Reading them stands in the audit. Raises `NotFound`."""
    programme = queries.programme_for(session, actor, programme_id)
    organization_id, today = own_organization(actor), now().date()
    day = as_of or today
    if day > today:
        raise invalid_field("as_of", "Must not be after today.")
    facts = facts_for(session, actor, programme)
    targets = sorted(queries.targets(session, actor, programme), key=lambda each: each.chain_id)
    lines = tuple(Line(each, _reached(each, facts, programme, day)) for each in targets)
    note(session, actor, acts.PROGRESS_READ, ("programme", programme.id), targets=len(lines))
    return Progress(
        programme=programme,
        name=name_of(session, programme),
        organization_id=organization_id,
        as_of=day,
        people=reach(_everybody(programme), facts, since=programme.starts_on, as_of=day),
        lines=lines,
        territories={each.id: each.name for each in queries.territories(session, programme)},
    )


def name_of(session: Session, programme: Programme) -> str | None:
    """What the directory calls it; None where the directory took the listing back."""
    listed = next(rows_by(session, "program", "id", [programme.id]), None)
    return None if listed is None else str(listed["name"])


def _everybody(programme: Programme) -> Goal:
    return Goal(
        unit=Unit.PEOPLE,
        kinds=frozenset({SUPPORTED}),
        goal_kind=GoalKind.COUNT,
        goal=1,
        due_on=programme.ends_on,
    )


def _reached(target: Target, facts: list[Fact], programme: Programme, day: date) -> Reached:
    goal = Goal(
        unit=Unit(target.unit),
        kinds=frozenset(target.kinds),
        of_kinds=frozenset(target.of_kinds),
        goal_kind=GoalKind(target.goal_kind),
        goal=target.goal,
        due_on=target.due_on,
        sex=target.sex,
        age_band=target.age_band,
        territory=target.territory_id,
        target_group=target.target_group,
    )
    return reach(goal, facts, since=programme.starts_on, as_of=day)
