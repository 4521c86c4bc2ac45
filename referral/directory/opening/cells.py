"""The cells of one schedule row: text, dates, numbers and lists of numbers as people and programs write them.

What cannot be read is left out and remembered: `sure` turns false, so that nothing certain is made of the row.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

# Years that programs write for "always" and "never".
EARLIEST, LATEST = 1900, 2200
_LONGEST = 300
_BETWEEN = re.compile(r"[,;\s]+")


class Cells:
    """One row. `sure` tells whether all that was asked for could be read so far."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self.sure = True

    def text(self, name: str) -> str:
        """The text of a cell without surrounding space, '' where there is none."""
        value = self._row.get(name)
        return "" if value is None else str(value)[:_LONGEST].strip()

    def day(self, name: str) -> date | None:
        """A date, also one with a time behind it; None where none is said or it is a way to say 'no limit'."""
        text = self.text(name)
        if not text:
            return None
        try:
            day = datetime.fromisoformat(text).date()
        except ValueError:
            self.sure = False
            return None
        return day if EARLIEST <= day.year < LATEST else None

    def number(self, name: str) -> int | None:
        """A whole number from 1 on."""
        text = self.text(name)
        found = _whole(text)
        if text and (found is None or found < 1):
            self.sure = False
            return None
        return found

    def numbers(self, name: str, most: int) -> tuple[int, ...]:
        """Whole numbers from 1 to `most` or, counted from the end, from -1 to -`most`."""
        parts = [part for part in _BETWEEN.split(self.text(name)) if part]
        found = {_whole(part) for part in parts}
        good = tuple(sorted(each for each in found if each is not None and 1 <= abs(each) <= most))
        self.sure = self.sure and len(good) == len(found)
        return good


def _whole(text: str) -> int | None:
    """Also `2.0`, which is how spreadsheets and JSON write 2."""
    try:
        number = float(text)
        return int(number) if number == int(number) else None
    except (ValueError, OverflowError):
        return None
