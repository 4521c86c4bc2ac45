"""Which areas the texts of a source mean: regions in any script and case, whole countries, radiuses, lists; and what
nobody can read, which is kept to be asked about.
"""

from typing import Any

import pytest

from referral.directory.areas import KnownRegion, Radius, RegionNames, Unclear, Within, read_area, read_areas


def known(path: str, level: int, *names: str) -> KnownRegion:
    codes = path.rstrip("/").split("/")
    return KnownRegion(path, codes[0], level, codes[-1], f"id of {codes[-1]}", names)


REGIONS = RegionNames(
    [
        known("AL/", 0, "Albania", "Shqipëri", "Албанија", "ალბანეთი", "ألبانيا"),
        known("AL/AL-02/", 1, "Durrës"),
        known("AL/AL-04/", 1, "Fier"),
        known("AL/AL-07/", 1, "Kukës"),
        known("AL/AL-09/", 1, "Dibër"),
        known("AL/AL-10/", 1, "Shkodër"),
        known("AL/AL-11/", 1, "Tiranë", "Tirana"),
        known("AL/AL-11/AL-11-3/", 3, "Tirana"),
        known("AL/AL-12/", 1, "Vlorë"),
        known("AM/", 0, "Armenia", "Հայաստան"),
        known("AM/AM-LO/", 1, "Lori", "Լոռի"),
        known("BA/", 0, "Bosnia and Herzegovina", "Bosna i Hercegovina"),
        known("BA/BA-SRP/", 1, "Republika Srpska"),
        known("GE/", 0, "Georgia", "საქართველო"),
        known("GE/GE-TB/", 1, "Tbilisi", "თბილისი"),
        known("MK/", 0, "North Macedonia", "Северна Македонија"),
        known("MK/MK-1/", 1, "Centar", "Центар"),
        known("RS/", 0, "Serbia", "Srbija", "Србија"),
        known("RS/RS-20/", 1, "Nišava", "Нишава"),
        known("RS/RS-23/", 1, "Leskovac", "Лесковац"),
        known("RS/RS-99/", 1, "Centar"),
        known("SV/", 0, "El Salvador"),
        known("SV/SV-SA/", 1, "Santa Ana"),
    ]
)
TIRANA, ALBANIA = "AL/AL-11/", "AL/"


def paths(text: str, *home: str) -> list[str]:
    """Paths of the regions that a name means; what is not read is `?`."""
    read = read_area({"name": text}, REGIONS, home).areas
    return [area.path if isinstance(area, Within) else "?" for area in read]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Tirana", TIRANA),
        ("TIRANE", TIRANA),
        ("Tirana County", TIRANA),
        ("County of Tirana", TIRANA),
        ("Qarku i Tiranës", TIRANA),
        ("Тирана", TIRANA),
        ("ტირანა", TIRANA),
        ("Qarku i Shkodrës", "AL/AL-10/"),
        ("Qarku i Dibrës", "AL/AL-09/"),
        ("Qarku i Durrësit", "AL/AL-02/"),
        ("Qarku i Fierit", "AL/AL-04/"),
        ("Qarku i Kukësit", "AL/AL-07/"),
        ("Rrethi i Vlorës", "AL/AL-12/"),
        ("Nišavski okrug", "?"),
        ("okrug Nišava", "RS/RS-20/"),
        ("округ Лесковац", "RS/RS-23/"),
        ("ქალაქი თბილისი", "?"),
        ("თბილისის მხარე", "GE/GE-TB/"),
        ("Լոռու մարզ", "AM/AM-LO/"),
        ("Departamento de Santa Ana", "SV/SV-SA/"),
        ("AL-11", TIRANA),
        ("al-11", TIRANA),
        ("id of AL-11", TIRANA),
        ("AL/AL-11/", TIRANA),
        ("AL", ALBANIA),
        ("al", "?"),
        ("Shqipëria", ALBANIA),
        ("në të gjithë Shqipërinë", ALBANIA),
        ("All of Albania", ALBANIA),
        ("Republika Srbija", "RS/"),
        ("Република Србија", "RS/"),
        ("cijela Bosna i Hercegovina", "BA/"),
        ("Republika Srpska", "BA/BA-SRP/"),
        ("Северна Македонија", "MK/"),
        ("მთელი საქართველო", "GE/"),
        ("Հայաստանի Հանրապետություն", "AM/"),
        ("worldwide", ""),
        # Less or more than the region of that name.
        ("Shqipëria e Veriut", "?"),
        ("Bashkia Tiranë", "AL/AL-11/AL-11-3/"),
        ("City of Fier", "?"),
        ("Republic of Tirana", "?"),
        ("Tirana except Kamza", "?"),
        ("Albania, without Fier", "?"),
        ("30 km around Fier", "?"),
        ("Fier, 25 km", "?"),
        ("Macedonia", "?"),
        ("Atlantis", "?"),
        ("county", "?"),
        ("the", "?"),
        ("12", "?"),
        ("…", "?"),
    ],
)
def test_a_name_means_a_region_or_has_to_be_asked_about(text: str, path: str) -> None:
    assert paths(text) == [path]


@pytest.mark.parametrize(
    "text",
    [
        "nationwide", "Nation-wide", "whole country", "the whole country", "në të gjithë vendin", "mbarë vendi",
        "cela zemlja", "na teritoriji cele države", "целата држава", "მთელი ქვეყანა", "ամբողջ երկիրը", "todo el país",
        "a nivel nacional", "landesweit", "вся страна", "جميع أنحاء البلاد",
    ],
)  # fmt: skip
def test_the_whole_country_is_that_of_the_services_own_places(text: str) -> None:
    assert paths(text, "AL") == [ALBANIA]
    assert paths(text, "AL", "XK") == [ALBANIA, "XK/"]
    assert paths(text) == ["?"]


def test_a_name_of_several_countries_means_the_services_own_or_none() -> None:
    assert paths("Centar", "RS") == ["RS/RS-99/"]
    assert paths("Центар", "MK") == ["MK/MK-1/"]
    assert paths("Centar") == paths("Centar", "RS", "MK") == ["?"]
    assert paths("Centar", "AL") == ["?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tirana, Durrës and Fier", [TIRANA, "AL/AL-02/", "AL/AL-04/"]),
        ("Kukës; Shkodër / Dibër", ["AL/AL-07/", "AL/AL-10/", "AL/AL-09/"]),
        ("Tiranë dhe Durrës", [TIRANA, "AL/AL-02/"]),
        ("Nišava i Leskovac", ["RS/RS-20/", "RS/RS-23/"]),
        ("Нишава и Лесковац", ["RS/RS-20/", "RS/RS-23/"]),
        ("Tirana and villages around it", [TIRANA, "?"]),
        ("Nišava i sela", ["?"]),
    ],
)
def test_a_list_is_its_parts_and_what_is_not_known_stays(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("within 30 km", 30_000), ("30 km", 30_000), ("30km", 30_000), ("30-km radius", 30_000),
        ("up to 2,5 kilometres from our office", 2_500), ("10 miles", 16_093.44), ("800 m", 800),
        ("u krugu od 30 km", 30_000), ("rreze prej 15 km", 15_000), ("во радиус од 20 км", 20_000),
        ("30 კმ რადიუსში", 30_000), ("30 կմ շառավղով", 30_000), ("hasta 40 km", 40_000),
        ("im Umkreis von 25 km", 25_000),
    ],
)  # fmt: skip
def test_a_radius_in_words(text: str, metres: float) -> None:
    assert read_area({"name": text}, REGIONS).areas == (Radius(text, metres),)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"extent": '{"radius_km": 30}', "extent_type": "other"}, Radius("30 km", 30_000)),
        ({"extent": '{"radius_m": 500}', "name": "On foot"}, Radius("On foot", 500)),
        ({"extent": "within 5 km", "extent_type": "text"}, Radius("within 5 km", 5_000)),
        ({"extent": "Tirana County", "extent_type": "text"}, Within("Tirana County", TIRANA)),
        ({"extent": "", "name": "", "description": "nationwide"}, Within("nationwide", "RS/")),
        # The extent is asked first, then the name, then the description; what none of them says stays a text.
        ({"extent": "down the road", "name": "Fier"}, Within("Fier", "AL/AL-04/")),
        ({"name": "Our valley", "description": "Fier"}, Within("Fier", "AL/AL-04/")),
        ({"name": "Our valley", "description": "Fier, and more"}, Unclear("Our valley")),
        ({"extent": "{broken", "extent_type": "geojson", "name": "Fier"}, Within("Fier", "AL/AL-04/")),
        ({"extent": "<kml/>", "extent_type": "kml"}, Unclear("area on a map")),
        ({"extent": "x" * 300}, Unclear("x" * 119 + "…")),
    ],
)
def test_extent_name_and_description(row: dict[str, Any], expected: Any) -> None:
    assert read_area(row, REGIONS, ["RS"]).areas == (expected,)


@pytest.mark.parametrize("row", [{}, {"name": " "}, {"extent_type": "geojson", "extent": None, "name": None}])
def test_a_row_that_says_nothing_is_no_area(row: dict[str, Any]) -> None:
    assert read_area(row, REGIONS).areas == ()


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        (
            {"extent": '{"radius_km": 0}'},
            "the extent cannot be used: a radius is more than 0 and at most 1000 km",
        ),
        ({"extent": '{"radius_km": "30"}'}, "the extent cannot be used: radius_km must be a number"),
        ({"extent": '{"radius_km": true}'}, "the extent cannot be used: radius_km must be a number"),
        ({"name": "within 5000 km"}, "a radius is more than 0 and at most 1000 km"),
        ({"extent": "no", "extent_type": "geojson"}, "the extent is no GeoJSON: it is not well-formed JSON"),
        (
            {"extent": '{"type": "Topology"}', "extent_type": "topojson"},
            "the extent is not read: topojson is no GeoJSON; convert it",
        ),
    ],
)
def test_what_is_wrong_is_said_and_never_excludes(row: dict[str, Any], warning: str) -> None:
    read = read_area(row, REGIONS)
    assert read.warnings == (warning,)
    assert [type(area) for area in read.areas] == [Unclear]


def test_the_same_area_twice_is_one() -> None:
    rows = [{"name": "Fier"}, {"name": "Fier", "description": "again"}, {"name": "Qarku i Fierit"}]
    assert [area.name for area in read_areas(rows, REGIONS).areas] == ["Fier", "Qarku i Fierit"]
