"""Progress as a table, for spreadsheets: one row for each target as a whole and for each part of it."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from referral.programmes.rules import PARTS
from referral.programmes.service.progress import Line, Progress

COLUMNS = (
    *(
        "programme",
        "organization_id",
        "internal",
        "as_of",
        "target",
        "unit",
        "kinds",
        "goal_kind",
        "goal",
        "due_on",
    ),
    *("part", "value", "reached", "of", "share_percent", "missing", "state"),
)
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(found: Progress) -> Iterator[tuple[Any, ...]]:
    """The rows under COLUMNS, targets in the order in which they were set."""
    for line in found.lines:
        head = _head(found, line)
        reached = line.reached
        yield (*head, "all", None, reached.reached, reached.of, reached.share, reached.missing, reached.state)
        for part in PARTS:
            for value, count in reached.by.get(part, {}).items():
                said = found.territories.get(value, value) if part == "territory" else value
                yield (*head, part, said, count, None, None, None, None)


def _head(found: Progress, line: Line) -> tuple[Any, ...]:
    target = line.target
    return (
        *(found.name, found.organization_id, "internal", found.as_of.isoformat(), target.title, target.unit),
        *(" ".join(target.kinds), target.goal_kind, target.goal, target.due_on.isoformat()),
    )


def as_csv(found: Progress) -> bytes:
    """RFC 4180 in UTF-8 with a mark, as spreadsheets read it; a text that looks like a formula stays a text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows(found):
        writer.writerow([_harmless(each) for each in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_xlsx(found: Progress) -> bytes:
    """A workbook of one sheet; texts are written as texts, never as formulas or links."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Progress")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, row in enumerate(rows(found), 1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
