"""The answer as a workbook: figures by region, and who does what where (4W) in the layout of coordination tables."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from referral.coverage.writing.flat import COLUMNS, flat_rows, safe_text

WHO_WHAT_WHERE = (
    "Organisation",
    "Service",
    "Need",
    "Admin 0",
    "Admin 1",
    "Admin 2",
    "Place",
    "Target groups",
    "Capacity",
    "Free places",
    "Verified on",
)


def workbook_bytes(answer: Mapping[str, Any], who: Iterable[Sequence[Any]]) -> bytes:
    """Sheets "Figures", "4W" and "About"; `who` are rows in the order of WHO_WHAT_WHERE."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "valign": "top"})
        _sheet(book, "Figures", head, COLUMNS, ([row[name] for name in COLUMNS] for row in flat_rows(answer)))
        _sheet(book, "4W", head, WHO_WHAT_WHERE, who)
        _sheet(book, "About", head, ("What", "Value"), about(answer))
    return made.getvalue()


def about(answer: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Of when and whom the figures are, and what empty cells mean."""
    people = answer["people"]
    return [
        ("Country", answer["country"]),
        ("Need", answer["need"]),
        ("Target group", answer["target_group"]),
        ("Presence as of", answer["as_of"]),
        ("People: period", people.get("period", "not released")),
        ("People: revision", people.get("revision")),
        ("People: counted under the need", people.get("need")),
        ("An empty cell", "nobody has told; 0 is none"),
        ("suppressed", "too few people or organisations to be shown, or a companion of such a cell"),
        ("not published", "this combination is not in the released tables"),
    ]


def _sheet(book: Any, name: str, head: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, columns, head)
    number = 0
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, safe_text(value))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, number), len(columns) - 1)
    sheet.set_column(0, len(columns) - 1, 16)
