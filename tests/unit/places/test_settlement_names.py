"""Which names of GeoNames are kept, and how they are folded."""

from typing import Any

from referral.places.geonames import World, folded_names


def make_city(id_: int, name: str, *others: str, country: str = "AL", admin1: str = "50") -> dict[str, Any]:
    return {
        "geonameid": id_,
        "name": name,
        "countrycode": country,
        "admin1code": admin1,
        "latitude": 41.3,
        "longitude": 19.8 + id_,
        "population": 1000,
        "timezone": "Europe/Tirane",
        "alternatenames": list(others),
    }


def test_names_that_people_write_stay_and_those_for_machines_go() -> None:
    city = make_city(
        1, "Tirana", "TIA", "Tiranë", "tilana", "Тирана", "تيرانا", "", "Tirana", "One  Two  Three"
    )
    record = next(World([city]).settlements(["AL"]))
    assert record.names == ("Tiranë", "Тирана", "تيرانا")


def test_each_folded_name_stands_once_and_the_first_name_is_marked() -> None:
    record = next(World([make_city(1, "Niš", "Ниш", "Nis", "Nish")]).settlements(["AL"]))
    assert folded_names(record) == {"nis": True, "nish": False}


def test_an_area_is_a_country_or_a_part_of_one() -> None:
    world = World(
        [make_city(2, "B", country="US", admin1="IL"), make_city(1, "A"), make_city(3, "C", country="US")]
    )
    assert [record.id for record in world.settlements(["AL", "US-IL"])] == [1, 2]


def test_towns_abroad_are_those_of_other_countries_nearby() -> None:
    world = World(
        [make_city(0, "here"), make_city(1, "there", country="MK"), make_city(9, "far", country="GR")]
    )
    assert world.abroad("AL", around=[(19.8, 41.3), (20.5, 41.3)]) == [(20.8, 41.3)]
