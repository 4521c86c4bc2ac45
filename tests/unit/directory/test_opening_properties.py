"""What holds for any hours: intervals are sorted and disjoint, agree with the state, and do not depend on how asked."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from referral.directory.hsds.objects import OBJECTS
from referral.directory.opening import (
    Closed,
    Hours,
    Interval,
    Open,
    Unknown,
    intervals,
    opens_next,
    read_hours,
    state_at,
    unknown_intervals,
)
from referral.directory.opening.days import days_of

ZONES = (
    "Europe/Tirane",
    "Asia/Tbilisi",
    "Asia/Yerevan",
    "America/El_Salvador",
    "America/Santiago",
    "Asia/Kathmandu",
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HORIZON = timedelta(days=400)

dates = st.dates(date(2025, 6, 1), date(2028, 6, 1)).map(date.isoformat)
clocks = st.sampled_from(
    ("00:00", "02:30", "08:00", "9:00am", "12:00", "16:00", "22:00", "23:59", "24:00", "?")
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
widths = st.integers(1, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
weekdays = st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True).map(",".join)
numbered = st.sampled_from(("1MO", "-1FR", "2TU,WE", "5SA", "MO"))

rows = st.fixed_dictionaries(
    {"opens_at": clocks, "closes_at": clocks},
    optional={
        "timezone": st.sampled_from((1, 4, -11, "")),
        "valid_from": dates,
        "valid_to": dates,
        "dtstart": dates,
        "count": st.integers(1, 40),
        "interval": st.sampled_from((1, 2, 3, "x")),
        "wkst": st.sampled_from(("MO", "SU", "")),
    },
).flatmap(
    lambda row: st.one_of(
        st.builds(lambda days: row | {"freq": "WEEKLY", "byday": days}, weekdays),
        st.builds(lambda days: row | {"freq": "MONTHLY", "byday": days}, numbered),
        st.builds(lambda day: row | {"freq": "MONTHLY", "bymonthday": day}, st.integers(-3, 31)),
        st.builds(
            lambda freq: row | {"freq": freq}, st.sampled_from(("DAILY", "YEARLY", "WEEKLY", "", "soon"))
        ),
    )
)
special = st.dictionaries(
    dates, st.sampled_from(("closed", "09:00-12:00", "20:00-04:00", "00:00-24:00")), max_size=3
).map(lambda found: [f"{day} {text}" for day, text in found.items()])


@st.composite
def places(draw: st.DrawFn) -> dict[str, Any]:
    """What `read_hours` is given."""
    return {
        "schedules": draw(st.lists(rows, min_size=1, max_size=4)),
        "zone": draw(st.sampled_from(ZONES)),
        "country": draw(st.sampled_from((None, "AL"))),
        "exceptions": draw(special),
        "holidays": draw(st.sampled_from((None, "open", "closed"))),
    }


some_hours = places().map(lambda place: read_hours(**place)).filter(bool)


def holidays(country: str, year: int) -> Mapping[date, str]:
    """The fifth of every month, and some around the new year."""
    fifths = {date(year, number, 5): "Fifth" for number in range(1, 13)}
    return fifths | {date(year, 1, 1): "New Year", date(year, 12, 31): "Eve"}


def put_together(found: list[Interval]) -> list[Interval]:
    """Equal or touching intervals made one."""
    together: list[Interval] = []
    for begins, ends in sorted(found):
        if together and begins <= together[-1][1]:
            together[-1] = (together[-1][0], max(together[-1][1], ends))
        else:
            together.append((begins, ends))
    return together


@given(some_hours, moments, widths)
def test_intervals_are_sorted_disjoint_and_in_the_window(
    hours: Hours, start: datetime, width: timedelta
) -> None:
    for found in (
        intervals(hours, start, start + width, holidays),
        unknown_intervals(hours, start, start + width, holidays),
    ):
        edges = [edge for interval in found for edge in interval]
        assert all(one < other for one, other in pairwise(edges))
        assert all(begins < start + width and ends > start for begins, ends in found)


@given(some_hours, moments, widths, st.floats(0, 1))
def test_a_window_in_two_parts_gives_the_same(
    hours: Hours, start: datetime, width: timedelta, part: float
) -> None:
    middle, end = start + width * part, start + width
    for expand in (intervals, unknown_intervals):
        halves = [*expand(hours, start, middle, holidays), *expand(hours, middle, end, holidays)]
        assert put_together(halves) == expand(hours, start, end, holidays)


@given(some_hours, moments, widths, st.floats(0, 1))
def test_the_state_agrees_with_the_intervals(
    hours: Hours, start: datetime, width: timedelta, part: float
) -> None:
    end = start + width
    opened = intervals(hours, start, end, holidays)
    unknown = unknown_intervals(hours, start, end, holidays)
    edges = [edge for interval in (*opened, *unknown) for edge in interval if start <= edge < end]
    for moment in (start + width * part, *edges[:6]):
        if moment >= end:
            continue
        around = [ends for begins, ends in opened if begins <= moment < ends]
        state = state_at(hours, moment, holidays)
        if around:
            assert isinstance(state, Open)
            assert state.until in (around[0], None)
            assert state.until is not None or around[0] == end
        elif any(begins <= moment < ends for begins, ends in unknown):
            assert state == Unknown()
        else:
            assert isinstance(state, Closed)
            assert state.opens_next is None or state.opens_next > moment
            following = [begins for begins, _ in opened if begins > moment]
            assert not following or state.opens_next == following[0]


@given(some_hours, moments)
def test_the_next_opening_is_the_first_within_its_days(hours: Hours, moment: datetime) -> None:
    begins = [begin for begin, _ in intervals(hours, moment, moment + HORIZON, holidays) if begin > moment]
    assert opens_next(hours, moment, holidays) == (begins[0] if begins else None)


@given(places(), st.randoms())
def test_the_key_does_not_depend_on_the_order_of_rows(place: dict[str, Any], shuffled: random.Random) -> None:
    hours = read_hours(**place)
    again = place | {"schedules": list(place["schedules"]), "exceptions": list(place["exceptions"])}
    shuffled.shuffle(again["schedules"])
    shuffled.shuffle(again["exceptions"])
    other = read_hours(**again)
    assert other == hours
    assert hours is None or (other is not None and other.key() == hours.key() and hash(other) == hash(hours))


@given(some_hours)
def test_hours_survive_json(hours: Hours) -> None:
    again = Hours.from_json(hours.to_json())
    assert again == hours
    assert again.key() == hours.key()


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([field.name for field in OBJECTS["schedule"].fields]),
            st.one_of(
                st.none(),
                st.text(max_size=8),
                st.integers(),
                st.floats(),
                st.sampled_from(
                    ("WEEKLY", "MO,2TU", "-5SU", "08:00", "1", "-400", "2026-05-05", "1900-01-01")
                ),
            ),
        ),
        max_size=3,
    ),
    moments,
)
def test_no_row_is_too_strange_to_be_read_and_asked(rows: list[dict[str, Any]], moment: datetime) -> None:
    hours = read_hours(rows, zone="Europe/Tirane", country="AL")
    assert isinstance(state_at(hours, moment, holidays), Open | Closed | Unknown)


@given(
    st.sampled_from(
        (
            {"freq": "DAILY"},
            {"freq": "WEEKLY", "byday": "TU,SU"},
            {"freq": "MONTHLY", "byday": "1MO,-1FR"},
            {"freq": "MONTHLY", "byday": "MO,SA"},
            {"freq": "MONTHLY", "bymonthday": "13,-1", "byday": "FR,SU"},
            {"freq": "YEARLY", "byday": "20MO,-1SU"},
            {"freq": "YEARLY", "byyearday": "1,100,366"},
            {"freq": "YEARLY", "byweekno": "1,20,53", "byday": "MO,FR"},
        )
    ),
    st.integers(1, 4),
    st.sampled_from(("MO", "SU")),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.dates(date(2020, 1, 1), date(2034, 1, 1)),
)
def test_the_days_are_those_of_the_recurrence_rule_as_a_whole(
    cells: dict[str, str], interval: int, wkst: str, start: date, begin: date
) -> None:
    """Expanded from its first event on, with all that it says at once, as any calendar would."""
    said = {"freq": cells["freq"], "interval": interval, "wkst": wkst, **cells}
    rule = rrulestr(";".join(f"{name}={value}" for name, value in said.items()), dtstart=midnight(start))
    end = begin + timedelta(days=800)
    row = said | {"dtstart": start.isoformat(), "opens_at": "09:00", "closes_at": "12:00"}
    hours = read_hours([row], zone="Europe/Tirane", country=None)
    assert hours is not None
    found = sorted(day for each in hours.rules for day in days_of(each, begin, end))
    assert found == [moment.date() for moment in rule.between(midnight(begin), midnight(end), inc=True)]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())
