"""Regions made out of towns."""

import json
import statistics
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape

from referral.places.derive import DerivedRegion, Town, derive_regions
from referral.places.geonames import World, read_world

BOUNDARIES = Path(__file__).resolve().parents[4] / "shared" / "data" / "boundaries"


def make_towns() -> list[Town]:
    """Four by four towns, the western half of one code, the eastern of another."""
    return [
        Town(x * 4 + y, f"t{x}{y}", 20 + x / 10, 41 + y / 10, "01" if x < 2 else "02", 100 * (x + 1))
        for x in range(4)
        for y in range(4)
    ]


def test_every_town_lies_in_the_region_of_its_own_code() -> None:
    regions = {region.code: region for region in derive_regions(make_towns())}
    assert set(regions) == {"01", "02"}
    for town in make_towns():
        assert regions[town.code].geometry.contains(Point(town.lon, town.lat))


def test_regions_do_not_overlap() -> None:
    west, east = derive_regions(make_towns())
    assert west.geometry.intersection(east.geometry).area < 1e-6


def test_a_region_has_the_population_of_its_towns_and_the_name_of_the_largest() -> None:
    west, east = derive_regions(make_towns())
    assert west.population == 4 * 100 + 4 * 200
    assert east.largest_town == "t30"


def test_towns_across_the_border_hold_the_region_back() -> None:
    alone = derive_regions(make_towns())[1].geometry
    beside = derive_regions(make_towns(), abroad=[(20.32, 41 + y / 10) for y in range(4)])[1].geometry
    assert beside.area < alone.area
    assert not beside.contains(Point(20.33, 41.15))


def test_towns_without_a_code_take_no_part() -> None:
    towns = [*make_towns(), Town(99, "lost", 20.15, 41.15, "00", 5)]
    assert [region.code for region in derive_regions(towns)] == ["01", "02"]


def test_the_same_towns_in_any_order_give_the_same_shapes() -> None:
    assert derive_regions(make_towns()) == derive_regions(reversed(make_towns()))


def test_two_towns_on_one_point_are_no_trouble_and_two_points_give_nothing() -> None:
    twin = make_towns()[0]
    assert derive_regions([*make_towns(), Town(77, "twin", twin.lon, twin.lat, "01", 1)])
    assert derive_regions(make_towns()[:2]) == []
    assert derive_regions([]) == []


@cache
def world() -> World:
    return read_world()


def derived(country: str) -> list[DerivedRegion]:
    records = list(world().settlements([country]))
    towns = [Town(r.id, r.name, r.longitude, r.latitude, r.admin1_code, r.population) for r in records]
    return derive_regions(towns, abroad=world().abroad(country, around=[(t.lon, t.lat) for t in towns]))


def load(name: str) -> list[dict[str, Any]]:
    path = BOUNDARIES / name
    if not path.exists():
        pytest.skip("needs the boundaries of ../shared/data/boundaries")
    features: list[dict[str, Any]] = json.loads(path.read_text())["features"]
    return features


@pytest.mark.parametrize("country", ["AL", "AM", "GE", "SV"])
def test_derived_regions_overlap_official_ones_by_more_than_half(country: str) -> None:
    outlines = load("countries_outline.geojson")
    outline = next(shape(f["geometry"]).buffer(0) for f in outlines if f["properties"]["country"] == country)
    ours = [(region.geometry, region.geometry.intersection(outline)) for region in derived(country)]
    whole, clipped = [], []
    for feature in load(f"{country}_admin1.geojson"):
        theirs = shape(feature["geometry"]).buffer(0)
        whole.append(max(our.intersection(theirs).area / our.union(theirs).area for our, _ in ours))
        clipped.append(max(our.intersection(theirs).area / our.union(theirs).area for _, our in ours))
    print(
        f"{country}: median IoU {statistics.median(clipped):.2f} clipped, {statistics.median(whole):.2f} as derived"
    )
    assert statistics.median(clipped) >= 0.6
