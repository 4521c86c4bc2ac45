"""Hours as the demo files write them become RFC 5545 rules, and what is not hours is refused."""

import pytest

from referral.directory.demo.hours import HoursError, schedules


def test_a_split_shift_is_two_rules() -> None:
    rows = list(schedules("MO-FR 08:00-12:00 13:00-16:00", offset=1.0))
    assert [(row["byday"], row["opens_at"], row["closes_at"]) for row in rows] == [
        ("MO,TU,WE,TH,FR", "08:00", "12:00"),
        ("MO,TU,WE,TH,FR", "13:00", "16:00"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "24/7",
            {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59"},
        ),
        ("MO,WE-TH 20:00-02:00", {"byday": "MO,WE,TH", "opens_at": "20:00", "closes_at": "02:00"}),
        ("1TU,-1FR 10:00-13:00", {"freq": "MONTHLY", "byday": "1TU,-1FR", "dtstart": "2026-01-01"}),
        ("day 5,20 09:00-12:00", {"freq": "MONTHLY", "bymonthday": "5,20"}),
        ("every 2 WE 09:00-12:00", {"freq": "WEEKLY", "interval": 2, "byday": "WE", "dtstart": "2026-01-07"}),
    ],
)
def test_each_form_of_hours_gives_its_rule(text: str, expected: dict[str, object]) -> None:
    (row,) = schedules(text, offset=4.0)
    assert expected.items() <= row.items()
    assert row["timezone"] == 4.0


@pytest.mark.parametrize("text", ["", "MO-FR", "08:00-12:00", "XX 08:00-12:00", "MO-XX 08:00-12:00"])
def test_what_is_not_hours_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(HoursError):
        list(schedules(text, offset=0))
