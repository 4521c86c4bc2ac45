"""Hours as stretches of UTC: whole where they begin before the window, and apart from what nobody can tell."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral.directory.opening import Hours, intervals, opens_next, read_hours, state_at, unknown_intervals


def no_holidays(country: str, year: int) -> Mapping[date, str]:
    raise AssertionError(f"nobody asked for the holidays of {country} in {year}")


def tirane(days: str, opens: str | None, closes: str | None, **more: Any) -> Hours:
    row = {"byday": days, "opens_at": opens, "closes_at": closes}
    hours = read_hours([row, *more.pop("rows", ())], zone="Europe/Tirane", country=None, **more)
    assert hours is not None
    return hours


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(found: list[tuple[datetime, datetime]]) -> list[tuple[str, str]]:
    assert all(moment.tzinfo is UTC for interval in found for moment in interval)
    return [(f"{begins:%m-%d %H:%M}", f"{ends:%m-%d %H:%M}") for begins, ends in found]


def test_a_night_asked_in_the_middle_keeps_its_beginning() -> None:
    found = intervals(
        tirane("MO-SU", "22:00", "06:00"), utc("2026-11-25 02:00"), utc("2026-11-25 22:00"), no_holidays
    )
    assert spans(found) == [("11-24 21:00", "11-25 05:00"), ("11-25 21:00", "11-26 05:00")]


def test_a_week_without_a_break_keeps_both_its_ends() -> None:
    """Monday 2026-11-23 to Friday 2026-11-27, asked on Wednesday."""
    found = intervals(
        tirane("MO-FR", "00:00", "24:00"), utc("2026-11-25 02:00"), utc("2026-11-25 03:00"), no_holidays
    )
    assert spans(found) == [("11-22 23:00", "11-27 23:00")]


def test_day_and_night_is_the_window() -> None:
    start, end = utc("2026-11-25 02:00"), utc("2026-12-25 03:00")
    assert intervals(tirane("MO-SU", "00:00", "23:59"), start, end, no_holidays) == [(start, end)]


def test_day_and_night_begins_with_its_first_date_and_pauses_for_an_exception() -> None:
    row = {"freq": "DAILY", "opens_at": "00:00", "closes_at": "00:00", "dtstart": "2026-12-01"}
    start, end = utc("2026-11-25 00:00"), utc("2026-12-31 00:00")
    hours = read_hours([row], zone="Europe/Tirane", country="AL")
    assert hours is not None
    assert spans(intervals(hours, start, end, no_holidays)) == [("11-30 23:00", "12-31 00:00")]
    closed = read_hours([row], zone="Europe/Tirane", country="AL", exceptions=("2026-12-24 closed",))
    assert closed is not None
    assert spans(intervals(closed, start, end, no_holidays)) == [
        ("11-30 23:00", "12-23 23:00"),
        ("12-24 23:00", "12-31 00:00"),
    ]
    assert intervals(hours, start, utc("2026-11-30 23:00"), no_holidays) == []


def test_what_only_touches_the_window_is_not_in_it() -> None:
    hours = tirane("MO-SU", "08:00", "16:00")
    assert intervals(hours, utc("2026-11-25 15:00"), utc("2026-11-26 07:00"), no_holidays) == []
    assert intervals(hours, utc("2026-11-25 10:00"), utc("2026-11-25 10:00"), no_holidays) == []


def test_every_day_of_the_changes_has_its_own_hour() -> None:
    """28 and 29 March: summer time begins in between, and with it 08:00 is an hour earlier in UTC."""
    hours = tirane("MO-SU", "08:00", "16:00")
    found = intervals(hours, utc("2026-03-28 00:00"), utc("2026-03-30 00:00"), no_holidays)
    assert spans(found) == [("03-28 07:00", "03-28 15:00"), ("03-29 06:00", "03-29 14:00")]


def test_unknown_days_are_local_days_without_what_is_open() -> None:
    """Saturday 2026-11-28, into which Friday's night goes on until 06:00."""
    hours = tirane("FR", "22:00", "06:00", rows=({"byday": "SA"},))
    start, end = utc("2026-11-25 00:00"), utc("2026-11-30 00:00")
    assert spans(unknown_intervals(hours, start, end, no_holidays)) == [("11-28 05:00", "11-28 23:00")]
    noon = utc("2026-11-28 12:00")
    assert unknown_intervals(hours, noon, noon + timedelta(hours=1), no_holidays) == [
        (noon, noon + timedelta(hours=1))
    ]


def test_the_next_opening_while_open_is_the_one_after() -> None:
    hours = tirane("MO-FR", "08:00", "16:00")
    assert opens_next(hours, utc("2026-11-27 10:00"), no_holidays) == utc("2026-11-30 07:00")
    assert opens_next(tirane("MO-SU", "00:00", "24:00"), utc("2026-11-27 10:00"), no_holidays) is None


def test_the_next_opening_is_looked_for_as_far_as_asked() -> None:
    hours = tirane("MO", "08:00", "16:00", rows=(), exceptions=("2026-11-26/2029-06-01 closed",))
    moment = utc("2026-11-26 10:00")
    assert opens_next(hours, moment, no_holidays) is None
    # The first Monday after 2029-06-01, a Friday.
    assert opens_next(hours, moment, no_holidays, within_days=1000) == utc("2029-06-04 06:00")
    days_to_it = (utc("2029-06-04 06:00") - moment).days
    assert opens_next(hours, moment, no_holidays, within_days=days_to_it) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    hours, naive = tirane("MO", "08:00", "16:00"), datetime(2026, 11, 25, 10)
    for ask in (
        lambda: state_at(hours, naive, no_holidays),
        lambda: opens_next(hours, naive, no_holidays),
        lambda: intervals(hours, naive, naive, no_holidays),
        lambda: unknown_intervals(hours, naive, naive, no_holidays),
    ):
        with pytest.raises(ValueError, match="a moment needs a zone"):
            ask()
