"""Rows of an HSDS table, of any version, as records.

The plan of a table (which column is which field, and what checks it) is made once from its header; what is
done for each row is then little: cut, strip, check the few columns that are not plain text. A hundred
thousand services come as some 800,000 rows, so this is the one place where speed shapes the code.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from referral.directory.exchange.reading import older, rows
from referral.directory.exchange.reading.additions import Additions
from referral.directory.exchange.reading.cleaning import NOTHING, PROSE, Checker, Doubt, checker, keys
from referral.directory.exchange.reading.model import Notes, Origin, Record
from referral.directory.exchange.reading.names import OLDER_TABLES, field_of, spelled
from referral.directory.exchange.reading.tables import Table
from referral.directory.hsds.objects import OBJECTS

_SEPARATORS = frozenset(",;|")


@dataclass(slots=True)
class Plan:
    """How the columns of one table are read. `fields` stands in the order of the header; None is left out."""

    object: str
    width: int
    fields: list[str | None]
    checks: list[tuple[str, Checker]] = field(default_factory=list)
    prose: list[tuple[str, int]] = field(default_factory=list)
    asides: list[tuple[int, Callable[[str, str], Iterator[older.Row]], str]] = field(default_factory=list)
    default_type: bool = False

    @property
    def gapless(self) -> bool:
        return None not in self.fields


def records(table: Table, name: str, *, notes: Notes, additions: Additions | None = None) -> Iterator[Record]:
    """Every record of a table. `name` is an HSDS object or a table of an earlier version, as
    `names.table` says it.
    """
    if name in OLDER_TABLES:
        return _older(table, name, notes=notes)
    if name == "taxonomy" and _holds_terms(table):
        return _terms(table, notes=notes)
    return _current(table, plan_of(table, name, notes=notes), notes=notes, additions=additions)


def _holds_terms(table: Table) -> bool:
    columns = {spelled(each) for each in table.header}
    return bool(columns & {"parent_id", "parent_name", "vocabulary"})


def plan_of(table: Table, object_name: str, *, notes: Notes) -> Plan:
    """Match the header with the object's fields; columns that match nothing are told of and left out."""
    plan = Plan(object_name, len(table.header), [])
    exact = {each for each in ("id", *OBJECTS[object_name].by_name) if each in table.header}
    taken: set[str] = set()
    for index, column in enumerate(table.header):
        aside = older.ASIDE.get((object_name, spelled(column)))
        found, alike = (None, False) if aside else field_of(object_name, column, exact | taken)
        if found in taken:
            notes.warn_once(
                file=table.file, column=column, message="this column stands twice: the first is used"
            )
            found = None
        elif aside:
            plan.asides.append((index, aside, column))
        elif found is None and column:
            notes.warn_once(
                file=table.file, column=column, message=f"no column of HSDS {object_name}: left out"
            )
        elif found and alike:
            notes.warn_once(file=table.file, column=column, message=f"read as the column {found}")
        plan.fields.append(found)
        taken.update([found] if found else [])
    _checks(plan)
    plan.default_type = object_name == "location" and "location_type" not in taken
    if plan.default_type:
        notes.warn_once(file=table.file, column="location_type", message="no such column: physical is taken")
    return plan


def _checks(plan: Plan) -> None:
    for index, name in enumerate(plan.fields):
        if name is None or name == "id":
            continue
        check = checker(plan.object, name)
        if check is not None:
            plan.checks.append((name, check))
        elif name in PROSE:
            plan.prose.append((name, index))


def _current(  # noqa: C901 - see the docstring
    table: Table, plan: Plan, *, notes: Notes, additions: Additions | None
) -> Iterator[Record]:
    """The hot path. Kept in one function on purpose: a call per cell would double its cost."""
    file, width, names, checks, prose = table.file, plan.width, plan.fields, plan.checks, plan.prose
    object_name, gapless, asides, default_type = plan.object, plan.gapless, plan.asides, plan.default_type
    several = object_name == "service_at_location"
    must_look = object_name in rows.MUST_HAVE_ID
    warns_status = object_name == "service" and "status" in names
    for number, row in table.rows:
        cells = [None if (text := cell.strip()) in NOTHING else text for cell in row]
        if len(cells) != width:
            if not any(cells):
                continue
            if any(cells[width:]):
                _too_many(file, number, object_name, row, width, notes)
                continue
            cells += [None] * (width - len(cells))
            row += [""] * (width - len(row))
        elif not any(cells):
            continue
        values: dict[Any, Any] = dict(zip(names, cells, strict=False))
        if not gapless:
            values.pop(None, None)
        id_ = values.pop("id", None)
        for name, index in prose:
            if values[name] is not None:
                values[name] = row[index]
        origin = Origin(file, number)
        if several and (split := _split(id_, values, origin)):
            yield from split
            continue
        for name, check in checks:
            text = values[name]
            if text is not None:
                try:
                    values[name] = check(text)
                except Doubt as doubt:
                    values[name] = doubt.kept
                    rows.doubted(object_name, name, values, text, doubt, origin=origin, notes=notes)
        if additions is not None:
            additions.add_to(id_, values)
        if default_type:
            values["location_type"] = "physical"
        if warns_status and values["status"] is None:
            notes.warn(file=file, row=number, column="status", message="no status given", object=object_name)
        if must_look or not id_:
            record = rows.accepted(object_name, id_, values, origin=origin, notes=notes)
            if record is None:
                continue
        else:
            record = Record(object_name, id_, values, origin)
        yield record
        if asides:
            yield from _asides(record, row, asides, notes)


def _too_many(file: str, number: int, object_name: str, row: list[str], width: int, notes: Notes) -> None:
    notes.reject(
        file=file,
        row=number,
        column=None,
        value=row[width],
        expected=f"{width} cells as in the header, not {len(row)} (a missing quotation mark?)",
        object=object_name,
    )


def _split(id_: str | None, values: dict[Any, Any], origin: Origin) -> list[Record]:
    """`12;13` in a key of service_at_location stands for several rows; the first keeps the id."""
    services, locations = values.get("service_id"), values.get("location_id")
    if not services or not locations or not _SEPARATORS.intersection(services + locations):
        return []
    pairs = [(one, other) for one in keys(services) for other in keys(locations)]
    if len(pairs) < 2:
        return []
    made = []
    for number, (service, location) in enumerate(pairs, start=1):
        key = (id_ if number == 1 else f"{id_}/{number}") if id_ else f"{service}@{location}"
        made.append(
            Record(
                "service_at_location", key, {**values, "service_id": service, "location_id": location}, origin
            )
        )
    return made


def _asides(
    record: Record,
    row: list[str],
    asides: list[tuple[int, Callable[[str, str], Iterator[older.Row]], str]],
    notes: Notes,
) -> Iterator[Record]:
    for index, make, _ in asides:
        text = row[index].strip()
        if text and text not in NOTHING:
            yield from from_rows(make(record.id, text), origin=record.origin, notes=notes)


def from_rows(
    made: Iterator[older.Row] | list[older.Row], *, origin: Origin, notes: Notes
) -> Iterator[Record]:
    """Rows that another table or column stood for, as records."""
    for each in made:
        record = rows.record_of(
            each.object, each.values, id=each.id, origin=origin, notes=notes, partial=each.partial
        )
        if record is not None:
            yield record


def raw_rows(
    table: Table, *, object_name: str | None, notes: Notes
) -> Iterator[tuple[Origin, dict[str, str | None]]]:
    """Rows as dictionaries by spelled column name, for what is not on the hot path."""
    names = [spelled(each) for each in table.header]
    for number, row in table.rows:
        cells = [None if (text := cell.strip()) in NOTHING else text for cell in row]
        if not any(cells):
            continue
        if any(cells[len(names) :]):
            _too_many(table.file, number, object_name or "row", row, len(names), notes)
            continue
        yield (
            Origin(table.file, number),
            dict(zip(names, cells + [None] * (len(names) - len(cells)), strict=False)),
        )


def _older(table: Table, name: str, *, notes: Notes) -> Iterator[Record]:
    for origin, raw in raw_rows(table, object_name=name, notes=notes):
        yield from from_rows(older.convert(name, raw), origin=origin, notes=notes)


def _terms(table: Table, *, notes: Notes) -> Iterator[Record]:
    """`taxonomies` of HSDS 1.x and 2.0 are terms; a vocabulary becomes a taxonomy, told once."""
    told: set[str] = set()
    for origin, raw in raw_rows(table, object_name="taxonomy_term", notes=notes):
        for made in older.term(raw):
            if made.object == "taxonomy" and (made.id in told or len(told) > 10_000):
                continue
            told.update([made.id] if made.object == "taxonomy" and made.id else [])
            yield from from_rows([made], origin=origin, notes=notes)
