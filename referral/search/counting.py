"""How many match, and of which kinds: only on demand, since it looks at all of them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from referral.directory.needs import all_needs
from referral.kit.db import reader
from referral.kit.spatial import distances_m
from referral.search.asking import Question
from referral.search.sql import lists, spelling

# More are not counted: the total then says "at least".
MOST_COUNTED = 20_000
_MOST_OF_A_FACET = 100


def counted(question: Question) -> dict[str, Any]:
    """`total` and `facets` as far as they were asked for, over services, each counted once."""
    rows = _matching(question)
    services = {row[0] for row in rows}
    told: dict[str, Any] = {}
    cut = len(rows) > MOST_COUNTED
    if "total" in question.counts:
        told["total"] = {"value": len(services), "relation": "at_least" if cut else "exactly"}
    if "facets" in question.counts:
        told["facets"] = _facets(rows[:MOST_COUNTED]) | {"cut": cut}
    return told


def _matching(question: Question) -> list[tuple[Any, ...]]:
    """(service id, key, longitude, latitude, region path, languages) of the sites that match, within the radius."""
    near = question.near
    rows = lists.counted_sites(
        spelling(),
        reader.fetch,
        question.asked,
        placed=near is not None or question.asked.within is not None,
        most=MOST_COUNTED + 1,
    )
    within = question.asked.within
    if within is not None and rows:
        held = within.hold([row[2] for row in rows], [row[3] for row in rows])
        rows = [row for row, holds in zip(rows, held, strict=True) if holds]
    if near is None or question.radius_m is None:
        return rows
    away = distances_m(near.longitude, near.latitude, [row[2] for row in rows], [row[3] for row in rows])
    return [row for row, metres in zip(rows, away, strict=True) if metres <= question.radius_m]


def _facets(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    codes = {each.key: each.code for each in all_needs()}
    needs = lists.needs_of_sites(spelling(), reader.fetch, [row[1] for row in rows])
    service_of = {row[1]: row[0] for row in rows}
    return {
        "needs": _counts((service_of[key], codes[need]) for key, need in needs if need in codes),
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
