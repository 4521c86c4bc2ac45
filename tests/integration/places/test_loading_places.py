"""Settlements and derived regions in a real database, and the questions that they answer."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from referral.kit.db.engine import Database
from referral.kit.db.work import unit_of_work
from referral.places import queries, service
from referral.places.lookup import find_place, public_cell, public_cells, region_of, regions_of
from referral.places.rules import Found, PlaceKind


@pytest.fixture
def places(module_database: Callable[[], Database]) -> Iterator[Session]:
    """A reading session on a database with the product's own places, which are loaded once."""
    module_database()
    with unit_of_work(write=True) as session:
        service.load_places(session)
    with unit_of_work(write=False) as session:
        yield session


@pytest.mark.parametrize(
    ("typed", "name", "country"),
    [
        ("Tirana", "Tirana", "AL"),
        ("Tiranë", "Tirana", "AL"),
        ("Kukës", "Kukës", "AL"),
        ("Kukes", "Kukës", "AL"),
        ("Ниш", "Niš", "RS"),
        ("Niš", "Niš", "RS"),
        ("Nish", "Niš", "RS"),
        ("თბილისი", "Tbilisi", "GE"),
        ("Yerevan", "Yerevan", "AM"),
        ("Երևան", "Yerevan", "AM"),
        ("San Salvador", "San Salvador", "SV"),
        ("Amman", "Amman", "JO"),
        ("عمان", "Amman", "JO"),
        ("Shkodër", "Shkodër", "AL"),
        ("Скопје", "Skopje", "MK"),
        ("Prishtina", "Pristina", "XK"),
        ("Niš, RS", "Niš", "RS"),
        ("Santa Ana, SV", "Santa Ana", "SV"),
        ("San Luis, Petén", "San Luis", "GT"),
        ("Podgorica, Crna Gora", "Podgorica", "ME"),
    ],
)
def test_places_are_found_by_what_people_type(places: Session, typed: str, name: str, country: str) -> None:
    answer = find_place(places, typed)
    assert isinstance(answer, Found)
    assert (answer.place.kind, answer.place.name, answer.place.country) == (
        PlaceKind.SETTLEMENT,
        name,
        country,
    )


def test_loading_the_same_again_changes_nothing(places: Session) -> None:
    before = queries.public_version(places)
    with unit_of_work(write=True) as session:
        again = service.load_places(session)
    with unit_of_work(write=False) as session:
        assert queries.public_version(session) == before
    assert (again.changed, again.removed, again.derived) == (0, 0, ())
    assert again.settlements > 3_000


def test_every_country_has_approximate_regions_under_its_own_code(places: Session) -> None:
    albania = queries.public_regions(places, country="AL")
    assert [region.code for region in albania][:3] == ["AL", "AL-01", "AL-02"]
    assert all(region.approximate for region in albania)
    tirana = next(region for region in albania if region.code == "AL-11")
    assert (tirana.path, tirana.parent_id, tirana.name) == ("AL/AL-11/", albania[0].id, "Tiranë")
    assert tirana.population is not None
    assert tirana.population > 400_000


def test_towns_know_their_region_and_populations_add_up(places: Session) -> None:
    towns = queries.public_settlements(places, countries=["AL"])
    placed = [town for town in towns if town.region_id]
    assert len(placed) == len(towns)
    country = queries.public_regions(places, country="AL", level=0)[0]
    assert country.population == sum(town.population for town in towns)


def test_regions_of_points_are_the_same_one_by_one_and_together(places: Session) -> None:
    points = [(19.8187, 41.3275), (20.4219, 42.0769), (21.9033, 43.3247), (44.8341, 41.6914), (0.0, 0.0)]
    together = regions_of(places, points)
    assert [[ref.code for ref in refs] for refs in together] == [
        ["AL", "AL-11"],
        ["AL", "AL-07"],
        ["RS", "RS.SE"],
        ["GE", "GE-TB"],
        [],
    ]
    for point, refs in zip(points, together, strict=True):
        assert region_of(places, *point) == (refs[-1] if refs else None)


def test_public_cells_are_the_same_by_index_and_in_bulk(places: Session) -> None:
    points = [(19.3 + i * 0.07, 40.1 + i * 0.09) for i in range(25)]
    assert [public_cell(places, lon, lat) for lon, lat in points] == public_cells(places, points)
    assert public_cell(places, 19.8187, 41.3275).size_km == 5


@pytest.mark.parametrize(
    "town", ["Durrës", "Vlorë", "Sarandë", "Kukës", "Peshkopi", "Batumi", "Poti", "Ohrid", "Prizren"]
)
def test_towns_at_a_coast_or_among_mountains_are_cells_of_their_own(places: Session, town: str) -> None:
    """The sea and the empty land around them share the cells of villages."""
    answer = find_place(places, town)
    assert isinstance(answer, Found)
    assert public_cell(places, answer.place.longitude, answer.place.latitude).size_km == 5


def test_few_live_in_cells_that_are_wide(places: Session) -> None:
    towns = queries.public_settlements(places, countries=["AL", "RS", "GE", "AM", "SV", "XK", "MK", "BA"])
    cells = public_cells(places, [(town.longitude, town.latitude) for town in towns])
    everybody = sum(town.population for town in towns)
    for size, most in ((10, 0.07), (40, 0.02)):
        within = sum(town.population for town, cell in zip(towns, cells, strict=True) if cell.size_km > size)
        assert within / everybody < most, size


def test_an_area_that_is_none_is_refused_before_anything_is_written(places: Session) -> None:
    with unit_of_work(write=True) as session, pytest.raises(service.UnknownArea, match="ZZ"):
        service.load_places(session, ["AL", "ZZ"])
    with unit_of_work(write=True) as session, pytest.raises(service.UnknownArea, match="FR"):
        service.derive_country_regions(session, ["FR"])
