"""The search: one question in, the answer's bytes out."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from referral.search.asking import Question
from referral.search.counting import counted
from referral.search.cursors import write_cursor
from referral.search.facts import assessments
from referral.search.finding import find
from referral.search.hotlines import hotlines_for
from referral.search.ranked import Ranked, find_ranked
from referral.search.ranking import share, shares
from referral.search.reasons import why_empty
from referral.search.rules import After, Hit
from referral.search.settings import settings
from referral.search.telling import results

Translate = Callable[[Sequence[Hit]], list[Hit]]


def answer(question: Question, after: After | None, translate: Translate | None = None) -> bytes:
    """The page that the question asks for, as JSON; `translate` puts the documents of hits into other languages."""
    tail: dict[str, Any] = {"cursor": None, "place": question.near.place if question.near else None}
    scores: list[bytes] = []
    if question.ranked:
        page = find_ranked(question, after)
        hits = [each.hit for each in page.results]
        scores = [_score(each, question) for each in page.results]
        last = After(page.results[-1].score, hits[-1].service_id) if hits else None
        more, assessed = page.more, page.assessed
        tail["ranked"] = {"candidates": page.candidates, "cut": page.cut}
    else:
        hits, more = find(question, after)
        last = _last(hits)
        assessed = assessments((hit.site.facts_key for hit in hits), question.party)
    if translate is not None:
        hits = translate(hits)
    if more and last is not None:
        tail["cursor"] = write_cursor(question, last)
    if not hits and after is None:
        tail["empty_because"] = why_empty(question, find)
    if question.counts:
        tail |= counted(question)
    lines = hotlines_for(question, hits)
    if lines:
        tail["hotlines"] = lines
    found = b",".join(results(hits, question, assessed, scores))
    return b'{"results":[%b],%b' % (found, orjson.dumps(tail)[1:])


def _last(hits: list[Hit]) -> After | None:
    if not hits:
        return None
    last = hits[-1]
    return After(last.distance_m if last.distance_m is not None else last.tier, last.service_id)


def _score(ranked: Ranked, question: Question) -> bytes:
    weights = settings().weights
    told: dict[str, Any] = {"score": share(ranked.score, weights)}
    if question.explain:
        told["explain"] = shares(ranked.values, weights)
    return b",%b" % orjson.dumps(told)[1:-1]
