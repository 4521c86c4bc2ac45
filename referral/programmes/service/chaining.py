"""Making records that are followed and never edited."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.cases.service.recording import recorded
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import StaleVersion
from referral.programmes.errors import OutsideProgramme
from referral.programmes.models import Programme
from referral.programmes.queries.records import Kept
from referral.programmes.rules import Change

_OWN = frozenset(
    [
        "id",
        "occurred_at",
        "recorded_at",
        "recorded_by",
        "chain_id",
        "version",
        "supersedes_id",
        "reason",
        "retracted",
    ]
)


def first(actor: Actor, occurred_at: datetime | None) -> dict[str, Any]:
    """What the first version of a record begins with."""
    begun = recorded(actor, occurred_at)
    return {**begun, "chain_id": begun["id"], "version": 1, "retracted": False}


def follow(
    session: Session, actor: Actor, before: Kept, change: Change, given: Mapping[str, Any], *, version: int
) -> Kept:
    """The next version: as the one before, with what is given. Raises `StaleVersion` where that is not the newest."""
    if before.version != version:
        raise StaleVersion(version=before.version)
    kept = {each.key for each in inspect(type(before)).column_attrs} - _OWN
    values = {name: getattr(before, name) for name in kept} | {
        name: value for name, value in given.items() if name in kept
    }
    begun = recorded(actor, given.get("occurred_at"))
    begun["occurred_at"] = begun["occurred_at"] if given.get("occurred_at") else before.occurred_at
    made = type(before)(
        **begun,
        **values,
        chain_id=before.chain_id,
        version=before.version + 1,
        supersedes_id=before.id,
        reason=change.reason,
        retracted=change.retracted,
    )
    put(session, made)
    return made


def put(session: Session, made: Kept) -> None:
    """Writes a version. Raises `StaleVersion` where somebody else's follows the same one."""
    session.add(made)
    try:
        session.flush()
    except IntegrityError:
        raise StaleVersion from None


def check_day(programme: Programme, day: date, *, after_end: bool = False) -> None:
    """Raises `OutsideProgramme` for a day before the programme, or after it unless that is how it is followed up."""
    if day < programme.starts_on or (day > programme.ends_on and not after_end):
        raise OutsideProgramme(
            f"The programme runs from {programme.starts_on.isoformat()} to {programme.ends_on.isoformat()}."
        )


def day_of(occurred_at: datetime | None) -> date:
    """The day on which something happened, in UTC."""
    return (occurred_at or now()).date()
