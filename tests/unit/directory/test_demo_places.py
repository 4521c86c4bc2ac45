"""The places of the demo data are real: towns where GeoNames has them, positions in their town and country."""

import math
from pathlib import Path

import pytest

from referral.directory.demo.country import Country, jittered, read_country
from referral.directory.demo.expand import demo_records
from referral.places.geonames import SettlementRecord, read_world

FILES = sorted((Path(__file__).parents[3] / "seed_data" / "programmes").glob("*.yaml"))
# south, west, north, east, degrees
BOXES = {
    "AL": (39.6, 19.2, 42.7, 21.1),
    "RS": (42.2, 18.8, 46.2, 23.1),
    "XK": (41.8, 20.0, 43.3, 21.9),
    "MK": (40.8, 20.4, 42.4, 23.1),
    "BA": (42.5, 15.7, 45.3, 19.7),
    "GE": (41.0, 40.0, 43.6, 46.8),
    "AM": (38.8, 43.4, 41.4, 46.7),
    "SV": (13.1, -90.2, 14.5, -87.6),
}


@pytest.fixture(scope="module")
def countries() -> list[Country]:
    return [read_country(path) for path in FILES]


@pytest.fixture(scope="module")
def settlements() -> list[SettlementRecord]:
    return list(read_world().settlements(BOXES))


def test_every_town_stands_where_geonames_has_it(
    countries: list[Country], settlements: list[SettlementRecord]
) -> None:
    for country in countries:
        for name, town in country.data["towns"].items():
            known = town.get("geoname", name)
            near = [
                each
                for each in settlements
                if each.country_code == country.code
                and known in (each.name, *each.names)
                and _km(town["at"], (each.latitude, each.longitude)) < 2
            ]
            assert near, f"{country.file}: {name}"


def test_every_measured_place_is_in_its_town_and_country(countries: list[Country]) -> None:
    towns = {(each.code, name): town["at"] for each in countries for name, town in each.data["towns"].items()}
    records = list(demo_records(FILES[0].parent))
    address = {each.values["location_id"]: each.values for each in records if each.object == "address"}
    placed = [each for each in records if each.object == "location" and "latitude" in each.values]
    assert len(placed) > 100
    for each in placed:
        at = (each.values["latitude"], each.values["longitude"])
        said = address[each.id]
        south, west, north, east = BOXES[said["country"]]
        assert south < at[0] < north, each
        assert west < at[1] < east, each
        assert _km(towns[said["country"], said["city"]], at) < 10, each


def test_the_first_point_of_el_salvador_is_exact() -> None:
    points = {
        (each.values.get("latitude"), each.values.get("longitude")) for each in demo_records(FILES[0].parent)
    }
    assert (13.704472, -89.193733) in points


def test_a_position_depends_on_its_key_only_and_stays_within_reach() -> None:
    centre = (41.0, 20.0)
    points = [jittered(centre, "somebody", str(number), within_km=0.7) for number in range(200)]
    assert points[0] == jittered(centre, "somebody", "0", within_km=0.7)
    assert len(set(points)) == 200
    assert max(_km(centre, each) for each in points) <= 0.71


def _km(one: tuple[float, float] | list[float], other: tuple[float, float]) -> float:
    north = (one[0] - other[0]) * 111.2
    east = (one[1] - other[1]) * 111.2 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)
