"""How somebody arrives: she is fetched unless the owner says otherwise, and the most careful way counts."""

import pytest

from referral.directory.rules import ADDRESS, FETCHED, MEETING_POINT, way_of


@pytest.mark.parametrize(
    ("said", "way", "point"),
    [
        ([], FETCHED, None),
        ([("meeting_point", "clock")], MEETING_POINT, "clock"),
        ([("arrival", "meeting_point"), ("meeting_point", "clock")], MEETING_POINT, "clock"),
        ([("arrival", "meeting_point")], FETCHED, None),
        ([("arrival", "fetched"), ("meeting_point", "clock")], FETCHED, None),
        ([("arrival", "address")], ADDRESS, None),
        ([("arrival", "address"), ("meeting_point", "clock")], ADDRESS, "clock"),
        ([("arrival", "address"), ("arrival", "fetched")], FETCHED, None),
        ([("arrival", "address"), ("arrival", "meeting_point"), ("meeting_point", "a")], MEETING_POINT, "a"),
        ([("meeting_point", "a"), ("meeting_point", "b")], MEETING_POINT, "a; b"),
    ],
)
def test_the_way(said: list[tuple[str, str]], way: str, point: str | None) -> None:
    assert way_of(said) == (way, point)
