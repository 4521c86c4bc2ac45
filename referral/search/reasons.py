"""Why nothing was found: each filter is lifted in turn, and what then is found is said."""

from collections.abc import Callable, Iterator
from dataclasses import replace

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


def _lifted(question: Question) -> Iterator[tuple[str, Question]]:
    asked, single = question.asked, replace(question, limit=1)
    if question.radius_m is not None:
        yield "radius_km", replace(single, radius_m=None)
    if asked.languages:
        yield "languages", replace(single, asked=replace(asked, languages=()))
    if asked.box is not None:
        yield "bbox", replace(single, asked=replace(asked, box=None))
    if asked.within is not None:
        yield "within", replace(single, asked=replace(asked, within=None))
    if asked.region_path is not None:
        yield "region", replace(single, asked=replace(asked, region_path=None))
    if asked.organization_id is not None:
        yield "organisation", replace(single, asked=replace(asked, organization_id=None))
    if asked.party:
        yield "party", replace(single, asked=replace(asked, party=()))
    if asked.words:
        yield "q", replace(single, asked=replace(asked, words=()))
    if asked.needs != (0,):
        yield "need", replace(single, asked=replace(asked, needs=(0,)))
