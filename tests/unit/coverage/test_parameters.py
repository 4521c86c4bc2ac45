"""bbox and datetime as the standard has them."""

from datetime import date

import pytest

from referral.coverage.ogc.rules.parameters import read_bbox, read_datetime

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-12-01", (DAY, DAY)),
        ("2026-12-01T23:30:00-01:00", (date(2026, 12, 2), date(2026, 12, 2))),
        ("2026-12-01T00:00:00Z/..", (DAY, None)),
        ("../2026-12-01", (None, DAY)),
        ("/2026-12-01", (None, DAY)),
        ("2026-12-01/", (DAY, None)),
        ("../..", (None, None)),
        ("2026-12-01/2026-12-01T12:00:00Z", (DAY, DAY)),
    ],
)
def test_datetime(text: str, read: tuple[date | None, date | None]) -> None:
    assert read_datetime(text) == read


@pytest.mark.parametrize(
    "text", ["", "..", "now", "2026-13-01", "2026-12-02/2026-12-01", "a/b/c", "2026-12-01/x"]
)
def test_no_datetime(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Must|^The first"):
        read_datetime(text)


def test_bbox() -> None:
    assert read_bbox("19,41,20,42") == (19, 41, 20, 42)
    assert read_bbox("19,41,-5,20,42,900") == (19, 41, 20, 42), "heights count for nothing"
    assert read_bbox("170,-20,-170,20") == (170, -20, -170, 20), "across the date line"


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "19,42,20,41", "190,0,191,1", "0,-91,1,1", "nan,0,1,1"]
)
def test_no_bbox(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Mm]ust be"):
        read_bbox(text)
