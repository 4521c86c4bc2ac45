"""Open, closed or unknown at a moment: worked out by hand; each moment with its distance from UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from referral.directory.opening import Closed, Open, State, Unknown, read_hours, state_at

HOLIDAYS = {
    date(2026, 12, 8): "Youth Day",
    date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "New Year",
}


def holidays(country: str, year: int) -> Mapping[date, str]:
    assert country == "AL"
    return {day: name for day, name in HOLIDAYS.items() if day.year == year}


def week(days: str, hours: str, **more: Any) -> dict[str, Any]:
    opens, _, closes = hours.partition("-")
    return {"freq": "WEEKLY", "byday": days, "opens_at": opens, "closes_at": closes} | more


def month(hours: str, **more: Any) -> dict[str, Any]:
    return week("", hours, freq="MONTHLY") | more


@dataclass(frozen=True)
class Place:
    """What is known of a place: its rows and what `read_hours` is told beside them."""

    rows: tuple[dict[str, Any], ...]
    zone: str = "Europe/Tirane"
    country: str | None = None
    exceptions: tuple[str, ...] = ()
    holidays: str | None = None


def place(*rows: dict[str, Any], **more: Any) -> Place:
    return Place(rows, **more)


def expected(text: str) -> State:
    """`open`, `open until …`, `closed`, `closed until …`, either with `: holiday` behind it, or `unknown`."""
    text, _, holiday = text.partition(": ")
    state, _, until = text.partition(" until ")
    moment = datetime.fromisoformat(until).astimezone(UTC) if until else None
    if state == "open":
        return Open(moment)
    return Closed(moment, holiday or None) if state == "closed" else Unknown()


TBILISI, YEREVAN, SALVADOR = "Asia/Tbilisi", "Asia/Yerevan", "America/El_Salvador"


def check(where: Place, moment: str, state: str) -> None:
    """That the hours of a place have this state at this moment."""
    hours = read_hours(
        where.rows,
        zone=where.zone,
        country=where.country,
        exceptions=where.exceptions,
        holidays=where.holidays,
    )
    assert state_at(hours, datetime.fromisoformat(moment), holidays) == expected(state)


DAYTIME = week("MO-SU", "08:00-16:00")
OFFICE = week("MO-FR", "08:00-16:00")
NIGHT = week("MO-SU", "22:00-06:00")
NIGHTS = week("MO-FR", "22:00-06:00")
LUNCH = (week("MO-FR", "08:00-12:00"), week("MO-FR", "13:00-16:00"))
ALWAYS = week("MO-SU", "00:00-23:59")
EARLY = week("MO-SU", "02:30-05:00")
FIRST_MONDAY = month("10:00-13:00", byday="1MO")
LAST_FRIDAY = month("10:00-13:00", byday="-1FR")
FIFTH_AND_TWENTIETH = month("09:00-12:00", bymonthday="5,20")
SECOND_WEDNESDAY = week("WE", "09:00-15:00", interval=2, dtstart="2026-01-07")
TUESDAY_AND_SUNDAY = week("TU,SU", "09:00-12:00", interval=2, count=4, dtstart="1997-08-05")
MONDAYS = week("MO", "09:00-12:00")
HALF_KNOWN = (OFFICE, week("SA", "-"))
ONE_DATE = week("", "09:00-12:00", freq="", valid_from="2026-12-10", valid_to="2026-12-10")
CHRISTMAS = "2026-12-24/2027-01-02 closed"

CASES = [
    # The clocks go forward in Albania on 2026-03-29 at 02:00, in Georgia they do not.
    (
        "spring, the day before",
        place(DAYTIME),
        "2026-03-28 07:30+01:00",
        "closed until 2026-03-28 08:00+01:00",
    ),
    (
        "spring, over the change",
        place(DAYTIME),
        "2026-03-28 17:00+01:00",
        "closed until 2026-03-29 08:00+02:00",
    ),
    ("spring, the day", place(DAYTIME), "2026-03-29 08:30+02:00", "open until 2026-03-29 16:00+02:00"),
    ("spring, a night shift", place(NIGHT), "2026-03-29 01:30+01:00", "open until 2026-03-29 06:00+02:00"),
    ("spring, skipped 02:30", place(EARLY), "2026-03-29 03:15+02:00", "closed until 2026-03-29 03:30+02:00"),
    ("spring, after it", place(EARLY), "2026-03-29 03:45+02:00", "open until 2026-03-29 05:00+02:00"),
    (
        "spring, skipped from beginning to end",
        place(week("MO-SU", "02:15-02:45")),
        "2026-03-29 03:20+02:00",
        "open until 2026-03-29 03:45+02:00",
    ),
    (
        "spring, would end before it begins",
        place(week("MO-SU", "02:30-03:00")),
        "2026-03-29 03:40+02:00",
        "closed until 2026-03-30 02:30+02:00",
    ),
    (
        "spring in Georgia",
        place(DAYTIME, zone=TBILISI),
        "2026-03-28 17:00+04:00",
        "closed until 2026-03-29 08:00+04:00",
    ),
    (
        "02:30 in Georgia",
        place(EARLY, zone=TBILISI),
        "2026-03-29 02:45+04:00",
        "open until 2026-03-29 05:00+04:00",
    ),
    # They go back on 2026-10-25 at 03:00.
    (
        "autumn, over the change",
        place(DAYTIME),
        "2026-10-24 17:00+02:00",
        "closed until 2026-10-25 08:00+01:00",
    ),
    (
        "autumn, before opening",
        place(DAYTIME),
        "2026-10-25 07:30+01:00",
        "closed until 2026-10-25 08:00+01:00",
    ),
    ("autumn, last minute", place(DAYTIME), "2026-10-25 15:59+01:00", "open until 2026-10-25 16:00+01:00"),
    ("autumn, a night shift", place(NIGHT), "2026-10-25 02:30+02:00", "open until 2026-10-25 06:00+01:00"),
    ("autumn, the first 02:30", place(EARLY), "2026-10-25 02:45+02:00", "open until 2026-10-25 05:00+01:00"),
    (
        "autumn, closes at the first 02:30",
        place(week("MO-SU", "22:00-02:30")),
        "2026-10-25 02:15+02:00",
        "open until 2026-10-25 02:30+02:00",
    ),
    (
        "autumn, closed at the second",
        place(week("MO-SU", "22:00-02:30")),
        "2026-10-25 02:15+01:00",
        "closed until 2026-10-25 22:00+01:00",
    ),
    (
        "autumn in Georgia",
        place(DAYTIME, zone=TBILISI),
        "2026-10-24 17:00+04:00",
        "closed until 2026-10-25 08:00+04:00",
    ),
    # Past midnight.
    ("Friday's night", place(NIGHTS), "2026-11-28 03:00+01:00", "open until 2026-11-28 06:00+01:00"),
    ("Saturday morning", place(NIGHTS), "2026-11-28 07:00+01:00", "closed until 2026-11-30 22:00+01:00"),
    ("no night from Sunday", place(NIGHTS), "2026-11-30 03:00+01:00", "closed until 2026-11-30 22:00+01:00"),
    ("as it closes", place(NIGHTS), "2026-11-28 06:00+01:00", "closed until 2026-11-30 22:00+01:00"),
    ("as it opens", place(NIGHTS), "2026-11-30 22:00+01:00", "open until 2026-12-01 06:00+01:00"),
    (
        "a whole day from 08:00",
        place(week("MO", "08:00-08:00")),
        "2026-11-30 09:00+01:00",
        "open until 2026-12-01 08:00+01:00",
    ),
    # Breaks, and rows that meet.
    ("lunch", place(*LUNCH), "2026-11-25 12:30+01:00", "closed until 2026-11-25 13:00+01:00"),
    ("before lunch", place(*LUNCH), "2026-11-25 11:59+01:00", "open until 2026-11-25 12:00+01:00"),
    ("end of the week", place(*LUNCH), "2026-11-27 16:00+01:00", "closed until 2026-11-30 08:00+01:00"),
    (
        "rows that touch",
        place(week("WE", "08:00-12:00"), week("WE", "12:00-16:00")),
        "2026-11-25 11:00+01:00",
        "open until 2026-11-25 16:00+01:00",
    ),
    (
        "rows that overlap",
        place(week("WE", "08:00-13:00"), week("WE", "12:00-16:00")),
        "2026-11-25 09:00+01:00",
        "open until 2026-11-25 16:00+01:00",
    ),
    # By the month.
    ("first Monday", place(FIRST_MONDAY), "2026-11-25 10:00+01:00", "closed until 2026-12-07 10:00+01:00"),
    ("on it", place(FIRST_MONDAY), "2026-12-07 11:00+01:00", "open until 2026-12-07 13:00+01:00"),
    (
        "the second Monday",
        place(FIRST_MONDAY),
        "2026-12-14 11:00+01:00",
        "closed until 2027-01-04 10:00+01:00",
    ),
    ("last Friday", place(LAST_FRIDAY), "2026-11-25 10:00+01:00", "closed until 2026-11-27 10:00+01:00"),
    (
        "the next last Friday",
        place(LAST_FRIDAY),
        "2026-11-27 14:00+01:00",
        "closed until 2026-12-25 10:00+01:00",
    ),
    (
        "first and third Monday",
        place(month("10:00-13:00", byday="1MO,3MO")),
        "2026-12-07 14:00+01:00",
        "closed until 2026-12-21 10:00+01:00",
    ),
    (
        "first Monday and every Thursday, the Monday",
        place(month("10:00-13:00", byday="1MO,TH")),
        "2026-12-07 11:00+01:00",
        "open until 2026-12-07 13:00+01:00",
    ),
    (
        "first Monday and every Thursday, the Thursday",
        place(month("10:00-13:00", byday="1MO,TH")),
        "2026-12-09 11:00+01:00",
        "closed until 2026-12-10 10:00+01:00",
    ),
    ("day 5", place(FIFTH_AND_TWENTIETH), "2026-11-25 10:00+01:00", "closed until 2026-12-05 09:00+01:00"),
    ("day 20", place(FIFTH_AND_TWENTIETH), "2026-12-20 10:00+01:00", "open until 2026-12-20 12:00+01:00"),
    (
        "day 5 of next",
        place(FIFTH_AND_TWENTIETH),
        "2026-12-20 12:00+01:00",
        "closed until 2027-01-05 09:00+01:00",
    ),
    (
        "the last day of the month",
        place(month("09:00-12:00", bymonthday="-1")),
        "2027-02-01 10:00+01:00",
        "closed until 2027-02-28 09:00+01:00",
    ),
    (
        "day 31, where there is one",
        place(month("09:00-12:00", bymonthday="31")),
        "2027-01-31 13:00+01:00",
        "closed until 2027-03-31 09:00+02:00",
    ),
    (
        "the day of the first event",
        place(month("09:00-12:00", dtstart="2026-01-15")),
        "2026-11-25 10:00+01:00",
        "closed until 2026-12-15 09:00+01:00",
    ),
    (
        "every second month",
        place(month("09:00-12:00", bymonthday="10", interval=2, dtstart="2026-01-10")),
        "2026-11-25 10:00+01:00",
        "closed until 2027-01-10 09:00+01:00",
    ),
    # By intervals.
    (
        "every second week",
        place(SECOND_WEDNESDAY),
        "2026-11-25 10:00+01:00",
        "open until 2026-11-25 15:00+01:00",
    ),
    (
        "the other week",
        place(SECOND_WEDNESDAY),
        "2026-12-02 10:00+01:00",
        "closed until 2026-12-09 09:00+01:00",
    ),
    ("in ten years", place(SECOND_WEDNESDAY), "2036-11-26 10:00+01:00", "open until 2036-11-26 15:00+01:00"),
    (
        "every second week from a validity",
        place(week("WE", "09:00-15:00", interval=2, valid_from="2026-01-07")),
        "2026-12-02 10:00+01:00",
        "closed until 2026-12-09 09:00+01:00",
    ),
    (
        "every third day, on it",
        place(week("", "09:00-12:00", freq="DAILY", interval=3, dtstart="2026-11-01")),
        "2026-11-25 10:00+01:00",
        "open until 2026-11-25 12:00+01:00",
    ),
    (
        "every third day, after it",
        place(week("", "09:00-12:00", freq="DAILY", interval=3, dtstart="2026-11-01")),
        "2026-11-26 10:00+01:00",
        "closed until 2026-11-28 09:00+01:00",
    ),
    # The example of RFC 5545, 3.3.10, for weeks that begin on Monday and on Sunday.
    (
        "weeks from Monday",
        place(TUESDAY_AND_SUNDAY | {"wkst": "MO"}),
        "1997-08-06 12:00+02:00",
        "closed until 1997-08-10 09:00+02:00",
    ),
    (
        "weeks from Sunday",
        place(TUESDAY_AND_SUNDAY | {"wkst": "SU"}),
        "1997-08-06 12:00+02:00",
        "closed until 1997-08-17 09:00+02:00",
    ),
    # Public holidays: 2026-12-08 is a Tuesday, 2026-12-25 a Friday.
    (
        "a holiday",
        place(OFFICE, country="AL"),
        "2026-12-08 10:00+01:00",
        "closed until 2026-12-09 08:00+01:00: Youth Day",
    ),
    (
        "the evening before",
        place(OFFICE, country="AL"),
        "2026-12-07 17:00+01:00",
        "closed until 2026-12-09 08:00+01:00",
    ),
    (
        "a holiday and a weekend",
        place(OFFICE, country="AL"),
        "2026-12-24 17:00+01:00",
        "closed until 2026-12-28 08:00+01:00",
    ),
    (
        "open on holidays",
        place(OFFICE, country="AL", holidays="open"),
        "2026-12-08 10:00+01:00",
        "open until 2026-12-08 16:00+01:00",
    ),
    ("holidays of no country", place(OFFICE), "2026-12-08 10:00+01:00", "open until 2026-12-08 16:00+01:00"),
    ("day and night on a holiday", place(ALWAYS, country="AL"), "2026-12-08 10:00+01:00", "open"),
    (
        "day and night but for holidays",
        place(ALWAYS, country="AL", holidays="closed"),
        "2026-12-07 10:00+01:00",
        "open until 2026-12-08 00:00+01:00",
    ),
    (
        "day and night, on such a holiday",
        place(ALWAYS, country="AL", holidays="closed"),
        "2026-12-08 10:00+01:00",
        "closed until 2026-12-09 00:00+01:00: Youth Day",
    ),
    (
        "the night into a holiday",
        place(NIGHT, country="AL"),
        "2026-12-08 03:00+01:00",
        "open until 2026-12-08 06:00+01:00",
    ),
    (
        "the night of a holiday",
        place(NIGHT, country="AL"),
        "2026-12-08 23:00+01:00",
        "closed until 2026-12-09 22:00+01:00: Youth Day",
    ),
    (
        "an exception on a holiday",
        place(OFFICE, country="AL", exceptions=("2026-12-08 09:00-12:00",)),
        "2026-12-08 10:00+01:00",
        "open until 2026-12-08 12:00+01:00",
    ),
    (
        "closed by exception on a holiday",
        place(OFFICE, country="AL", exceptions=("2026-12-08 closed",)),
        "2026-12-08 10:00+01:00",
        "closed until 2026-12-09 08:00+01:00",
    ),
    (
        "a row for that date only",
        place(OFFICE, ONE_DATE | {"valid_from": "2026-12-08", "valid_to": "2026-12-08"}, country="AL"),
        "2026-12-08 11:00+01:00",
        "open until 2026-12-08 12:00+01:00",
    ),
    # Exceptions.
    (
        "closed for a day",
        place(OFFICE, exceptions=("2026-11-25 closed",)),
        "2026-11-25 10:00+01:00",
        "closed until 2026-11-26 08:00+01:00",
    ),
    (
        "other hours for a day",
        place(OFFICE, exceptions=("2026-11-25 09:00-11:00 13:00-15:00",)),
        "2026-11-25 12:00+01:00",
        "closed until 2026-11-25 13:00+01:00",
    ),
]


@pytest.mark.parametrize(
    ("where", "moment", "state"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_state_at_a_moment(where: Place, moment: str, state: str) -> None:
    check(where, moment, state)
