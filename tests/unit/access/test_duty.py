"""Duty lists by the wall clock: nights, days off, dates, and the two days on which clocks are changed."""

from datetime import UTC, date, datetime, time

import pytest

from referral.access.rules.duty import WEEKDAYS, Turn, is_zone, next_on_duty, on_duty
from referral.access.rules.roles import Role

ZONE = "Europe/Tirane"
EVERY_DAY = frozenset(WEEKDAYS)


def turn(
    who="night", days=EVERY_DAY, begins="20:00", until="08:00", first=None, last=None, role=Role.SUPERVISOR
):
    return Turn(
        role, who, frozenset(days), time.fromisoformat(begins), time.fromisoformat(until), first, last
    )


def there(turns, moment, role=Role.SUPERVISOR):
    return on_duty(turns, role=role, at=datetime.fromisoformat(moment).replace(tzinfo=UTC), zone=ZONE)


# Tirana is one hour ahead of UTC in winter, two in summer.
@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2026-01-14T18:59:59", []),
        ("2026-01-14T19:00:00", ["night"]),
        ("2026-01-15T06:59:59", ["night"]),
        ("2026-01-15T07:00:00", []),
        ("2026-07-14T17:59:59", []),
        ("2026-07-14T18:00:00", ["night"]),
        # The night in which clocks go forward is an hour shorter, the other an hour longer; both end at eight.
        ("2026-03-29T05:59:59", ["night"]),
        ("2026-03-29T06:00:00", []),
        ("2026-10-25T06:59:59", ["night"]),
        ("2026-10-25T07:00:00", []),
    ],
)
def test_a_night_begins_in_the_evening_and_ends_in_the_morning(moment, found):
    assert there([turn()], moment) == found


def test_a_night_belongs_to_the_day_on_which_it_begins():
    friday = [turn(days=["FR"])]
    assert there(friday, "2026-01-16T22:00:00") == ["night"]
    assert there(friday, "2026-01-17T05:00:00") == ["night"]
    assert there(friday, "2026-01-16T05:00:00") == []
    assert there(friday, "2026-01-17T22:00:00") == []


def test_equal_times_are_a_whole_day():
    whole = [turn(days=["SA"], begins="00:00", until="00:00")]
    assert there(whole, "2026-01-16T23:00:00") == ["night"]
    assert there(whole, "2026-01-17T22:59:59") == ["night"]
    assert there(whole, "2026-01-17T23:00:00") == []


def test_dates_say_on_which_days_a_turn_may_begin():
    week = [turn(first=date(2026, 1, 12), last=date(2026, 1, 14))]
    assert there(week, "2026-01-11T22:00:00") == []
    assert there(week, "2026-01-12T22:00:00") == ["night"]
    assert there(week, "2026-01-15T05:00:00") == ["night"]
    assert there(week, "2026-01-15T22:00:00") == []


def test_those_on_duty_come_in_the_lists_order_each_once_and_by_role():
    turns = [turn("b"), turn("a"), turn("b", begins="19:00"), turn("c", role=Role.WORKER)]
    assert there(turns, "2026-01-14T20:00:00") == ["b", "a"]
    assert there(turns, "2026-01-14T20:00:00", role=Role.WORKER) == ["c"]


def test_the_next_turn_is_told_across_days():
    turns = [turn("monday", days=["MO"], begins="08:00", until="16:00"), turn("friday", days=["FR"])]
    saturday = datetime(2026, 1, 17, 12, tzinfo=UTC)
    found = next_on_duty(turns, role=Role.SUPERVISOR, after=saturday, zone=ZONE)
    assert found is not None
    assert (found[0].astimezone(UTC), found[1]) == (datetime(2026, 1, 19, 7, tzinfo=UTC), "monday")
    assert next_on_duty([], role=Role.SUPERVISOR, after=saturday, zone=ZONE) is None
    assert next_on_duty(turns, role=Role.WORKER, after=saturday, zone=ZONE) is None


def test_zones_are_iana_names():
    assert is_zone("America/El_Salvador")
    assert not is_zone("CEST Tirana")
    assert not is_zone("../etc/passwd")
