"""Files of any kind as HSDS records: the one door of this package.

`read` looks at the content, never only at the name: HSDS JSON (an object, a list, a page, the tabular form),
ndjson, a folder or zip of HSDS tables, one HSDS table, all of them of version 1, 2 or 3; anything else with
a mapping file. It yields records as it reads and holds neither the file nor the records.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from referral.directory.exchange.reading import (
    files,
    json_stream,
    names,
    nested,
    package,
    packed,
    tables,
    tabular,
    workbook,
)
from referral.directory.exchange.reading import mapping as mapping_files
from referral.directory.exchange.reading.files import Member
from referral.directory.exchange.reading.model import (
    Limits,
    Notes,
    Origin,
    ReadingError,
    Record,
    Reject,
    Warning_,
)

__all__ = ["Limits", "Notes", "Origin", "ReadingError", "Record", "Reject", "Warning_", "read"]


DEFAULT = Limits()


def read(path: Path, *, mapping: Path | None, notes: Notes, limits: Limits = DEFAULT) -> Iterator[Record]:
    """Every record of a file or folder, in the order of the source. Counts what is read in `notes`.

    Raises ReadingError, possibly after some records, when the source cannot be used (further).
    """
    try:
        with files.readable(path):
            found = _mapped(path, mapping, notes, limits) if mapping else _standard(path, notes, limits)
            for record in found:
                notes.count_yielded(record.object)
                yield record
    finally:
        notes.finish()


def _standard(path: Path, notes: Notes, limits: Limits) -> Iterator[Record]:
    if path.is_dir():
        yield from _members(files.in_folder(path, limits=limits), path.name, notes, limits)
        return
    member = files.member_of(path)
    kind = files.kind_of(member.start(), file=member.file)
    if kind == "zip":
        members = packed.in_zip(path, limits=limits)
        if any(each.name == "[Content_Types].xml" for each in members):
            yield from _workbook(member, notes, limits)
        else:
            yield from _members(members, path.name, notes, limits)
    elif kind == "gzip":
        yield from _single(packed.unpacked(member, limits=limits, size=path.stat().st_size), notes, limits)
    else:
        yield from _single(member, notes, limits)


def _workbook(member: Member, notes: Notes, limits: Limits) -> Iterator[Record]:
    """A workbook whose sheets are HSDS tables by their names, or which is one by its own."""
    used = False
    for sheet, table in workbook.sheets(member, limits=limits):
        name = names.table(sheet) or (None if used else names.table(member.file))
        if name is not None:
            used = True
            yield from tabular.records(table, name, notes=notes)
    if not used:
        raise ReadingError(
            f"{member.name} is a workbook, but no sheet has the name of an HSDS table (services, locations, …); "
            "another layout needs a mapping file."
        )


def _members(members: list[Member], file: str, notes: Notes, limits: Limits) -> Iterator[Record]:
    """A package: its tables, or else its JSON files one after the other."""
    if package.csv_members(members):
        for member in members:
            if (
                member.file.lower().endswith((".json", ".ndjson", ".jsonl"))
                and member.file != "datapackage.json"
            ):
                notes.warn_once(file=member.name, message="JSON among tables: left out, import it by itself")
        yield from package.records(members, file=file, notes=notes, limits=limits)
        return
    jsons = [each for each in members if each.file.lower().endswith((".json", ".ndjson", ".jsonl"))]
    jsons = [each for each in jsons if each.file.lower() != "datapackage.json"]
    if not jsons:
        raise ReadingError(
            f"{file} holds no CSV and no JSON file; an HSDS package has organizations.csv, services.csv, …"
        )
    for member in jsons:
        yield from _single(member, notes, limits)


def _single(member: Member, notes: Notes, limits: Limits) -> Iterator[Record]:
    start = member.start()
    kind = files.kind_of(start, file=member.file)
    if kind == "json":
        yield from _json(member, start, notes, limits)
    elif kind == "text":
        yield from _one_table(member, notes, limits)
    else:
        raise ReadingError(f"{member.name} is an archive inside an archive; unpack it first.")


def _one_table(member: Member, notes: Notes, limits: Limits) -> Iterator[Record]:
    found = tables.read_table(member.open, file=member.name, notes=notes, limits=limits)
    name = names.table(member.file) or names.guessed_table(found.header)
    if name is None:
        raise ReadingError(
            f"{member.name} is a table, but neither its name nor its header ({', '.join(found.header[:6])}, …) "
            "is one of HSDS; another layout needs a mapping file."
        )
    yield from tabular.records(found, name, notes=notes)


def json_pieces(member: Member, start: bytes, notes: Notes, limits: Limits) -> Iterator[json_stream.Piece]:
    """The JSON objects of a member, whatever they are."""
    utf_16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    with json_stream.transcoded(member.open, "utf-16") if utf_16 else member.open() as stream:
        if not utf_16 and json_stream.is_lines(start):
            yield from json_stream.lines(stream, file=member.name, notes=notes, limits=limits)
        else:
            yield from json_stream.pieces(stream, file=member.name, notes=notes, limits=limits)


def _json(member: Member, start: bytes, notes: Notes, limits: Limits) -> Iterator[Record]:
    hint = names.table(member.file) or names.table(PurePosixPath(member.file).stem.split("_")[0])
    for piece in json_pieces(member, start, notes, limits):
        if piece.value.get("type") in ("Feature", "FeatureCollection"):
            raise ReadingError(
                f"{member.name} is GeoJSON; it needs a mapping file that says what its properties mean."
            )
        if piece.key.lower().endswith(".csv"):
            yield from _tabular_piece(member, piece, notes)
        else:
            origin = Origin(member.name, piece.number)
            yield from nested.records(piece.value, origin=origin, notes=notes, hint=hint)


def _tabular_piece(member: Member, piece: json_stream.Piece, notes: Notes) -> Iterator[Record]:
    name = names.table(piece.key)
    origin = Origin(f"{member.name}#{piece.key}", piece.number)
    if name is None:
        notes.reject(
            file=origin.file, row=piece.number, expected="a table of HSDS", object=None, value=piece.key
        )
        return
    yield from nested.of_object(name, piece.value, origin=origin, notes=notes)


def _mapped(path: Path, mapping: Path, notes: Notes, limits: Limits) -> Iterator[Record]:
    """Other people's files: the mapping is checked first, so that a fault in it is told before anything is
    read.
    """
    plan = mapping_files.load(mapping)
    members, file = _members_at(path, limits), path.name
    yield from mapping_files.records(plan, members, pieces=json_pieces, file=file, notes=notes, limits=limits)


def _members_at(path: Path, limits: Limits) -> list[Member]:
    if path.is_dir():
        return files.in_folder(path, limits=limits)
    member = files.member_of(path)
    kind = files.kind_of(member.start(), file=member.file)
    if kind == "gzip":
        return [packed.unpacked(member, limits=limits, size=path.stat().st_size)]
    if kind == "zip":
        members = packed.in_zip(path, limits=limits)
        return [member] if any(each.name == "[Content_Types].xml" for each in members) else members
    return [member]
