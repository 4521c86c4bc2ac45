"""Setting targets, and recording what is counted without people: group activities and instruments."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from referral.cases.service.recording import note
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import Forbidden
from referral.programmes import acts
from referral.programmes.models import Activity, Instrument, Programme, Target
from referral.programmes.queries import aims as queries
from referral.programmes.queries import programmes as programme_queries
from referral.programmes.queries.records import newest_for
from referral.programmes.rules import Change, Heads, NewActivity, NewInstrument, NewTarget
from referral.programmes.service.chaining import check_day, day_of, first, follow, put
from referral.programmes.service.enrolling import check_territory, own_organization

Made = TypeVar("Made", Target, Activity, Instrument)
_ACTS: Mapping[type, tuple[str, str]] = {
    Target: (acts.TARGET_SET, "programme_target"),
    Activity: (acts.ACTIVITY_RECORDED, "programme_activity"),
    Instrument: (acts.INSTRUMENT_RECORDED, "programme_instrument"),
}
_SEES: Mapping[type, Callable[[Actor], ColumnElement[bool]]] = {
    Target: programme_queries.may_see_target,
    Activity: queries.sees_activity,
    Instrument: queries.may_change_instrument,
}


def set_target(session: Session, actor: Actor, programme_id: str, new: NewTarget) -> Target:
    """A target of the whole programme by whoever leads it, or of one's own organisation. Raises `NotFound`."""
    programme = programme_queries.programme_for(session, actor, programme_id)
    _refuse_others(actor, programme, new.organization_id)
    made = Target(**first(actor, None), programme_id=programme.id, **_of_target(session, programme, new))
    return _kept(session, actor, made)


def correct_target(
    session: Session, actor: Actor, target_id: str, new: NewTarget | None, change: Change, *, version: int
) -> Target:
    """Another version of it, or that it is none. Raises `NotFound`, `StaleVersion`, `Forbidden`."""
    before = newest_for(session, Target, target_id, programme_queries.may_see_target(actor))
    programme = programme_queries.programme_for(session, actor, before.programme_id)
    _refuse_others(actor, programme, before.organization_id)
    given = {} if new is None else _of_target(session, programme, new)
    given.pop("organization_id", None)
    return _kept(session, actor, follow(session, actor, before, change, given, version=version))


def _refuse_others(actor: Actor, programme: Programme, organization_id: str | None) -> None:
    whose = organization_id or programme.organization_id
    if actor.kind is not ActorKind.SYSTEM and actor.organization_id != whose:
        raise Forbidden("Whoever leads the programme sets its targets, each organisation its own.")


def _of_target(session: Session, programme: Programme, new: NewTarget) -> dict[str, Any]:
    check_territory(session, programme, new.territory_id)
    values = {name: getattr(new, name) for name in new.__slots__}
    return values | {"kinds": list(new.kinds), "of_kinds": list(new.of_kinds)}


def record_activity(session: Session, actor: Actor, new: NewActivity) -> Activity:
    """A group that came together. Raises `NotFound`, `OutsideProgramme`."""
    programme = programme_queries.programme_for(session, actor, new.programme_id)
    check_day(programme, day_of(new.occurred_at))
    made = Activity(
        **first(actor, new.occurred_at),
        programme_id=programme.id,
        organization_id=own_organization(actor),
        kind=new.kind,
        territory_id=check_territory(session, programme, new.territory_id),
        place=new.place,
        counts=cells(new.counts),
    )
    return _kept(session, actor, made)


def record_instrument(session: Session, actor: Actor, new: NewInstrument) -> Instrument:
    """What was adopted. Raises `NotFound`, `OutsideProgramme`."""
    programme = programme_queries.programme_for(session, actor, new.programme_id)
    check_day(programme, new.adopted_on)
    made = Instrument(
        **first(actor, datetime.combine(new.adopted_on, time(), UTC)),
        programme_id=programme.id,
        organization_id=own_organization(actor),
        kind=new.kind,
        title=new.title,
        adopted_on=new.adopted_on,
        organization_ids=sorted(new.organizations),
        alliance_id=_alliance(session, programme, new.alliance),
        territory_id=check_territory(session, programme, new.territory_id),
    )
    return _kept(session, actor, made)


def correct(
    session: Session,
    actor: Actor,
    model: type[Made],
    id_: str,
    given: Mapping[str, Any],
    change: Change,
    *,
    version: int,
) -> Made:
    """Another version of a group activity or an instrument. Raises `NotFound`, `StaleVersion`, `OutsideProgramme`."""
    before = newest_for(session, model, id_, _SEES[model](actor))
    programme = programme_queries.programme_for(session, actor, before.programme_id)
    check_territory(session, programme, given.get("territory_id"))
    values = dict(given)
    if "counts" in given:
        values["counts"] = cells(given["counts"])
    if given.get("occurred_at"):
        check_day(programme, day_of(given["occurred_at"]))
    if given.get("adopted_on"):
        check_day(programme, given["adopted_on"])
        values["occurred_at"] = datetime.combine(given["adopted_on"], time(), UTC)
    return _kept(session, actor, follow(session, actor, before, change, values, version=version))


def cells(counts: tuple[Heads, ...]) -> list[dict[str, object]]:
    """Counts as they are kept."""
    return [
        {"sex": each.sex, "age_band": each.age_band, "count": each.count} for each in counts if each.count
    ]


def _alliance(session: Session, programme: Programme, name: str | None) -> str | None:
    if name is None:
        return None
    found = next(
        (each for each in programme_queries.alliances(session, programme) if each.name == name), None
    )
    if found is None:
        raise ValueError("alliance: right would be the name of an alliance of the programme")
    return found.id


def _kept(session: Session, actor: Actor, made: Made) -> Made:
    put(session, made)
    action, kind = _ACTS[type(made)]
    about: dict[str, Any] = {
        "programme": made.programme_id,
        "version": made.version,
        "retracted": made.retracted or None,
    }
    note(session, actor, action, (kind, made.chain_id), **about)
    return made


def found(session: Session, actor: Actor, model: type[Made], id_: str) -> Made:
    """The newest version of one of them, for whoever may see it. Raises `NotFound`."""
    seen = queries.sees_instrument(actor) if model is Instrument else _SEES[model](actor)
    return newest_for(session, model, id_, seen)
