"""Values in the wrong field, and positions that cannot be: what a row can save."""

from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.exchange.taking import Taken, take, write


def schedule(folder: Path, **cells: str) -> Taken:
    text = ",".join(["id", *cells]) + "\n" + ",".join(["x", *(f'"{each}"' for each in cells.values())]) + "\n"
    return take(write(folder, "schedules.csv", text))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"dtstart": "9:00am", "until": "17:00"}, {"opens_at": "09:00", "closes_at": "17:00"}),
        ({"opens_at": "8:00 - 17:00", "closes_at": ""}, {"opens_at": "08:00", "closes_at": "17:00"}),
        ({"freq": "daily", "opens_at": "09:00"}, {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU"}),
        (
            {"byday": "by appointment", "description": "Ask"},
            {"byday": None, "description": "Ask (by appointment)"},
        ),
        ({"freq": "weekly", "byday": "Monday-Wednesday"}, {"freq": "WEEKLY", "byday": "MO,TU,WE"}),
    ],
)
def test_values_in_the_wrong_field_are_moved(
    tmp_path: Path, cells: dict[str, str], expected: dict[str, Any]
) -> None:
    values = schedule(tmp_path, **cells).one("schedule").values
    assert {name: values.get(name) for name in expected} == expected


def test_a_moved_value_is_told(tmp_path: Path) -> None:
    assert (
        "a time where a date was expected, moved to opens_at"
        in schedule(tmp_path, dtstart="9:00am").messages()
    )


def test_an_extension_that_is_no_number_goes_to_the_description(tmp_path: Path) -> None:
    text = "id,number,extension,description\np,1,x7 or 8,Front desk\nq,2,12,\n"
    taken = take(write(tmp_path, "phones.csv", text))
    assert taken.records[0].values == {
        "number": "1",
        "extension": None,
        "description": "Front desk (ext. x7 or 8)",
    }
    assert taken.records[1].values["extension"] == 12


@pytest.mark.parametrize(
    ("latitude", "longitude", "says"),
    [
        ("0", "0", "both 0"),
        ("100", "101", "out of range"),
        ("120.5", "41.3", "look swapped"),
        ("41.3", "", "only one of"),
        ("0", "20", None),
        ("41.3", "19.8", None),
    ],
)
def test_positions_are_kept_as_given_and_told_where_they_cannot_be(
    tmp_path: Path, latitude: str, longitude: str, says: str | None
) -> None:
    taken = take(
        write(
            tmp_path,
            "locations.csv",
            f"id,location_type,latitude,longitude\nl,physical,{latitude},{longitude}\n",
        )
    )
    assert taken.one("location").values["latitude"] == float(latitude)
    assert (says is None and not taken.warnings) or (says is not None and says in taken.messages())
