"""Rows of every quality become hours, the same hours become the same key, and what is wrong is refused or left open."""

from datetime import date
from typing import Any

import pytest

from referral.directory.opening import Hours, Rule, SpecialDays, read_hours

NINE, NOON, FIVE, DAY = 9 * 3600, 12 * 3600, 17 * 3600, 24 * 3600
WEEKLY = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}
FIRST_OF_MAY = "2026-05-01"


def read(*rows: dict[str, Any], zone: str = "Europe/Tirane", **more: Any) -> Hours | None:
    return read_hours(rows, zone=zone, country="AL", **more)


def rules(*rows: dict[str, Any], zone: str = "Europe/Tirane") -> tuple[Rule, ...]:
    hours = read(*rows, zone=zone)
    assert hours is not None
    return hours.rules


def rule(**cells: Any) -> Rule:
    """The one rule of a weekly row with some cells changed."""
    (found,) = rules(WEEKLY | cells)
    return found


def unsure(**cells: Any) -> tuple[Rule, ...]:
    """The days that a row names without being certain of their hours, beside a row that is certain."""
    certain = {"freq": "WEEKLY", "byday": "SU", "opens_at": "01:00", "closes_at": "02:00"}
    return tuple(each for each in rules(certain, WEEKLY | cells) if each.span is None)


@pytest.mark.parametrize(
    ("opens", "closes", "span"),
    [
        ("09:00", "17:00", (NINE, FIVE)),
        ("09:00:00", "17:00:00", (NINE, FIVE)),
        ("9:00am", "5 pm", (NINE, FIVE)),
        ("0900", "17h00", (NINE, FIVE)),
        ("9", "noon", (NINE, NOON)),
        (" 09:00 ", "17.00", (NINE, FIVE)),
        ("09:00", "24:00", (NINE, DAY)),
        ("09:00", "midnight", (NINE, DAY)),
        ("09:00", "00:00", (NINE, DAY)),
        ("17:00", "09:00", (FIVE, DAY + NINE)),
        ("09:00", "09:00", (NINE, DAY + NINE)),
        ("09:00+01:00", "17:00+01:00", (NINE, FIVE)),
        ("09:00+0200", "17:00+0200", (NINE, FIVE)),
    ],
)
def test_times_as_people_write_them(opens: str, closes: str, span: tuple[int, int]) -> None:
    found = rule(opens_at=opens, closes_at=closes)
    assert (found.span, found.offset) == (span, None)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (None, None),
        ("", "17:00"),
        ("09:00", None),
        ("25:00", "26:00"),
        ("24:00", "06:00"),
        ("by appointment", "17:00"),
        ("09:00", "late"),
        ("09:00Z", "17:00+03:00"),
    ],
)
def test_hours_that_cannot_be_read_leave_the_day_unknown(opens: str | None, closes: str | None) -> None:
    assert unsure(opens_at=opens, closes_at=closes) == (Rule("WEEKLY", byday=("MO",)),)
    assert read(WEEKLY | {"opens_at": opens, "closes_at": closes}) is None


@pytest.mark.parametrize(
    ("zone", "cells", "offset"),
    [
        ("Europe/Tirane", {"timezone": 1}, None),
        ("Europe/Tirane", {"timezone": 2.0}, None),
        ("Europe/Tirane", {"timezone": "+02:00"}, None),
        ("Europe/Tirane", {"timezone": 3}, 180),
        ("Europe/Tirane", {"timezone": 0}, 0),
        ("Europe/Tirane", {"timezone": "Z"}, 0),
        ("Europe/Tirane", {"timezone": "CET"}, None),
        ("Europe/Tirane", {"timezone": 99}, None),
        ("Asia/Tbilisi", {"timezone": 4}, None),
        ("Asia/Tbilisi", {"timezone": 3}, 180),
        ("Asia/Kolkata", {"timezone": "5.5"}, None),
        ("America/El_Salvador", {"timezone": -6}, None),
        ("America/El_Salvador", {"timezone": -5}, -300),
        ("Europe/Tirane", {"opens_at": "09:00Z", "closes_at": "17:00Z"}, 0),
        ("Europe/Tirane", {"opens_at": "09:00Z", "closes_at": "17:00Z", "timezone": 1}, 0),
        ("Europe/Tirane", {"opens_at": "09:00+01:00", "closes_at": "17:00+02:00"}, None),
    ],
)
def test_an_offset_is_the_local_clock_where_the_zone_has_it(
    zone: str, cells: dict[str, Any], offset: int | None
) -> None:
    (found,) = rules(WEEKLY | cells, zone=zone)
    assert (found.span, found.offset) == ((NINE, FIVE), offset)


@pytest.mark.parametrize(
    ("cells", "freq", "byday"),
    [
        ({"byday": "MO,TU"}, "WEEKLY", ("MO", "TU")),
        ({"byday": "tu, mo"}, "WEEKLY", ("MO", "TU")),
        ({"byday": "Monday"}, "WEEKLY", ("MO",)),
        ({"byday": "Mon-Wed"}, "WEEKLY", ("MO", "TU", "WE")),
        ({"byday": "MO;FR"}, "WEEKLY", ("MO", "FR")),
        ({"byday": "MO,TU,WE,TH,FR,SA,SU"}, "DAILY", ()),
        ({"freq": None}, "WEEKLY", ("MO",)),
        ({"freq": "", "byday": "1MO"}, "MONTHLY", ("1MO",)),
        ({"freq": "weekly"}, "WEEKLY", ("MO",)),
        ({"freq": "DAILY"}, "WEEKLY", ("MO",)),
        ({"freq": "DAILY", "byday": ""}, "DAILY", ()),
        ({"freq": "MONTHLY", "byday": "+1mo, -1FR"}, "MONTHLY", ("1MO", "-1FR")),
        ({"freq": "MONTHLY", "byday": "MO"}, "MONTHLY", ("MO",)),
        ({"freq": "YEARLY", "byday": "20MO"}, "YEARLY", ("20MO",)),
        ({"byday": None, "dtstart": "2026-01-07"}, "WEEKLY", ("WE",)),
    ],
)
def test_days_as_people_write_them(cells: dict[str, Any], freq: str, byday: tuple[str, ...]) -> None:
    found = rule(**cells)
    assert (found.freq, found.byday, found.span) == (freq, byday, (NINE, FIVE))


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"byday": "1MO"}, Rule("WEEKLY", byday=("MO",))),
        ({"freq": "MONTHLY", "byday": "6MO"}, Rule("MONTHLY", byday=("MO",))),
        ({"interval": 2}, Rule("WEEKLY", byday=("MO",))),
        ({"interval": "often"}, Rule("WEEKLY", byday=("MO",))),
        ({"interval": 0}, Rule("WEEKLY", byday=("MO",))),
        ({"count": 5}, Rule("WEEKLY", byday=("MO",))),
        ({"until": "soon"}, Rule("WEEKLY", byday=("MO",))),
        ({"valid_from": "31/12/2026"}, Rule("WEEKLY", byday=("MO",))),
        ({"freq": "now and then"}, Rule("WEEKLY", byday=("MO",))),
        ({"freq": "MONTHLY", "byday": "", "bymonthday": "5,32"}, Rule("MONTHLY", bymonthday=(5,))),
        ({"freq": "YEARLY", "byday": "", "byweekno": "20"}, Rule("YEARLY", byweekno=(20,))),
        (
            {"freq": "", "byday": "", "valid_from": FIRST_OF_MAY, "valid_to": "2026-05-31"},
            Rule("DAILY", first=date(2026, 5, 1), last=date(2026, 5, 31)),
        ),
    ],
)
def test_days_that_are_not_certain_stay_unknown(cells: dict[str, Any], days: Rule) -> None:
    assert unsure(**cells) == (days,)


@pytest.mark.parametrize(
    "cells",
    [
        {"byday": "by appointment"},
        {"byday": ""},
        {"freq": "", "byday": ""},
        {"freq": "", "byday": "", "dtstart": "2026-01-05"},
        {"freq": "now and then", "byday": ""},
        {"valid_from": "2026-12-31", "valid_to": "2026-01-01"},
        {"opens_at": "closed", "closes_at": "closed"},
        {"opens_at": "", "closes_at": "", "description": "Monday: closed"},
    ],
)
def test_a_row_that_names_no_days_is_left_out(cells: dict[str, Any]) -> None:
    assert unsure(**cells) == ()
    assert read(WEEKLY | cells) is None


@pytest.mark.parametrize(
    ("cells", "first", "last"),
    [
        ({"valid_from": FIRST_OF_MAY}, date(2026, 5, 1), None),
        ({"valid_from": FIRST_OF_MAY, "dtstart": "2026-06-01"}, date(2026, 6, 1), None),
        ({"valid_to": FIRST_OF_MAY + "T23:59:59Z"}, None, date(2026, 5, 1)),
        ({"valid_to": FIRST_OF_MAY, "until": "2026-04-01"}, None, date(2026, 4, 1)),
        ({"valid_to": date(2026, 5, 1)}, None, date(2026, 5, 1)),
        ({"valid_from": "0001-01-01", "valid_to": "9999-12-31"}, None, None),
        # Mondays from 2026-05-01, a Friday: 4, 11, 18 May.
        ({"dtstart": FIRST_OF_MAY, "count": "3.0"}, date(2026, 5, 1), date(2026, 5, 18)),
        (
            {"dtstart": FIRST_OF_MAY, "count": 3, "valid_to": "2026-05-12"},
            date(2026, 5, 1),
            date(2026, 5, 12),
        ),
        ({"dtstart": FIRST_OF_MAY, "count": 10**9}, date(2026, 5, 1), None),
        (
            {"dtstart": FIRST_OF_MAY, "count": 3, "valid_from": "2026-05-05"},
            date(2026, 5, 5),
            date(2026, 5, 18),
        ),
    ],
)
def test_from_when_until_when(cells: dict[str, Any], first: date | None, last: date | None) -> None:
    found = rule(**cells)
    assert (found.first, found.last, found.span) == (first, last, (NINE, FIVE))


def test_an_interval_counts_whole_weeks_from_the_first_event() -> None:
    thursday = {"byday": "MO", "interval": 2, "dtstart": "2026-01-08"}
    assert rule(**thursday).anchor == date(2026, 1, 5)
    assert rule(**thursday, wkst="SU").anchor == date(2026, 1, 4)
    assert rule(**thursday | {"freq": "biweekly", "interval": None}).interval == 2


def test_numbered_and_plain_weekdays_are_two_rules() -> None:
    found = rules(WEEKLY | {"freq": "MONTHLY", "byday": "TH,1MO"})
    assert {each.byday for each in found} == {("TH",), ("1MO",)}


def test_a_row_for_each_weekday_is_one_rule() -> None:
    one = read(WEEKLY | {"byday": "MO,TU,WE"})
    many = read(*(WEEKLY | {"byday": day} for day in ("Wednesday", "MO", "tu")))
    assert one is not None
    assert many is not None
    assert one.key() == many.key()


def test_what_lies_within_day_and_night_is_left_out() -> None:
    hours = read({"description": "Open 24/7"}, WEEKLY, {"byday": "TU"})
    assert hours == Hours("Europe/Tirane", "AL", (Rule("DAILY", 0, DAY),), holidays="open", always=True)


@pytest.mark.parametrize(
    "row",
    [
        WEEKLY | {"byday": "MO-SA", "opens_at": "00:00", "closes_at": "23:59"},
        WEEKLY | {"byday": "MO-SU", "opens_at": "00:00", "closes_at": "23:30"},
        WEEKLY | {"byday": "MO-SU", "opens_at": "00:00", "closes_at": "24:00", "until": "2030-01-01"},
        {"freq": "DAILY", "interval": 2, "dtstart": "2026-01-01", "opens_at": "00:00", "closes_at": "00:00"},
    ],
)
def test_less_than_day_and_night_is_not_always(row: dict[str, Any]) -> None:
    hours = read(row)
    assert hours is not None
    assert not hours.always
    assert hours.holidays == "closed"


def test_exceptions_of_the_same_dates_are_put_together() -> None:
    hours = read(
        WEEKLY,
        exceptions=("2026-12-24 13:00 - 15:00", "2026-12-24 09:00-12:00", "2026-12-25/2026-12-26  Closed"),
    )
    assert hours is not None
    assert hours.exceptions == (
        SpecialDays(date(2026, 12, 24), date(2026, 12, 24), ((NINE, NOON), (13 * 3600, 15 * 3600))),
        SpecialDays(date(2026, 12, 25), date(2026, 12, 26)),
    )


def test_an_exception_goes_before_a_row_for_the_same_date() -> None:
    row = {"valid_from": FIRST_OF_MAY, "valid_to": FIRST_OF_MAY, "description": "Holiday: closed"}
    hours = read(WEEKLY, row, exceptions=(f"{FIRST_OF_MAY} 09:00-12:00",))
    assert hours is not None
    assert hours.exceptions == (SpecialDays(date(2026, 5, 1), date(2026, 5, 1), ((NINE, NOON),)),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not an exception"),
        ("Christmas closed", "is not an exception"),
        ("2026-12-24", "is not an exception"),
        ("24.12.2026 closed", "is not an exception"),
        ("2026-12-24 open", "hours that cannot be read"),
        ("2026-12-24 09:00", "hours that cannot be read"),
        ("2026-12-24 9-12", "hours that cannot be read"),
        ("2026-12-24 09:00-12:00 and so on", "hours that cannot be read"),
        ("2026-12-24 ,", "no hours"),
        ("2026-12-24 09:00-24:30", "after 24:00"),
        ("2026-02-30 closed", "does not exist"),
        ("2026-12-24/2026-12-01 closed", "ends before it begins"),
    ],
)
def test_a_bad_exception_is_refused_with_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        read(WEEKLY, exceptions=(text,))
    assert repr(text) in str(refused.value)
    assert "2026-12-24 09:00-12:00" in str(refused.value)


def test_a_day_cannot_be_both_closed_and_open() -> None:
    with pytest.raises(ValueError, match="both closed and open"):
        read(WEEKLY, exceptions=("2026-12-24 closed", "2026-12-24 09:00-12:00"))


@pytest.mark.parametrize("zone", ["", "Tirana", "Europe/Nowhere", "../etc/passwd"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        read(WEEKLY, zone=zone)


def test_a_word_for_holidays_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'maybe' does not tell what happens"):
        read(WEEKLY, holidays="maybe")


def test_hours_that_differ_have_keys_that_differ() -> None:
    several = [
        read(WEEKLY),
        read(WEEKLY, holidays="open"),
        read(WEEKLY, exceptions=("2026-12-24 closed",)),
        read(WEEKLY, zone="Europe/Belgrade"),
        read(WEEKLY | {"closes_at": "17:01"}),
        read(WEEKLY | {"timezone": 3}),
    ]
    assert len({each.key() for each in several if each}) == len(several)


def test_the_key_is_the_same_in_every_process() -> None:
    hours = Hours("Europe/Tirane", None, (Rule("DAILY", 0, DAY),), holidays="open", always=True)
    assert hours.to_json() == (
        '{"always":true,"holidays":"open","rules":[{"closes":86400,"freq":"DAILY","opens":0}],"zone":"Europe/Tirane"}'
    )
    assert len(hours.key()) == 32
