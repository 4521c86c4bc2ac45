"""When the open cases of a programme that ends are listed, so that somebody takes each of them on."""

from datetime import date, timedelta

BEFORE_THE_END = timedelta(days=60)


def listed_from(ends_on: date) -> date:
    """The first day on which the list is there."""
    return ends_on - BEFORE_THE_END


def is_listed(ends_on: date, today: date) -> bool:
    """From sixty days before the end on, and after it for as long as something is open."""
    return today >= listed_from(ends_on)
