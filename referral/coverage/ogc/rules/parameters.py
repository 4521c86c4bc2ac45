"""The standard's own parameters, from text. Pure."""

import math
from datetime import UTC, date, datetime

Sides = tuple[float, float, float, float]
Period = tuple[date | None, date | None]
_OPEN = ("", "..")


def read_bbox(text: str) -> Sides:
    """`west,south,east,north`, or six numbers with heights, which count for nothing; raises `ValueError`."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ValueError("Must be west,south,east,north: four numbers in degrees.") from error
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise ValueError("Must be four numbers (six with heights), in degrees.")
    west, south, east, north = numbers
    if not -90 <= south <= north <= 90:
        raise ValueError("South and north must be from -90 to 90, south not above north.")
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise ValueError("West and east must be from -180 to 180.")
    return west, south, east, north


def read_datetime(text: str) -> Period:
    """A moment or day, or two with a slash between them, of which one may be open; days in UTC; raises `ValueError`."""
    parts = text.strip().split("/")
    if len(parts) == 1:
        moment = _moment(parts[0])
        return moment.date(), moment.date()
    if len(parts) != 2:
        raise ValueError("Must be one moment, or two with a slash between them.")
    first, last = (None if part in _OPEN else _moment(part) for part in parts)
    if first is None and last is None:
        return None, None
    if first is not None and last is not None and first > last:
        raise ValueError("The first moment must not be after the second.")
    return first.date() if first else None, last.date() if last else None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("Must be an RFC 3339 moment or day, for example 2026-12-01T00:00:00Z.") from error
