"""Words as an oracle: what is known of a house is typed everywhere that takes words, whole, in parts and wrongly."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from referral.kit.text import fold
from tests.integration.confidential.attack_over_http.attacker import Answer, Attacker
from tests.integration.confidential.attack_over_http.world import ALIKE, HIDDEN, HOUSES, House, decoy

LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
SOUTH_WEST = "40.5,19.0"
# Of an open house these are found by words: what else is told of it is shown, and not searched.
SEARCHED = ("name", "street", "city")


def guesses(text: str) -> Iterator[str]:
    """The text, its words as a source might fold them, its beginning, and its last word with a slip."""
    yield text
    words = [word for word in fold(text).split() if len(word) > 2]
    yield from words
    if words:
        longest = max(words, key=len)
        yield longest[:5]
        yield longest[:2] + longest[3] + longest[2] + longest[4:] if len(longest) > 5 else longest


def ways(attacker: Attacker) -> dict[str, Callable[[str], Answer]]:
    """Every way to ask for words."""
    asked: dict[str, Callable[[str], Answer]] = {
        "q": lambda text: attacker.get("/search", q=text, limit=100),
        "q by distance": lambda text: attacker.get("/search", q=text, near=SOUTH_WEST, limit=100),
        "q by post": lambda text: attacker.post("/search", q=text, limit=100),
        "need": lambda text: attacker.get("/search", need=text, limit=100),
        "near": lambda text: attacker.get("/search", near=text, limit=100),
        "region": lambda text: attacker.get("/search", region=text, limit=100),
        "places": lambda text: attacker.get("/places", q=text),
        "postcode": lambda text: attacker.get("/service_at_locations", postcode=text[:20]),
        "postcode, near": lambda text: attacker.get(
            "/service_at_locations", postcode=text[:20], proximity=100_000
        ),
    }
    for name in LISTS:
        asked[name] = lambda text, name=name: attacker.get(f"/{name}", search=text)  # type: ignore[misc]
        asked[f"{name} by post"] = lambda text, name=name: attacker.post(f"/{name}", search=text)  # type: ignore[misc]
        asked[f"{name} as lines"] = lambda text, name=name: attacker.get(  # type: ignore[misc]
            f"/{name}", search=text, format="ndjson"
        )
    return asked


def tells_of(answer: Answer, house: House) -> bool:
    """Whether an answer names the house, its service or its owner, or counts anything at all."""
    if answer.status != 200:
        return False
    return any(id_ in answer.text for id_ in (house.service, house.location, house.organization))


def where_found(attacker: Attacker, house: House) -> set[str]:
    """Which ways found it by which of its secrets."""
    met = set()
    for way, ask in ways(attacker).items():
        for told in house.told():
            for guess in dict.fromkeys(guesses(told)):
                answer = ask(guess)
                assert answer.status in (200, 422), (way, guess, answer.text)
                if tells_of(answer, house):
                    met.add(f"{way}: {told}")
    return met


@pytest.mark.parametrize(
    "house", [each for each in HIDDEN if each.key in ("dawn", "harbour")], ids=lambda h: h.key
)
def test_nothing_that_is_known_of_a_hidden_house_finds_it(attacker: Attacker, house: House) -> None:
    assert where_found(attacker, house) == set()


def test_the_same_guesses_find_an_open_house(attacker: Attacker) -> None:
    lantern = next(each for each in HOUSES if each.key == "lantern")
    met = where_found(attacker, lantern)
    for name in SEARCHED:
        told: str = getattr(lantern, name)
        assert {f"{way}: {told}" for way in ("q", "q by distance", "q by post", "services")} <= met
    assert {f"postcode: {lantern.postal_code}", f"postcode, near: {lantern.postal_code}"} <= met


def test_the_vocabulary_does_not_know_hidden_words(attacker: Attacker) -> None:
    """A word that the index knows is not taken for a slip: a public word one letter away tells which it knows."""
    houses = {each.key: each for each in HOUSES}

    def found(word: str) -> list[str]:
        return [each["service"]["id"] for each in attacker.get("/search", q=word).json["results"]]

    known = houses["lantern"].street.split()[2]
    assert found(known) == [houses["lantern"].service], "the attack does not work"
    unknown = houses["dawn"].street.split()[2]
    assert found(unknown) == [decoy(next(iter(ALIKE)))]


def test_no_word_of_a_listing_for_others_is_known(attacker: Attacker) -> None:
    """Every way to ask for words answers them as it answers what nobody ever wrote."""
    for told, nonsense in (
        ("bodrum", "zqdxum"),
        ("limonave", "zqmxnvwe"),
        ("Unlisted", "Zqlxsted"),
        ("Frysk", "Zrxsk"),
    ):
        for way, ask in ways(attacker).items():
            one, other = (plain(ask(text), text) for text in (told, nonsense))
            if told != "limonave":
                assert one == other, (way, told)
            else:
                assert "nlisted" not in str(one), way


def test_a_guess_about_a_hidden_house_is_answered_as_nonsense_is(attacker: Attacker) -> None:
    """Status, headers and body, but for the word itself, are those of a word that nobody ever wrote."""
    dawn = HIDDEN[0]
    pairs = ((dawn.city, "Zqwxvklidt"), (dawn.phone, "+355 61 333 9099"), (dawn.person, "Zqlcxka Wxqraqaj"))
    for told, nonsense in pairs:
        assert len(told) == len(nonsense), told
        for way, ask in ways(attacker).items():
            one, other = (plain(ask(text), text) for text in (told, nonsense))
            assert one == other, way


def plain(answer: Answer, text: str) -> tuple[int, dict[str, str], Any]:
    changing = ("date", "x-request-id")
    headers = {name: value for name, value in answer.headers.items() if name not in changing}
    body = answer.text.replace(text[:20], "…").replace(answer.headers["x-request-id"], "…")
    if headers.get("content-length") == str(len(answer.body)):
        headers["content-length"] = "that of the body"
    return answer.status, headers, body
