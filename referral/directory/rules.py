"""What the directory asks of a question, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ListForm(StrEnum):
    """How HSDS lists are answered."""

    JSON = "json"
    NDJSON = "ndjson"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The filters of HSDS list endpoints; they AND together. None means: not asked."""

    search: str | None = None
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None
    parent_id: str | None = None
    top_only: bool = False
    postcode: str | None = None
    proximity_m: float | None = None


@dataclass(frozen=True, slots=True)
class PageWindow:
    """Which rows of an ordered list a page holds, read from the nearer end: (offset, limit, from the end?)."""

    offset: int
    limit: int
    backwards: bool


def page_window(*, page: int, per_page: int, total: int) -> PageWindow | None:
    """The window of a page (from 1), or None where it lies beyond the end.

    A page in the second half is read backwards from the end, so that the last page costs what the first one does.
    """
    start = (page - 1) * per_page
    if start >= total:
        return None
    limit = min(per_page, total - start)
    from_end = total - start - limit
    if from_end < start:
        return PageWindow(from_end, limit, backwards=True)
    return PageWindow(start, limit, backwards=False)
