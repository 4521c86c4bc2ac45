"""Staged rows into the directory, in batches of bounded time; each batch is one transaction with its resume record."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.events import ServicesChanged
from referral.directory.exchange.audiences import audiences_of
from referral.directory.exchange.comparing import Change, compare
from referral.directory.exchange.concealing import Changed, conceal_staged
from referral.directory.exchange.needs_rows import own_rows
from referral.directory.exchange.private import count_withheld, write_withheld
from referral.directory.exchange.staging import CODES, Staged, Staging
from referral.directory.exchange.touching import touched_services
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import UnresolvedReference, table_of
from referral.directory.placing import on_earth, place_points
from referral.directory.queries.nesting import Row, rows_by
from referral.kit import events
from referral.kit.db.bulk import bulk_insert
from referral.kit.ids import new_id

BATCH = 1_000
# Fields whose history is kept as HSDS metadata, on the objects that people look at.
_HISTORY = ("organization", "service", "location", "program")
_LOCATION_HOUSE = ("country_code", "region_path", "confidential", "cell_km")


@dataclass(slots=True)
class Counts:
    """What became of the rows of each object."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, dict[str, int]]:
        return {"added": dict(self.added), "changed": dict(self.changed), "unchanged": dict(self.unchanged)}

    @classmethod
    def from_dict(cls, saved: Mapping[str, Mapping[str, int]]) -> "Counts":
        return cls(*(Counter(saved.get(name, {})) for name in ("added", "changed", "unchanged")))


@dataclass(slots=True)
class Applier:
    """Applies batches of one run. With `write` false it only counts."""

    staging: Staging
    at: datetime
    updated_by: str
    write: bool
    counts: Counts
    # What the run concealed before its first batch: it has changed, though now it is as the file says.
    concealed: Changed = field(default_factory=set)

    def apply(self, session: Session, object_: str, batch: Sequence[Staged]) -> None:
        """One batch of one object."""
        present = self._present(session, object_, batch)
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        history: list[dict[str, Any]] = []
        extra = self._location_values(session, batch) if object_ == "location" else {}
        audiences = audiences_of(session, (row.id for row in batch)) if object_ == "service" else {}
        for row in batch:
            before: Row | None = present.get(row.id)
            change = compare(object_, row.id, row.values, before, at=self.at)
            if object_ == "location":
                _place(change, before, extra[row.id], said_position="longitude" in row.values)
            self._count(object_, change, concealed=(object_, row.id) in self.concealed)
            if change.new is not None:
                change.new |= {"audience": audiences[row.id]} if row.id in audiences else {}
                new.append(change.new)
            elif change.changed:
                changed.append({"id": row.id, **change.changed})
                history += self._history(object_, before, change)
        places = [row.id for row in batch] if object_ == "location" else []
        count_withheld(session, self.staging, places, self.counts)
        if self.write:
            self._write(session, object_, new, changed, history)
            write_withheld(session, self.staging, places)
            conceal_staged(session, self.staging, places)
            touched = [present[row["id"]] for row in changed]
            after = [{**present[row["id"]], **row} for row in changed]
            self._tell(session, object_, [*new, *touched, *after])

    def _present(self, session: Session, object_: str, batch: Sequence[Staged]) -> dict[str, Row]:
        """What the directory holds, with our taxonomy, which a writing run makes sure of first."""
        present = {row["id"]: row for row in rows_by(session, object_, "id", (row.id for row in batch))}
        own = {} if self.write else own_rows(object_)
        return {row.id: own[row.id] for row in batch if row.id in own} | present

    def _count(self, object_: str, change: Change, *, concealed: bool) -> None:
        if change.new is not None:
            self.counts.added[object_] += 1
        elif change.changed or concealed:
            self.counts.changed[object_] += 1
        else:
            self.counts.unchanged[object_] += 1

    def _write(
        self,
        session: Session,
        object_: str,
        new: list[dict[str, Any]],
        changed: list[dict[str, Any]],
        history: list[dict[str, Any]],
    ) -> None:
        if new:
            bulk_insert(session, table_of(object_), new)
        for row in changed:
            table = table_of(object_)
            session.execute(sa.update(table).where(table.c.id == row["id"]).values(row))
        if history:
            bulk_insert(session, table_of("metadata"), history)
        unresolved = self.staging.query("SELECT 1 FROM unresolved LIMIT 1")
        if unresolved and (new or changed):
            write_unresolved(session, self.staging, object_, [row["id"] for row in (*new, *changed)])

    def _history(self, object_: str, before: Row | None, change: Change) -> list[dict[str, Any]]:
        if object_ not in _HISTORY or before is None or before.get("confidential"):
            return []
        fields = OBJECTS[object_].by_name
        return [
            {
                "id": new_id(),
                "resource_id": before["id"],
                "resource_type": object_,
                "last_action_date": self.at.date().isoformat(),
                "last_action_type": "update",
                "field_name": name,
                "previous_value": _text(before[name]),
                "replacement_value": _text(value),
                "updated_by": self.updated_by,
            }
            for name, value in change.changed.items()
            if name in fields
        ]

    def _location_values(self, session: Session, batch: Sequence[Staged]) -> dict[str, dict[str, Any]]:
        points = [_point(row.values) for row in batch]
        placings = place_points(session, points)
        return {
            row.id: {
                "country_code": placing.country_code,
                "region_path": placing.region_path,
                "confidential": bool(row.values.get("x_confidential")),
                "cell_km": row.values.get("x_cell_km"),
            }
            for row, placing in zip(batch, placings, strict=True)
        }

    def _tell(self, session: Session, object_: str, rows: Sequence[Mapping[str, Any]]) -> None:
        touched = touched_services(session, object_, rows)
        if touched:
            events.emit(session, ServicesChanged(frozenset(touched)))


def _point(values: Mapping[str, Any]) -> tuple[float, float] | None:
    longitude: Any = values.get("longitude")
    latitude: Any = values.get("latitude")
    return (longitude, latitude) if on_earth(longitude, latitude) else None


def _place(change: Change, before: Row | None, extra: dict[str, Any], *, said_position: bool) -> None:
    """Region and confidentiality go with the position."""
    if change.new is not None:
        change.new |= extra
    elif before is not None and ({"longitude", "latitude"} & change.changed.keys() or extra["confidential"]):
        # Of a confidential place a file may say everything but where it is.
        names = _LOCATION_HOUSE if said_position else ("confidential",)
        change.changed |= {name: extra[name] for name in names if before[name] != extra[name]}


def _text(value: Any) -> str:
    return "(none)" if value is None or value == "" else str(value)


def write_unresolved(session: Session, staging: Staging, object_: str, ids: Iterable[str]) -> None:
    """Keeps the references of these rows that lead nowhere."""
    for id_ in ids:
        for name, value in staging.query(
            "SELECT field, value FROM unresolved WHERE object = ? AND id = ?", (CODES[object_], id_)
        ):
            session.merge(UnresolvedReference(object=object_, object_id=id_, field=name, value=value))
    session.flush()
