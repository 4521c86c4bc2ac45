"""Why nothing was found: each filter is lifted in turn, and what then is found is said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from referral.search.asking import Question
from referral.search.rules import After, Asked, Hit

Find = Callable[[Question, After | None], tuple[list[Hit], bool]]


def why_empty(question: Question, find: Find) -> str:
    """One sentence for people, in English; the filters that are named are the wire's names."""
    found = []
    for name, wider in _lifted(question):
        hits, _ = find(wider, None)
        if hits:
            found.append(_said(name, hits[0]))
    if found:
        return "Nothing matches all of it. " + " ".join(found)
    if question.asked == Asked() and question.near is not None:
        return "No service of the directory has a position yet."
    return "Nothing matches, whichever single filter is left out."


def _said(name: str, hit: Hit) -> str:
    if hit.distance_m is None:
        return f"Without {name} there are matches."
    return f"Without {name} the nearest is {hit.distance_m / 1000:.1f} km away."


# The filters of `Asked` by their names on the wire, each with the value that lifts it, in the order of trying.
_FILTERS: tuple[tuple[str, str, Any], ...] = (
    ("languages", "languages", ()),
    ("bbox", "box", None),
    ("region", "region_path", None),
    ("organisation", "organization_id", None),
    ("party", "party", ()),
    ("serves", "serves", False),
    ("mode", "modes", 0),
    ("q", "words", ()),
    ("need", "needs", (0,)),
)


def _lifted(question: Question) -> Iterator[tuple[str, Question]]:
    asked, single = question.asked, replace(question, limit=1)
    if question.radius_m is not None:
        yield "radius_km", replace(single, radius_m=None)
    for name, field, lifted in _FILTERS:
        if getattr(asked, field) != lifted:
            yield name, replace(single, asked=replace(asked, **{field: lifted}))
