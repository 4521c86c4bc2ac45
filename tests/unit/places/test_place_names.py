"""What a typed place name means."""

from collections.abc import Iterable

import pytest

from referral.kit.text import fold
from referral.places.gazetteer import Entry, Gazetteer
from referral.places.rules import (
    Ambiguous,
    Found,
    Matched,
    NotFound,
    Place,
    PlaceAnswer,
    PlaceKind,
    split_qualifier,
)


def make_town(
    id_: int,
    names: str,
    country: str,
    population: int,
    *,
    at: tuple[float, float],
    within: Iterable[str] = (),
) -> list[Entry]:
    first, *others = names.split("|")
    lon, lat = at
    place = Place(PlaceKind.SETTLEMENT, str(id_), first, country, None, None, lat, lon, population)
    around = frozenset(within)
    return [Entry(place, fold(first), True, around), *(Entry(place, fold(n), False, around) for n in others)]


def make_region(id_: str, names: str, country: str) -> list[Entry]:
    first, *others = names.split("|")
    place = Place(PlaceKind.REGION, id_, first, country, None, None, 41.0, 20.0, 0)
    return [Entry(place, fold(name), True, frozenset()) for name in (first, *others)]


@pytest.fixture
def gazetteer() -> Gazetteer:
    entries = [
        *make_town(1, "Tirana|Tiranë|Trnava", "AL", 418_000, at=(19.8, 41.3), within=["region-tirana"]),
        *make_town(2, "Trnava", "RS", 700, at=(20.0, 43.0)),
        *make_town(3, "Niš|Ниш|Nish", "RS", 250_000, at=(21.9, 43.3)),
        *make_town(4, "Tbilisi|თბილისი", "GE", 1_049_000, at=(44.8, 41.7)),
        *make_town(5, "Santa Ana", "SV", 176_000, at=(-89.6, 14.0)),
        *make_town(6, "Santa Ana", "HN", 30_000, at=(-87.9, 14.0)),
        *make_town(7, "Yerevan|Երևան", "AM", 1_144_000, at=(44.5, 40.2)),
        *make_town(8, "Dobro", "BA", 900, at=(17.0, 44.0)),
        *make_town(9, "Dobro", "BA", 500, at=(17.01, 44.005)),
        *make_region("region-tirana", "Tiranë|Tirana", "AL"),
        *make_region("region-imereti", "Imereti|იმერეთი", "GE"),
    ]
    qualifiers = {
        "rs": frozenset({"RS"}),
        "el salvador": frozenset({"SV"}),
        "tirane": frozenset({"region-tirana"}),
    }
    return Gazetteer(entries, qualifiers)


def town_of(answer: PlaceAnswer) -> tuple[str, str]:
    assert isinstance(answer, Found)
    return answer.place.name, answer.place.country


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Niš", "Niš"),
        ("nis", "Niš"),
        ("Ниш", "Niš"),
        ("NISH", "Niš"),
        ("თბილისი", "Tbilisi"),
        ("Երևան", "Yerevan"),
        ("  tirana ", "Tirana"),
    ],
)
def test_a_name_is_found_in_any_script_and_without_marks(
    gazetteer: Gazetteer, typed: str, meant: str
) -> None:
    assert town_of(gazetteer.find(typed))[0] == meant


def test_a_town_is_meant_before_the_region_around_it(gazetteer: Gazetteer) -> None:
    answer = gazetteer.find("Tiranë")
    assert isinstance(answer, Found)
    assert answer.place.kind is PlaceKind.SETTLEMENT


def test_a_region_alone_of_its_name_is_found_as_a_region(gazetteer: Gazetteer) -> None:
    answer = gazetteer.find("იმერეთი")
    assert isinstance(answer, Found)
    assert answer.place.kind is PlaceKind.REGION


def test_a_places_own_name_comes_before_what_others_call_a_larger_one(gazetteer: Gazetteer) -> None:
    assert town_of(gazetteer.find("Trnava")) == ("Trnava", "RS")


def test_two_towns_of_similar_size_are_answered_with_candidates_largest_first(gazetteer: Gazetteer) -> None:
    answer = gazetteer.find("santa ana")
    assert isinstance(answer, Ambiguous)
    assert [place.country for place in answer.candidates] == ["SV", "HN"]


def test_namesakes_in_the_same_spot_are_one_place(gazetteer: Gazetteer) -> None:
    assert town_of(gazetteer.find("Dobro")) == ("Dobro", "BA")


@pytest.mark.parametrize("typed", ["Santa Ana, El Salvador", "Niš, RS", "Tirana, Tiranë"])
def test_a_country_or_region_after_a_comma_narrows(gazetteer: Gazetteer, typed: str) -> None:
    assert town_of(gazetteer.find(typed))[0] == typed.split(",", maxsplit=1)[0]


def test_the_country_can_be_given_apart(gazetteer: Gazetteer) -> None:
    assert town_of(gazetteer.find("Santa Ana", "hn")) == ("Santa Ana", "HN")


@pytest.mark.parametrize("typed", ["Tirana, RS", "Tirana, Nowhere"])
def test_a_name_that_is_not_there_is_not_found_elsewhere(gazetteer: Gazetteer, typed: str) -> None:
    answer = gazetteer.find(typed)
    assert isinstance(answer, NotFound)
    assert answer.suggestions[0].name == "Tirana"


def test_a_typo_finds_the_nearest_name_and_says_so(gazetteer: Gazetteer) -> None:
    answer = gazetteer.find("Tiblisi")
    assert isinstance(answer, Found)
    assert (answer.place.name, answer.matched) == ("Tbilisi", Matched.SIMILAR)


def test_the_beginning_of_a_name_is_enough_from_three_letters(gazetteer: Gazetteer) -> None:
    answer = gazetteer.find("Yer")
    assert isinstance(answer, Found)
    assert answer.matched is Matched.PREFIX
    assert isinstance(gazetteer.find("Ye"), NotFound)


@pytest.mark.parametrize("typed", ["", "   ", ",", "?!", "qqqqqq", "\x00", "x" * 5000])
def test_what_says_nothing_is_not_found(gazetteer: Gazetteer, typed: str) -> None:
    assert isinstance(gazetteer.find(typed), NotFound)


def test_candidates_put_whole_names_before_longer_ones(gazetteer: Gazetteer) -> None:
    found = gazetteer.candidates("ti", country=None, limit=5)
    assert [place.name for place in found] == ["Tirana", "Tiranë"]
    assert gazetteer.candidates("", country=None, limit=5) == []


def test_only_the_last_comma_separates_what_narrows() -> None:
    assert split_qualifier("a, b, c") == ("a, b", "c")
    assert split_qualifier("a,") == ("a", None)
    assert split_qualifier(",b") == (",b".strip(","), None)
