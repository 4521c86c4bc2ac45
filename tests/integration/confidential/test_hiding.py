"""Nothing exact of a confidential place stands in a public table, in whatever way the source calls it confidential."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, box

from referral.places.cells import cell_of, square_of
from tests.integration.confidential.conftest import Import, load_regions
from tests.integration.confidential.houses import (
    CANARY,
    FRONT_GATE,
    WAYS,
    Source,
    hidden_houses,
    house,
    id_of,
    position,
)
from tests.integration.confidential.scanning import leaks

Held = Callable[..., list[dict[str, Any]]]
POSITIONS = [position(way) for way in WAYS]


@pytest.mark.parametrize("form", ["tables", "json"])
def test_no_canary_and_no_exact_coordinate_gets_out_of_the_private_table(
    take: Import, held: Held, form: str
) -> None:
    assert take(hidden_houses(), form=form).code == 0
    assert leaks(POSITIONS) == []
    places = held("location")
    assert [(place["confidential"], place["cell_km"]) for place in places] == [(True, 5.0)] * len(WAYS)
    assert {str(each["location_id"]) for each in held("location_private")} == {
        place["id"] for place in places
    }


def test_what_is_not_confidential_stays_open(take: Import, held: Held) -> None:
    source = Source()
    house(source, "other")
    take(source)
    (place,) = held("location")
    assert not place["confidential"]
    assert CANARY in place["name"]
    assert held("location_private") == []
    assert len(leaks([position("other")])) > 30


def test_the_exact_data_is_kept_apart_whole(take: Import, held: Held) -> None:
    take(hidden_houses("one need"))
    (private,) = held("location_private")
    assert (private["latitude"], private["longitude"]) == position("one need")
    withheld = str(private["withheld"])
    for word in (
        "street",
        "floor",
        "person",
        "direct",
        "bell",
        "tongue",
        "bus",
        "ramp",
        "polygon",
        "before",
        "red",
    ):
        assert f"{CANARY} oneneed {word}" in withheld, word


def test_the_organisations_own_number_stands_in_as_the_front_gate(take: Import, held: Held) -> None:
    take(hidden_houses())
    assert [each["number"] for each in held("phone")] == [FRONT_GATE]
    documents = [each["document"] for each in held("search_site", key="key")]
    assert len(documents) == len(WAYS)
    assert all(FRONT_GATE in str(each) for each in documents)


def test_the_same_file_again_changes_nothing(take: Import, held: Held) -> None:
    source = hidden_houses()
    first = take(source)
    before = {
        name: held(name) for name in ("location", "service", "attribute", "schedule", "location_private")
    }
    again = take(source)
    assert {
        name: each["changed"] + each["added"] for name, each in again.report["objects"].items()
    } == dict.fromkeys(first.report["objects"], 0)
    assert {name: held(name) for name in before} == before


def test_a_trial_run_counts_what_the_import_then_does(take: Import) -> None:
    source = hidden_houses()
    assert take(source, "--dry-run").report["objects"] == take(source).report["objects"]


def test_a_place_without_a_position_gets_none(take: Import, held: Held) -> None:
    source = hidden_houses("one need")
    source.row("location", "one need").update(latitude="", longitude="")
    take(source)
    (place,) = held("location")
    assert (place["confidential"], place["latitude"], place["longitude"], place["cell_km"]) == (
        True,
        None,
        None,
        None,
    )
    assert (place["country_code"], place["region_path"]) == (None, None)


def test_a_house_that_two_organisations_list_is_hidden_in_both(
    take: Import, held: Held, tmp_path: Path
) -> None:
    source = hidden_houses("attribute of the location")
    services = json.loads(source.write_json(tmp_path / "once.json").read_text())
    (place,) = services[0]["organization"]["locations"]
    second = {
        "id": id_of("organization", "second"),
        "name": "Second",
        "description": "-",
        "locations": [place],
    }
    (tmp_path / "twice.json").write_text(json.dumps([*services, second]))
    take(tmp_path / "twice.json")
    assert [each["confidential"] for each in held("location")] == [True, True]
    assert leaks([position("attribute of the location")]) == []


def test_country_and_region_are_those_of_the_cell(take: Import, held: Held) -> None:
    """The border runs between the exact position and the middle of its cell."""
    latitude, longitude = position("one need")
    middle = cell_of(*square_of(longitude, latitude, 5), 5)
    border = (longitude + middle.lon) / 2
    exact_side, cell_side = sorted(
        [("AL", box(border - 1, 40, border, 43)), ("MK", box(border, 40, border + 1, 43))],
        key=lambda each: not each[1].contains(Point(longitude, latitude)),
    )
    load_regions(exact_side, cell_side)
    take(hidden_houses("one need"))
    (place,) = held("location")
    assert (place["longitude"], place["latitude"]) == (middle.lon, middle.lat)
    assert (place["country_code"], place["region_path"]) == (
        cell_side[0],
        f"{cell_side[0]}/{cell_side[0]}-1/",
    )
    assert [each["region_path"] for each in held("search_site", key="key")] == [
        f"{cell_side[0]}/{cell_side[0]}-1/"
    ]
