"""Files read through a mapping: which member goes to which source, and its rows to the maker."""

from collections.abc import Callable, Iterator

from referral.directory.exchange.reading import files, tables
from referral.directory.exchange.reading.files import Member
from referral.directory.exchange.reading.json_stream import Piece
from referral.directory.exchange.reading.mapping.language import Mapping, Source
from referral.directory.exchange.reading.mapping.making import Maker
from referral.directory.exchange.reading.model import Limits, Notes, ReadingError, Record
from referral.directory.exchange.reading.names import spelled
from referral.directory.exchange.reading.workbook import read_sheet

Pieces = Callable[[Member, bytes, Notes, Limits], Iterator[Piece]]


def records(
    mapping: Mapping, members: list[Member], *, pieces: Pieces, file: str, notes: Notes, limits: Limits
) -> Iterator[Record]:
    """Every record of these members. Raises ReadingError where no member is one that the mapping knows."""
    used = 0
    for member in members:
        source = mapping.source_for(member.file)
        if source is None:
            notes.warn_once(
                file=member.name, message=f"the mapping {mapping.file} names no such file: left out"
            )
            continue
        used += 1
        yield from _member(member, source, pieces, notes, limits)
    if not used:
        wanted = ", ".join(name for source in mapping.sources for name in source.files)
        raise ReadingError(f"{file} holds none of the files that {mapping.file} is about ({wanted}).")
    _tell_unknown(mapping, notes)


def _member(member: Member, source: Source, pieces: Pieces, notes: Notes, limits: Limits) -> Iterator[Record]:
    start = member.start()
    kind = files.kind_of(start, file=member.file)
    maker = Maker(source, file=member.name, notes=notes)
    if kind == "json":
        for piece in pieces(member, start, notes, limits):
            yield from maker.records(piece.value, piece.number)
        return
    if kind == "zip":
        table = read_sheet(member, sheet=source.sheet, limits=limits)
    else:
        table = tables.read_table(
            member.open, file=member.name, notes=notes, limits=limits, encoding=source.encoding
        )
    yield from _rows(table, source, maker, notes)


def _rows(table: tables.Table, source: Source, maker: Maker, notes: Notes) -> Iterator[Record]:
    header = _header(table, source)
    _check_columns(table.file, header, source, notes)
    width = len(header)
    for number, row in table.rows:
        if not any(cell and not cell.isspace() for cell in row):
            continue
        if any(cell.strip() for cell in row[width:]):
            notes.reject(
                file=table.file,
                row=number,
                value=row[width],
                expected=f"{width} cells as in the header, not {len(row)}",
                object=source.make[0].object,
            )
            continue
        yield from maker.records(dict(zip(header, row, strict=False)), number)


def _header(table: tables.Table, source: Source) -> list[str]:
    """The column names, under the spelling that the mapping uses where only case or spaces differ."""
    header = table.header
    if source.header > 1:
        header = next((row for number, row in table.rows if number == source.header), [])
    by_spelling = {spelled(name): name for name in source.compiler.columns}
    names = [each.strip() for each in header]
    return [
        name if name in source.compiler.columns else by_spelling.get(spelled(name), name) for name in names
    ]


def _check_columns(file: str, header: list[str], source: Source, notes: Notes) -> None:
    wanted = [name for name in source.compiler.columns if name.split(" > ")[0] != "each"]
    missing = [name for name in wanted if name not in header]
    if wanted and len(missing) == len(wanted):
        raise ReadingError(
            f"{file} has none of the columns that the mapping names ({', '.join(wanted[:6])}, …); "
            f"it has {', '.join(header[:6])}, …."
        )
    for name in missing:
        notes.warn_once(
            file=file, column=name, message="the mapping names this column, the file does not have it"
        )


def _tell_unknown(mapping: Mapping, notes: Notes) -> None:
    for source in mapping.sources:
        for (column, value), times in source.compiler.unknown.items():
            notes.warn_once(
                file=mapping.file,
                column=column,
                value=value,
                message=f"not what the mapping expects here ({times} times)",
            )
