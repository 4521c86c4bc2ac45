"""From the wire's question to what is asked of the index: needs, places and regions by name, words."""

import re
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from referral.directory.eligibility import Party, word_of
from referral.directory.eligibility.word import mask
from referral.directory.needs import Need, ancestors, resolve
from referral.directory.needs.taxonomy import UnknownNeed as NoSuchNeed
from referral.directory.needs.taxonomy import need, need_by_id
from referral.directory.profile.modes import Mode
from referral.kit.db.engine import current
from referral.kit.db.work import unit_of_work
from referral.kit.problems import invalid_field
from referral.places.lookup import find_place
from referral.places.rules import Ambiguous, Found, Place
from referral.search.errors import AmbiguousPlace, UnknownNeed, UnknownPlace, UnknownRegion
from referral.search.here import Here
from referral.search.people import probes, read_party
from referral.search.regions import find_region
from referral.search.rules import Asked, Box
from referral.search.vocabulary import vocabulary
from referral.search.words import words_asked

_PAIR = re.compile(r"\s*([-+]?[\w.]+)\s*[,;\s]\s*([-+]?[\w.]+)\s*")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(nan|inf|infinity)", re.IGNORECASE)
_PLACES_KEPT_S = 30


@dataclass(frozen=True, slots=True)
class Near:
    """The point from which distances are measured, and what it was taken for."""

    longitude: float
    latitude: float
    place: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A whole search, resolved."""

    asked: Asked
    near: Near | None
    radius_m: float | None
    limit: int
    needs: tuple[Need, ...]
    # For the reasons; what excludes stands in `asked`.
    party: Party | None = None


def read_question(question: dict[str, Any]) -> Question:
    """Resolves names; raises the refusals of `errors` where one can't be."""
    needs = needs_named(question.get("need", []))
    text = question.get("q")
    words = words_asked(text, vocabulary()) if text else ()
    if text and not words:
        raise invalid_field("q", "Must hold a letter or a digit.")
    box = question.get("bbox")
    asked = Asked(
        needs=widest_keys(needs),
        words=words,
        region_path=_region(question.get("region")),
        organization_id=question.get("organisation"),
        languages=tuple(code.lower() for code in question.get("languages", [])),
        box=Box(*box) if box else None,
    )
    party = read_party(question.get("party"))
    if party is not None and "ineligible" not in question.get("include", ()):
        asked = replace(asked, party=probes(party))
    radius = question.get("radius_km")
    near = read_near(question["near"]) if "near" in question else None
    asked = replace(
        asked,
        modes=mask(word_of(Mode, mode) for mode in question.get("mode", ())),
        serves=question.get("serves", False),
        here=Here(near.longitude, near.latitude) if near is not None else None,
    )
    return Question(asked, near, radius * 1000 if radius else None, question["limit"], needs, party)


def needs_named(words: list[str]) -> tuple[Need, ...]:
    """The needs that the words name: a code, an id, or a label or synonym in any language."""
    found: dict[str, Need] = {}
    for word in words:
        for each in _needs_of(word):
            found[each.code] = each
    return tuple(found.values())


@lru_cache(maxsize=4_096)
def _needs_of(word: str) -> tuple[Need, ...]:
    for look in (need, need_by_id):
        try:
            return (look(word),)
        except NoSuchNeed:
            continue
    found = resolve(word)
    if not found:
        raise UnknownNeed(f"No need is called '{word[:60]}'.", errors=[_error("need", "Unknown need.")])
    return tuple(found)


def widest_keys(needs: tuple[Need, ...]) -> tuple[int, ...]:
    """Keys to look for: a need whose wider one is asked for too adds nothing. 0 is any need."""
    asked = {each.code for each in needs}
    keys = [each.key for each in needs if not any(wider.code in asked for wider in ancestors(each.code))]
    return tuple(sorted(keys)) or (0,)


def _error(field: str, message: str) -> dict[str, str]:
    return {"in": "query", "field": field, "message": message}


def read_near(text: str) -> Near:
    """A pair of coordinates, latitude first, or a place's name."""
    pair = _PAIR.fullmatch(text)
    if pair and _NUMBER.fullmatch(pair[1]) and _NUMBER.fullmatch(pair[2]):
        return _coordinates(float(pair[1]), float(pair[2]))
    return _named(text.strip())


def _coordinates(latitude: float, longitude: float) -> Near:
    if (
        latitude != latitude
        or longitude != longitude
        or abs(latitude) == float("inf")
        or abs(longitude) == float("inf")
    ):
        raise invalid_field("near", "Latitude and longitude must be finite numbers.")
    if not -90 <= latitude <= 90:
        swapped = -90 <= longitude <= 90 and -180 <= latitude <= 180
        hint = " The order is latitude,longitude: are they swapped?" if swapped else ""
        raise invalid_field("near", f"Latitude must be from -90 to 90.{hint}")
    if not -180 <= longitude <= 180:
        raise invalid_field("near", "Longitude must be from -180 to 180. The order is latitude,longitude.")
    return Near(longitude, latitude, {"latitude": latitude, "longitude": longitude})


def _named(text: str) -> Near:
    return _found_place(text, current().url, int(time.monotonic() // _PLACES_KEPT_S))


@lru_cache(maxsize=2_048)
def _found_place(text: str, _url: str, _period: int) -> Near:
    """Kept for half a minute, so that a place's name costs no transaction each time."""
    with unit_of_work(write=False) as session:
        answer = find_place(session, text)
    if isinstance(answer, Found):
        place = answer.place
        return Near(place.longitude, place.latitude, _shown(place))
    if isinstance(answer, Ambiguous):
        raise AmbiguousPlace(
            f"{len(answer.candidates)} places are called '{text[:60]}'.",
            candidates=[_shown(each) for each in answer.candidates],
        )
    suggestions = [_shown(each) for each in answer.suggestions]
    raise UnknownPlace(f"No place is called '{text[:60]}'.", suggestions=suggestions)


def _shown(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "country": place.country,
        "region": place.region,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "population": place.population,
    }


def _region(text: str | None) -> str | None:
    if text is None:
        return None
    path = find_region(text.strip(), current().url, int(time.monotonic() // _PLACES_KEPT_S))
    if path is None:
        raise UnknownRegion(f"No region is called '{text[:60]}'.")
    return path
