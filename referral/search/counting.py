"""How many match, and of which kinds: only on demand, since it looks at all of them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from referral.directory.needs import all_needs
from referral.kit.spatial import distances_m
from referral.search.asking import Question
from referral.search.models import NETWORK
from referral.search.partitions import fetch, reading
from referral.search.sql import lists, spelling

# More are not counted: the total then says "at least".
MOST_COUNTED = 20_000
_MOST_OF_A_FACET = 100


def counted(question: Question) -> dict[str, Any]:
    """`total` and `facets` as far as they were asked for, over services, each counted once."""
    parts = [_matching(question)]
    if question.networks is not None:
        with reading(NETWORK):
            parts.append(_matching(question.networks))
    rows = [row for part in parts for row in part.rows]
    services = {row[0] for row in rows}
    told: dict[str, Any] = {}
    cut = any(part.cut for part in parts)
    if "total" in question.counts:
        told["total"] = {"value": len(services), "relation": "at_least" if cut else "exactly"}
    if "facets" in question.counts:
        told["facets"] = _facets(rows, [pair for part in parts for pair in part.needs]) | {"cut": cut}
    return told


class _Matching(NamedTuple):
    """(service id, key, longitude, latitude, region path, languages) of the sites of a part that match; (service id,
    code of a need) where facets are wanted; whether there were more than are counted.
    """

    rows: list[tuple[Any, ...]]
    needs: list[tuple[str, str]]
    cut: bool


def _matching(question: Question) -> _Matching:
    """What matches in the part that is being read, within the radius and the area."""
    near, within = question.near, question.asked.within
    placed = near is not None or within is not None
    found = lists.counted_sites(spelling(), fetch, question.asked, placed=placed, most=MOST_COUNTED + 1)
    rows = found[:MOST_COUNTED]
    if within is not None and rows:
        held = within.hold([row[2] for row in rows], [row[3] for row in rows])
        rows = [row for row, holds in zip(rows, held, strict=True) if holds]
    if near is not None and question.radius_m is not None:
        away = distances_m(near.longitude, near.latitude, [row[2] for row in rows], [row[3] for row in rows])
        rows = [row for row, metres in zip(rows, away, strict=True) if metres <= question.radius_m]
    needs = _needs(rows) if "facets" in question.counts else []
    return _Matching(rows, needs, len(found) > MOST_COUNTED)


def _needs(rows: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
    codes = {each.key: each.code for each in all_needs()}
    service_of = {row[1]: row[0] for row in rows}
    pairs = lists.needs_of_sites(spelling(), fetch, list(service_of))
    return [(service_of[key], codes[need]) for key, need in pairs if need in codes]


def _facets(rows: list[tuple[Any, ...]], needs: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "needs": _counts(needs),
        "languages": _counts((row[0], code) for row in rows for code in row[5].split()),
        "regions": _counts((row[0], _region(row[4])) for row in rows if row[4]),
    }


def _region(path: str) -> str:
    """The first level below the country, or the country where no more is known."""
    parts = path.rstrip("/").split("/")
    return parts[min(1, len(parts) - 1)]


def _counts(pairs: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    found = Counter(value for _, value in set(pairs))
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return [{"value": value, "services": many} for value, many in ordered[:_MOST_OF_A_FACET]]
