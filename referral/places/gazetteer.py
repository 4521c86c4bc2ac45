"""All known places in memory, by folded name: exact, by beginning, and with a slip or two.

Built from the tables once per process and version, so that a lookup costs microseconds and means the same on both
databases. Pure: it is given its places and asks nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from referral.kit.text import fold
from referral.places.rules import (
    Ambiguous,
    Found,
    Matched,
    NotFound,
    Place,
    PlaceAnswer,
    PlaceKind,
    choose,
    split_qualifier,
)

SHORTEST_PREFIX = 3
ONE_SLIP_FROM = 4
TWO_SLIPS_FROM = 8
MOST_SUGGESTIONS = 5
SUGGEST_FROM = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A place with the folded name that leads to it and the ids of all regions around it (itself not among them)."""

    place: Place
    folded: str
    is_primary: bool
    within: frozenset[str]


class Gazetteer:
    """The places of one version. Immutable after it is built."""

    def __init__(self, entries: Iterable[Entry], qualifiers: Mapping[str, frozenset[str]]) -> None:
        """`qualifiers` leads from a folded country or region name or code to country codes and region ids."""
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._by_name[entry.folded].append(entry)
        self._names = sorted(self._by_name)
        self._qualifiers = qualifiers

    def __len__(self) -> int:
        return len(self._names)

    def find(self, text: str, country: str | None = None) -> PlaceAnswer:
        """What `text` means: a name in any script, or `name, country or region`; `country` narrows by ISO code."""
        whole = self._find(fold(text), None, country)
        name, qualifier = split_qualifier(text)
        if qualifier is None or (isinstance(whole, Found | Ambiguous) and whole.matched is Matched.EXACT):
            return whole if not isinstance(whole, NotFound) else self._unknown(text, fold(name), country)
        narrowed = self._qualifiers.get(fold(qualifier))
        answer = self._find(fold(name), narrowed, country) if narrowed else None
        if answer is None or isinstance(answer, NotFound):
            return self._unknown(text, fold(name), country)
        return answer

    def candidates(self, text: str, *, country: str | None, limit: int) -> list[Place]:
        """Places whose name is or begins with what was typed so far, else similar ones: exact first, then size."""
        name, qualifier = split_qualifier(text)
        narrowed = self._qualifiers.get(fold(qualifier)) if qualifier else None
        if qualifier and narrowed is None:
            return []
        folded = fold(name)
        names = self._beginning(folded) or [near for near, _ in self._similar(folded)]
        hits = [entry for each in names for entry in self._kept(each, narrowed, country)]
        hits.sort(key=lambda e: (e.folded != folded, not e.is_primary, -e.place.population, e.place.id))
        return _distinct(entry.place for entry in hits)[:limit]

    def _find(self, folded: str, within: frozenset[str] | None, country: str | None) -> PlaceAnswer:
        if not folded:
            return NotFound(folded)
        for matched, names in self._ways(folded):
            hits = [entry for name in names for entry in self._kept(name, within, country)]
            if hits:
                return choose(_distinct(entry.place for entry in _meant(hits)), matched)
        return NotFound(folded)

    def _ways(self, folded: str) -> Iterable[tuple[Matched, list[str]]]:
        yield Matched.EXACT, [folded] if folded in self._by_name else []
        if len(folded) >= SHORTEST_PREFIX:
            yield Matched.PREFIX, self._beginning(folded)
        similar = self._similar(folded)
        for distance in sorted({distance for _, distance in similar}):
            yield Matched.SIMILAR, [name for name, far in similar if far == distance]

    def _beginning(self, folded: str) -> list[str]:
        if not folded:
            return []
        start = bisect_left(self._names, folded)
        return self._names[start : bisect_left(self._names, folded + "\x7f")]

    def _similar(self, folded: str) -> list[tuple[str, int]]:
        if len(folded) < ONE_SLIP_FROM or not folded.replace(" ", "").isalpha():
            return []
        slips = 2 if len(folded) >= TWO_SLIPS_FROM else 1
        near = process.extract(folded, self._names, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return sorted((name, int(distance)) for name, distance, _ in near)

    def _kept(self, name: str, within: frozenset[str] | None, country: str | None) -> list[Entry]:
        return [
            entry
            for entry in self._by_name.get(name, ())
            if (country is None or entry.place.country == country.upper())
            and (within is None or entry.place.country in within or not within.isdisjoint(entry.within))
        ]

    def _unknown(self, text: str, folded: str, country: str | None) -> NotFound:
        near = (
            process.extract(folded, self._names, scorer=ratio, score_cutoff=SUGGEST_FROM, limit=40)
            if folded
            else []
        )
        places = _distinct(entry.place for name, _, _ in near for entry in self._kept(name, None, country))
        return NotFound(text, tuple(places[:MOST_SUGGESTIONS]))


def _meant(hits: list[Entry]) -> list[Entry]:
    """A place's own name counts before what others have called some other place: `Gorica` is not Korçë.

    But a town is meant before the region around it, by whichever of its names: `Tiranë` is the town of Tirana.
    """
    own = [entry for entry in hits if entry.is_primary]
    towns = [entry for entry in hits if entry.place.kind is PlaceKind.SETTLEMENT]
    around = {entry.place.id for entry in own if entry.place.kind is PlaceKind.REGION}
    if own and len(around) == len(own):
        return [town for town in towns if not around.isdisjoint(town.within)] or own
    return own or hits


def _distinct(places: Iterable[Place]) -> list[Place]:
    return list({(place.kind, place.id): place for place in places}.values())
