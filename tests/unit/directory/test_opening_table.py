"""Open, closed or unknown at a moment, until when and until then: one table, worked out by hand.

Every moment is written as the clock on the wall and its distance from UTC. Weekdays to start from: 2026-01-01 and
2026-11-26 are Thursdays, 2027-01-01 is a Friday, 2028-02-29 is a Tuesday.
"""

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
    (
        "closed over the new year",
        place(OFFICE, exceptions=(CHRISTMAS,)),
        "2026-12-23 17:00+01:00",
        "closed until 2027-01-04 08:00+01:00",
    ),
    (
        "open on a Sunday for once",
        place(OFFICE, exceptions=("2026-11-29 10:00-14:00",)),
        "2026-11-28 10:00+01:00",
        "closed until 2026-11-29 10:00+01:00",
    ),
    (
        "a day out of a range",
        place(OFFICE, exceptions=(CHRISTMAS, "2026-12-28 09:00-12:00")),
        "2026-12-28 10:00+01:00",
        "open until 2026-12-28 12:00+01:00",
    ),
    (
        "late for once",
        place(OFFICE, exceptions=("2026-11-25 20:00-02:00",)),
        "2026-11-26 01:00+01:00",
        "open until 2026-11-26 02:00+01:00",
    ),
    (
        "day and night until an exception",
        place(ALWAYS, exceptions=("2026-12-24 closed",)),
        "2026-11-25 10:00+01:00",
        "open until 2026-12-24 00:00+01:00",
    ),
    (
        "day and night after it",
        place(ALWAYS, exceptions=("2026-12-24 closed",)),
        "2026-12-25 10:00+01:00",
        "open",
    ),
    (
        "nothing but an exception, on it",
        place(exceptions=("2026-12-24 09:00-12:00",)),
        "2026-12-24 10:00+01:00",
        "open until 2026-12-24 12:00+01:00",
    ),
    (
        "nothing but an exception, on another day",
        place(exceptions=("2026-12-24 09:00-12:00",)),
        "2026-12-23 10:00+01:00",
        "unknown",
    ),
    (
        "holiday hours of HSDS 1.x replace",
        place(OFFICE, ONE_DATE | {"description": "Holiday hours"}),
        "2026-12-10 13:00+01:00",
        "closed until 2026-12-11 08:00+01:00",
    ),
    (
        "a row that says closed for its date",
        place(OFFICE, ONE_DATE | {"description": "Holiday: closed", "opens_at": None, "closes_at": None}),
        "2026-12-10 10:00+01:00",
        "closed until 2026-12-11 08:00+01:00",
    ),
    # Validity.
    (
        "months ahead",
        place(MONDAYS | {"valid_from": "2027-02-01"}),
        "2026-11-25 10:00+01:00",
        "closed until 2027-02-01 09:00+01:00",
    ),
    (
        "the last day",
        place(MONDAYS | {"valid_to": "2026-11-30"}),
        "2026-11-30 10:00+01:00",
        "open until 2026-11-30 12:00+01:00",
    ),
    ("after it", place(MONDAYS | {"valid_to": "2026-11-30"}), "2026-11-30 12:00+01:00", "closed"),
    ("until", place(MONDAYS | {"until": "2026-11-23"}), "2026-11-25 10:00+01:00", "closed"),
    (
        "the third of three",
        place(MONDAYS | {"dtstart": "2026-11-09", "count": 3}),
        "2026-11-23 10:00+01:00",
        "open until 2026-11-23 12:00+01:00",
    ),
    (
        "after three",
        place(MONDAYS | {"dtstart": "2026-11-09", "count": 3}),
        "2026-11-23 13:00+01:00",
        "closed",
    ),
    (
        "a first date that is no Monday",
        place(MONDAYS | {"dtstart": "2026-11-26"}),
        "2026-11-26 10:00+01:00",
        "closed until 2026-11-30 09:00+01:00",
    ),
    (
        "summer hours",
        place(
            week("MO-FR", "08:00-14:00", valid_to="2026-09-30"),
            week("MO-FR", "08:00-17:00", valid_from="2026-10-01"),
        ),
        "2026-09-30 15:00+02:00",
        "closed until 2026-10-01 08:00+02:00",
    ),
    (
        "winter hours",
        place(
            week("MO-FR", "08:00-14:00", valid_to="2026-09-30"),
            week("MO-FR", "08:00-17:00", valid_from="2026-10-01"),
        ),
        "2026-10-01 15:00+02:00",
        "open until 2026-10-01 17:00+02:00",
    ),
    (
        "before the only date",
        place(ONE_DATE),
        "2026-11-25 10:00+01:00",
        "closed until 2026-12-10 09:00+01:00",
    ),
    ("on the only date", place(ONE_DATE), "2026-12-10 10:00+01:00", "open until 2026-12-10 12:00+01:00"),
    ("after the only date", place(ONE_DATE), "2026-12-11 10:00+01:00", "closed"),
    (
        "the night of the last day",
        place(NIGHT | {"valid_to": "2026-11-25"}),
        "2026-11-26 03:00+01:00",
        "open until 2026-11-26 06:00+01:00",
    ),
    (
        "too far ahead to be told",
        place(MONDAYS | {"valid_from": "2028-06-01"}),
        "2026-11-25 10:00+01:00",
        "closed",
    ),
    # Day and night, however it is written.
    ("24/7 to 23:59", place(ALWAYS), "2026-11-25 23:59:30+01:00", "open"),
    ("24/7 to 24:00", place(week("MO-SU", "00:00-24:00")), "2026-11-29 23:59:30+01:00", "open"),
    ("24/7 to 00:00", place(week("MO-SU", "00:00-00:00")), "2026-11-25 03:00+01:00", "open"),
    ("24/7 in English", place(week("MO-SU", "12:00am-12:00am")), "2026-11-25 03:00+01:00", "open"),
    (
        "24/7 daily with seconds",
        place(week("", "00:00:00-23:59:59", freq="DAILY")),
        "2026-11-25 03:00+01:00",
        "open",
    ),
    (
        "24/7 in seven rows",
        place(*(week(day, "00:00-23:59") for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))),
        "2026-11-25 03:00+01:00",
        "open",
    ),
    (
        "24/7 in two rows",
        place(week("MO-FR", "00:00-23:59"), week("SA,SU", "00:00-24:00")),
        "2026-11-27 23:59:30+01:00",
        "open",
    ),
    ("24/7 in words", place({"description": "24/7"}), "2026-11-25 03:00+01:00", "open"),
    (
        "24/7 from a date on, before it",
        place(ALWAYS | {"dtstart": "2027-01-01"}),
        "2026-12-31 10:00+01:00",
        "closed until 2027-01-01 00:00+01:00",
    ),
    (
        "24/7 from a date on",
        place(ALWAYS | {"dtstart": "2027-01-01"}),
        "2027-01-01 00:00+01:00",
        "open",
    ),
    (
        "all week but for the weekend",
        place(week("MO-FR", "00:00-23:59")),
        "2026-11-25 10:00+01:00",
        "open until 2026-11-27 23:59+01:00",
    ),
    (
        "23:59 that goes on",
        place(week("FR", "18:00-23:59"), week("SA", "00:00-04:00")),
        "2026-11-27 20:00+01:00",
        "open until 2026-11-28 04:00+01:00",
    ),
    # What nobody can tell.
    ("no rows", place(), "2026-11-25 10:00+01:00", "unknown"),
    ("a day without hours", place(*HALF_KNOWN), "2026-11-28 10:00+01:00", "unknown"),
    ("the day after it", place(*HALF_KNOWN), "2026-11-29 10:00+01:00", "closed until 2026-11-30 08:00+01:00"),
    (
        "a day that another row is certain of",
        place(*HALF_KNOWN, week("SA", "09:00-12:00")),
        "2026-11-28 13:00+01:00",
        "closed until 2026-11-30 08:00+01:00",
    ),
    ("hours that are no hours", place(week("MO-FR", "by appointment")), "2026-11-25 10:00+01:00", "unknown"),
    (
        "a frequency that nobody understands",
        place(MONDAYS | {"freq": "sometimes"}),
        "2026-11-30 10:00+01:00",
        "unknown",
    ),
    (
        "such a frequency beside a good row",
        place(OFFICE, week("SA", "09:00-12:00", freq="sometimes")),
        "2026-11-28 10:00+01:00",
        "unknown",
    ),
    (
        "and the days that it does not name",
        place(OFFICE, week("SA", "09:00-12:00", freq="sometimes")),
        "2026-11-29 10:00+01:00",
        "closed until 2026-11-30 08:00+01:00",
    ),
    (
        "every second week of unknown ones",
        place(OFFICE, week("SA", "09:00-12:00", interval=2)),
        "2026-11-28 10:00+01:00",
        "unknown",
    ),
    (
        "the night into an unknown day",
        place(week("FR", "22:00-06:00"), week("SA", "-")),
        "2026-11-28 03:00+01:00",
        "open until 2026-11-28 06:00+01:00",
    ),
    (
        "the morning of the unknown day",
        place(week("FR", "22:00-06:00"), week("SA", "-")),
        "2026-11-28 06:00+01:00",
        "unknown",
    ),
    (
        "an unknown day that is closed by exception",
        place(*HALF_KNOWN, exceptions=("2026-11-28 closed",)),
        "2026-11-28 10:00+01:00",
        "closed until 2026-11-30 08:00+01:00",
    ),
    (
        "an unknown day that is a holiday",
        place(MONDAYS, week("FR", "-"), country="AL"),
        "2026-12-25 10:00+01:00",
        "closed until 2026-12-28 09:00+01:00: Christmas Day",
    ),
    # Other zones, and offsets.
    (
        "lunch in El Salvador",
        place(*LUNCH, zone=SALVADOR),
        "2026-11-25 12:30-06:00",
        "closed until 2026-11-25 13:00-06:00",
    ),
    (
        "El Salvador asked from Europe, the day after",
        place(NIGHT, zone=SALVADOR),
        "2026-11-26 09:00+01:00",
        "open until 2026-11-26 06:00-06:00",
    ),
    (
        "Armenia in what would be summer time",
        place(OFFICE, zone=YEREVAN),
        "2026-07-15 08:30+04:00",
        "open until 2026-07-15 16:00+04:00",
    ),
    (
        "Armenia in winter",
        place(FIRST_MONDAY, zone=YEREVAN),
        "2026-12-07 09:59+04:00",
        "closed until 2026-12-07 10:00+04:00",
    ),
    (
        "the winter's offset in summer",
        place(OFFICE | {"timezone": 1}),
        "2026-07-15 08:30+02:00",
        "open until 2026-07-15 16:00+02:00",
    ),
    (
        "the summer's offset in winter",
        place(OFFICE | {"timezone": "2.0"}),
        "2026-11-25 07:30+01:00",
        "closed until 2026-11-25 08:00+01:00",
    ),
    (
        "the offset of somewhere else",
        place(OFFICE | {"timezone": 3}),
        "2026-11-25 06:30+01:00",
        "open until 2026-11-25 14:00+01:00",
    ),
    (
        "hours in UTC",
        place(week("MO-FR", "09:00Z-17:00Z"), zone=TBILISI),
        "2026-11-25 12:30+04:00",
        "closed until 2026-11-25 13:00+04:00",
    ),
    (
        "hours with the place's own offset",
        place({"byday": "WE", "opens_at": "09:00+04:00", "closes_at": "17:00+04:00"}, zone=TBILISI),
        "2026-11-25 09:30+04:00",
        "open until 2026-11-25 17:00+04:00",
    ),
    # The calendar's edges, and far away.
    (
        "the night of the new year",
        place(week("MO-SU", "20:00-08:00")),
        "2026-12-31 23:30+01:00",
        "open until 2027-01-01 08:00+01:00",
    ),
    ("a leap day", place(OFFICE), "2028-02-29 10:00+01:00", "open until 2028-02-29 16:00+01:00"),
    (
        "every leap day",
        place(week("", "09:00-12:00", freq="YEARLY", dtstart="2024-02-29")),
        "2027-02-28 10:00+01:00",
        "closed until 2028-02-29 09:00+01:00",
    ),
    (
        "week 53 ends in the next year",
        place(week("FR", "09:00-12:00", freq="YEARLY", byweekno="53")),
        "2026-12-30 10:00+01:00",
        "closed until 2027-01-01 09:00+01:00",
    ),
    (
        "the hundredth day",
        place(week("", "09:00-12:00", freq="YEARLY", byyearday="100")),
        "2026-11-25 10:00+01:00",
        "closed until 2027-04-10 09:00+02:00",
    ),
    ("ten years ahead", place(*LUNCH), "2036-11-26 12:30+01:00", "closed until 2036-11-26 13:00+01:00"),
]


@pytest.mark.parametrize(
    ("where", "moment", "state"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_state_at_a_moment(where: Place, moment: str, state: str) -> None:
    hours = read_hours(
        where.rows,
        zone=where.zone,
        country=where.country,
        exceptions=where.exceptions,
        holidays=where.holidays,
    )
    assert state_at(hours, datetime.fromisoformat(moment), holidays) == expected(state)
