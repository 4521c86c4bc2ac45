"""Why nothing was found: each filter is lifted in turn, and what then is found is said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from referral.search.asking import Question
from referral.search.rules import After, Asked, Hit

Find = Callable[[Question, After | None], tuple[list[Hit], bool]]


def ways_out(question: Question, find: Find) -> Iterator[tuple[str, Hit]]:
    """Each filter that alone keeps everything out, by the wire's name, and the first that is found without it."""
    for name, wider in _lifted(question):
        hits, _ = find(wider, None)
        if hits:
            yield name, hits[0]


def why_empty(question: Question, find: Find) -> str:
    """One sentence for people, in English; the filters that are named are the wire's names."""
    found = [_said(name, hit) for name, hit in ways_out(question, find)]
    if found:
        return "Nothing matches all of it. " + " ".join(found)
    if question.asked == Asked() and question.near is not None:
        return "No service of the directory has a position yet."
    return "Nothing matches, whichever single filter is left out."


def _said(name: str, hit: Hit) -> str:
    if hit.distance_m is None:
        return f"Without {name} there are matches."
    return f"Without {name} the nearest is {hit.distance_m / 1000:.1f} km away."


# What each filter is called on the wire, and what it is when it is lifted.
_FILTERS: tuple[tuple[str, str, Any], ...] = (
    ("languages", "languages", ()),
    ("bbox", "box", None),
    ("within", "within", None),
    ("region", "region_path", None),
    ("organisation", "organization_id", None),
    ("party", "party", ()),
    ("open_at", "hours", None),
    ("capacity", "places", None),
    ("available_from", "day", None),
    ("free_of_charge", "free", False),
    ("accepts_referrals", "accepts", False),
    ("serves", "serves", False),
    ("mode", "modes", 0),
    ("q", "words", ()),
    ("need", "needs", (0,)),
)


def _lifted(question: Question) -> Iterator[tuple[str, Question]]:
    single = replace(question, limit=1, networks=None)
    if question.radius_m is not None:
        yield "radius_km", replace(single, radius_m=None)
    for name, attribute, lifted in _FILTERS:
        if getattr(question.asked, attribute) != lifted:
            yield name, replace(single, asked=replace(question.asked, **{attribute: lifted}))
