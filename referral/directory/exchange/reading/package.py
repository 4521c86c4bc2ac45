"""A folder or a zip as a whole: which member holds which HSDS table.

Names come from `datapackage.json` where there is one, else from the file names. Tables are read in the order
of the HSDS objects, what is referred to first.
"""

from collections.abc import Iterator

import orjson

from referral.directory.exchange.reading import older, tables, tabular
from referral.directory.exchange.reading.additions import Additions
from referral.directory.exchange.reading.files import Member, kind_of
from referral.directory.exchange.reading.model import Limits, Notes, ReadingError, Record
from referral.directory.exchange.reading.names import table
from referral.directory.exchange.reading.workbook import read_sheet
from referral.directory.hsds.objects import OBJECTS

_TEXT = (".csv", ".tsv", ".txt", ".tab")
_ORDER = {name: place for place, name in enumerate(OBJECTS)}


def csv_members(members: list[Member]) -> list[Member]:
    return [each for each in members if each.file.lower().endswith(_TEXT)]


def records(members: list[Member], *, file: str, notes: Notes, limits: Limits) -> Iterator[Record]:
    """Every record of a tabular package. Raises ReadingError where no member is an HSDS table."""
    named = _names_in_datapackage(members)
    found: list[tuple[int, str, Member]] = []
    for member in csv_members(members):
        name = named.get(member.name) or named.get(member.file) or table(member.file)
        if name is None:
            notes.warn_once(file=member.name, message="no table of HSDS has this name: left out")
        else:
            found.append((_ORDER.get(name, len(_ORDER)), name, member))
    if not found:
        raise ReadingError(
            f"{file} holds no HSDS table (organizations.csv, services.csv, locations.csv, …); "
            "tables in another layout need a mapping file."
        )
    additions = _additions([each[1:] for each in found], notes=notes, limits=limits)
    for _, name, member in sorted(found, key=lambda each: (each[0], each[2].name)):
        if name not in older.ADDITIONS or additions is None:
            added = additions if name == "service" else None
            yield from table_records(member, name, notes=notes, limits=limits, additions=added)
    if additions is not None:
        additions.reject_left(notes)


def _additions(found: list[tuple[str, Member]], *, notes: Notes, limits: Limits) -> Additions | None:
    """What tables of earlier versions say about services, held until the services come."""
    members = [(name, member) for name, member in found if name in older.ADDITIONS]
    if not members:
        return None
    additions = Additions()
    for name, member in members:
        additions.take(table_records(member, name, notes=notes, limits=limits))
    return additions


def table_records(
    member: Member, name: str, *, notes: Notes, limits: Limits, additions: Additions | None = None
) -> Iterator[Record]:
    """Every record of one table; an empty file among others is told of, not refused."""
    if not member.start(1024).strip(b"\xef\xbb\xbf \r\n\t"):
        notes.warn_once(file=member.name, message="an empty file: a header line was expected")
        return
    kind = kind_of(member.start(), file=member.name)
    if kind == "zip":
        notes.warn_once(
            file=member.name, message="a workbook (XLSX) under another name: its first sheet is read"
        )
        rows = read_sheet(member, sheet=None, limits=limits)
    elif kind == "text":
        rows = tables.read_table(member.open, file=member.name, notes=notes, limits=limits)
    else:
        raise ReadingError(f"{member.name} is {kind}, not a table; text with one row a line was expected.")
    yield from tabular.records(rows, name, notes=notes, additions=additions)


def _names_in_datapackage(members: list[Member]) -> dict[str, str]:
    for member in members:
        if member.file.lower() == "datapackage.json":
            try:
                described = orjson.loads(member.start(8 * 1024 * 1024))
                resources = described.get("resources", []) if isinstance(described, dict) else []
                return _named(resources)
            except orjson.JSONDecodeError as error:
                raise ReadingError(f"{member.name} is not valid JSON: {error}.") from error
    return {}


def _named(resources: object) -> dict[str, str]:
    names: dict[str, str] = {}
    for each in resources if isinstance(resources, list) else []:
        path, name = (each.get("path"), each.get("name")) if isinstance(each, dict) else (None, None)
        known = table(str(name)) or table(str(path))
        if isinstance(path, str) and known:
            names[path] = known
    return names
