"""More of the table of opening hours: the second half of its cases."""

import pytest

from tests.unit.directory.test_opening_table import (
    ALWAYS,
    CHRISTMAS,
    FIRST_MONDAY,
    HALF_KNOWN,
    LUNCH,
    MONDAYS,
    NIGHT,
    OFFICE,
    ONE_DATE,
    SALVADOR,
    TBILISI,
    YEREVAN,
    Place,
    check,
    place,
    week,
)

CASES = [
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
    check(where, moment, state)
