"""`sort=match`: the candidates of a question, scored exactly and ordered by their score.

Candidates are the nearest that match, CANDIDATES at most (where nothing is near, the first of the list); whether there
were more is told. Only what the index holds is scored, so the documents of one page are read, not of all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from referral.directory.eligibility import PartyAssessment
from referral.directory.needs import descendants
from referral.search import capacity
from referral.search.asking import Question
from referral.search.facts import assessments
from referral.search.finding import find_in_part
from referral.search.hours.openings import open_state
from referral.search.models import EVERYBODY, NETWORK, Partition
from referral.search.partitions import fetch, reading
from referral.search.ranking import (
    EXACT_NEED,
    NARROWER_NEED,
    NEUTRAL,
    NOT_SAID_SPOKEN,
    OF_STATE,
    OPEN_VALUES,
    SPOKEN,
    Values,
    of_distance,
    of_freshness,
    score,
)
from referral.search.rules import After, Hit, Site
from referral.search.settings import settings
from referral.search.sql import lists, spelling

CANDIDATES = 60


class Ranked(NamedTuple):
    """A result with its score and the values that it is made of."""

    score: int
    values: Values
    hit: Hit


class RankedPage(NamedTuple):
    """The results of a page; whether more follow; how many candidates were scored, and whether they were cut.

    `assessed` says by the facts' keys whether the candidates take the party.
    """

    results: list[Ranked]
    more: bool
    candidates: int
    cut: bool
    assessed: Mapping[int, PartyAssessment]


def find_ranked(question: Question, after: After | None) -> RankedPage:
    """The page behind `after`, whose rank is a score."""
    parts = [_scored_part(EVERYBODY, question)]
    if question.networks is not None:
        parts.append(_scored_part(NETWORK, question.networks))
    ranked = sorted((each for part in parts for each in part.results), key=_order)
    candidates, cut = len(ranked), any(part.cut for part in parts)
    if after is not None:
        ranked = [each for each in ranked if _order(each) > (-after.rank, after.service_id)]
    chosen = ranked[: question.limit]
    shown = {each.hit.service_id: each for part in parts for each in _with_documents(part, chosen)}
    page = [shown[each.hit.service_id] for each in chosen]
    assessed = {key: each for part in parts for key, each in part.assessed.items()}
    return RankedPage(page, len(ranked) > question.limit, candidates, cut, assessed)


class _Part(NamedTuple):
    """The scored candidates of a part of the index."""

    partition: Partition
    results: list[Ranked]
    cut: bool
    assessed: Mapping[int, PartyAssessment]


def _scored_part(partition: Partition, question: Question) -> _Part:
    with reading(partition):
        hits, cut = find_in_part(replace(question, limit=CANDIDATES), None, document=False)
        assessed = assessments((hit.site.facts_key for hit in hits), question.party)
        return _Part(partition, _scored(hits, question, assessed), cut, assessed)


def _with_documents(part: _Part, chosen: Sequence[Ranked]) -> list[Ranked]:
    """Those of the chosen that are of the part, with their documents."""
    of_part = [each for each in chosen if each.hit.site.network == (part.partition is NETWORK)]
    with reading(part.partition):
        documents = lists.documents(spelling(), fetch, [each.hit.site.key for each in of_part])
    return [_with_document(each, *documents[each.hit.site.key]) for each in of_part]


def _with_document(ranked: Ranked, document: bytes, areas: bytes | None) -> Ranked:
    hit = ranked.hit
    return ranked._replace(hit=hit._replace(site=hit.site._replace(document=document, areas=areas)))


def _order(ranked: Ranked) -> tuple[int, str]:
    return -ranked.score, ranked.hit.service_id


def _scored(hits: Sequence[Hit], question: Question, assessed: Mapping[int, PartyAssessment]) -> list[Ranked]:
    weights = settings().weights
    needs = _need_values(hits, question)
    spoken = [f" {code} " for code in question.asked.languages]
    found = []
    for hit, need in zip(hits, needs, strict=True):
        site = hit.site
        values = Values(
            need=need,
            eligibility=OF_STATE[assessed[site.facts_key].state] if assessed else NEUTRAL,
            languages=_spoken_value(site, spoken),
            distance=of_distance(hit.distance_m),
            open=OPEN_VALUES[open_state(site.hours_key, question.opened)] if question.opened else NEUTRAL,
            capacity=capacity.value(site, question.places),
            freshness=of_freshness(
                question.today - site.verified_on if site.verified_on else None, settings().verify_days
            ),
        )
        found.append(Ranked(score(values, weights), values, hit))
    return found


def _spoken_value(site: Site, spoken: Sequence[str]) -> int:
    if not spoken:
        return NEUTRAL
    return SPOKEN if any(code in site.languages for code in spoken) else NOT_SAID_SPOKEN


def _need_values(hits: Sequence[Hit], question: Question) -> list[int]:
    """Whether a site names one of the asked needs itself, or only narrower ones."""
    if not question.needs:
        return [NEUTRAL] * len(hits)
    if not any(descendants(each.code) for each in question.needs):
        return [EXACT_NEED] * len(hits)
    keys = [hit.site.key for hit in hits]
    exact = lists.naming(spelling(), fetch, keys, [each.key for each in question.needs])
    return [EXACT_NEED if key in exact else NARROWER_NEED for key in keys]
