"""From the wire's question to what is asked of the index: needs, places and regions by name, words."""

import re
import time
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from referral.directory.eligibility import Party, word_of
from referral.directory.eligibility.word import mask
from referral.directory.needs import Need, ancestors, resolve
from referral.directory.needs.taxonomy import UnknownNeed as NoSuchNeed
from referral.directory.needs.taxonomy import need, need_by_id
from referral.directory.profile.modes import Mode
from referral.directory.rules import NETWORK as THE_NETWORK
from referral.directory.rules import Sees
from referral.kit.db.engine import current
from referral.kit.db.work import unit_of_work
from referral.kit.problems import invalid_field
from referral.places.lookup import find_place
from referral.places.rules import Ambiguous, Found, Place
from referral.search.errors import AmbiguousPlace, UnknownNeed, UnknownPlace, UnknownRegion
from referral.search.here import Here
from referral.search.hours.openings import Openings, openings_at
from referral.search.models import NETWORK
from referral.search.partitions import reading
from referral.search.people import probes, read_party
from referral.search.regions import find_region
from referral.search.rules import ONE_PLACE, Asked, Box, PlacesAsked
from referral.search.saying import day_number
from referral.search.settings import settings
from referral.search.vocabulary import vocabulary
from referral.search.words import words_asked

_EARLIEST, _LATEST = 2000, 2100
_PAIR = re.compile(r"\s*([-+]?[\w.]+)\s*[,;\s]\s*([-+]?[\w.]+)\s*")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(nan|inf|infinity)", re.IGNORECASE)
PLACES_KEPT_S = 30
_MINUTE_S, _DAY_S = 60, 86_400


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
    # The moment of the first page, seconds since 1970: what is asked about "now" means it on every page.
    as_of: int
    # For the reasons; what excludes stands in `asked`.
    party: Party | None = None
    open_at: str | None = None
    opened: Openings | None = None
    places: PlacesAsked = ONE_PLACE
    ranked: bool = False
    explain: bool = False
    # `total`, `facets`.
    counts: frozenset[str] = frozenset()
    # The same as it is asked of the network's part of the index, for whoever may see that.
    networks: "Question | None" = None

    @property
    def today(self) -> int:
        """Days since 1970."""
        return self.as_of // _DAY_S

    @property
    def tells_said(self) -> bool:
        """Whether the answer tells what sites say."""
        return self.ranked or self.party is not None or self.opened is not None or self.asked.reads_said

    @property
    def told(self) -> str:
        """The question as one text, without its limit and the moment: equal for equal questions.

        What the moment makes of a filter, `Asked.hours` and `Asked.places`, is not part of how it is written.
        """
        place = (self.near.longitude, self.near.latitude) if self.near else None
        wants = self.asked.places is not None
        return repr((self.asked, place, self.radius_m, self.party, self.open_at, wants, self.ranked))


def period(seconds: int) -> int:
    """A number that changes every so many seconds, by which what was read is kept that long."""
    return int(time.monotonic() // seconds)


def read_question(question: dict[str, Any], as_of: int) -> Question:
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
        within=question.get("within"),
        modes=mask(word_of(Mode, mode) for mode in question.get("mode", ())),
        serves=question.get("serves", False),
    )
    party = read_party(question.get("party"))
    radius = question.get("radius_km")
    near = read_near(question["near"]) if "near" in question else None
    opened = openings_at(_moment(question["open_at"], as_of)) if "open_at" in question else None
    if near is not None:
        asked = replace(asked, here=Here(near.longitude, near.latitude))
    needed = len(party.members) if party is not None else 1
    places = PlacesAsked(needed, as_of - settings().capacity_days * _DAY_S)
    resolved = Question(
        asked=asked,
        near=near,
        radius_m=radius * 1000 if radius else None,
        limit=question["limit"],
        needs=needs,
        as_of=as_of,
        party=party,
        open_at=question.get("open_at"),
        opened=opened,
        places=places,
        ranked=question.get("sort", "match" if party is not None else "distance") == "match",
        explain=question.get("explain", False),
        counts=frozenset(question.get("count", ())),
    )
    return replace(resolved, asked=_excluding(resolved, question))


def _excluding(resolved: Question, question: dict[str, Any]) -> Asked:
    """What leaves sites out, as far as it is not asked to show them nevertheless."""
    asked = replace(
        resolved.asked,
        places=resolved.places if question.get("capacity") == "available" else None,
        day=day_number(question["available_from"]) if "available_from" in question else None,
        free=question.get("free_of_charge", False),
        accepts=question.get("accepts_referrals", False),
    )
    if "ineligible" in question.get("include", ()):
        return asked
    return replace(
        asked,
        party=probes(resolved.party) if resolved.party is not None else (),
        hours=resolved.opened.states if resolved.opened is not None else None,
    )


def _moment(text: str, as_of: int) -> int:
    """Seconds since 1970 of `now` or an ISO time with its zone, to the minute."""
    if text == "now":
        return as_of // _MINUTE_S * _MINUTE_S
    # In an address an unquoted plus is a space.
    repaired = re.sub(r" (?=\d\d:?\d\d$)", "+", text.strip())
    try:
        moment = datetime.fromisoformat(repaired)
    except ValueError:
        raise invalid_field("open_at", "Must be now, or a time like 2026-11-25T18:30+01:00.") from None
    if moment.tzinfo is None:
        raise invalid_field("open_at", "Must say its zone: 2026-11-25T18:30+01:00, or Z for UTC.")
    if not _EARLIEST <= moment.year <= _LATEST:
        raise invalid_field("open_at", f"Must lie between the years {_EARLIEST} and {_LATEST}.")
    return int(moment.timestamp()) // _MINUTE_S * _MINUTE_S


def read_for(question: dict[str, Any], as_of: int, eyes: Sees) -> Question:
    """The question of somebody: for whoever may see the network's listings also with their words."""
    resolved = read_question(question, as_of)
    if THE_NETWORK not in eyes:
        return resolved
    with reading(NETWORK):
        return replace(resolved, networks=read_question(question, as_of))


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
    return _found_place(text, current().url, period(PLACES_KEPT_S))


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
    path = find_region(text.strip(), current().url, period(PLACES_KEPT_S))
    if path is None:
        raise UnknownRegion(f"No region is called '{text[:60]}'.")
    return path
