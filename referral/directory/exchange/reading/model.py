"""What reading a file gives: records, rejects, warnings, and the limits that protect the reader.

Pure: nothing here knows a database. Counting promise: every record that a source holds is either yielded as a
`Record` or reported once as a `Reject`, so that read = yielded + rejected.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

REPEATS_SHOWN = 100


class ReadingError(Exception):
    """A file that cannot be used at all. The message says what is wrong, where, and what would be right."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of the reader before it is refused."""

    max_unpacked: int = 8 * 1024**3
    max_ratio: int = 200
    ratio_from: int = 100 * 1024**2
    max_members: int = 10_000
    max_line: int = 32 * 1024**2
    max_object: int = 64 * 1024**2
    max_cell: int = 4 * 1024**2
    max_text: int = 8 * 1024**2
    max_depth: int = 100
    max_sheet_cells: int = 20_000_000
    max_sheet_bytes: int = 1024**3


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stands: `row` as a person counts (header = 1), or the number of the JSON object from
    1.
    """

    file: str
    row: int | None


@dataclass(slots=True)
class Record:
    """One HSDS object of the source. `id` and references are the source's own keys, as text.

    A key missing from `values` was not said; None was said to be empty. Keys that HSDS does not have begin
    with `x_`: `x_confidential` (bool or None), `x_needs` (list of need codes) and
    `x_criteria` (list of "code=value" of our profile: whom a service takes).
    """

    object: str
    id: str
    values: dict[str, Any]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that was left out, with the value that made it unusable and what was expected instead."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    object: str | None


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - `Warning` is a builtin
    """Something that was repaired, doubted or left out while its record was kept."""

    file: str
    row: int | None
    column: str | None
    value: str | None
    message: str
    object: str | None


@dataclass(slots=True)
class Notes:
    """Collects what went wrong. Holds counts only; the two callables take each note as it comes.

    Of equal warnings (same file, column and message) the first 100 are passed on, the rest are counted and
    told in one more warning by `finish`, so that a file with a million equal faults stays readable.
    """

    on_reject: Callable[[Reject], None]
    on_warning: Callable[[Warning_], None]
    read: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    _repeats: Counter[tuple[str, str | None, str, str | None]] = field(default_factory=Counter)

    def reject(
        self,
        *,
        file: str,
        row: int | None,
        expected: str,
        object: str | None,
        column: str | None = None,
        value: object = None,
    ) -> None:
        self.on_reject(Reject(file, row, column, shown(value), expected, object))
        self.count_rejected(object)

    def count_rejected(self, object: str | None) -> None:
        self.read[object or "unknown"] += 1
        self.rejected[object or "unknown"] += 1

    def count_yielded(self, object: str) -> None:
        self.read[object] += 1

    def warn(
        self,
        *,
        file: str,
        message: str,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        object: str | None = None,
    ) -> None:
        key = (file, column, message, object)
        self._repeats[key] += 1
        if self._repeats[key] <= REPEATS_SHOWN:
            self.on_warning(Warning_(file, row, column, shown(value), message, object))

    def warn_once(self, *, file: str, message: str, column: str | None = None, value: object = None) -> None:
        """As `warn`, told once a file however often it happens; the count is not told."""
        key = (file, column, message, shown(value))
        if key not in self._repeats:
            self._repeats[key] = 1
            self.on_warning(Warning_(file, None, column, shown(value), message, None))

    def finish(self) -> None:
        """Tell how often the warnings that were held back happened."""
        for (file, column, message, name), times in self._repeats.items():
            if times > REPEATS_SHOWN:
                more = f"{message} ({times - REPEATS_SHOWN} more times)"
                self.on_warning(Warning_(file, None, column, None, more, name))
        self._repeats.clear()


def shown(value: object) -> str | None:
    """A value as a report shows it: text, at most 200 characters, nothing nested printed."""
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        return f"a {'list' if isinstance(value, list) else 'nested object'} of {len(value)}"
    text = str(value)
    return text if len(text) <= 200 else f"{text[:197]}..."
