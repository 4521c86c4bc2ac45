"""The reasons of a result: for every criterion that was asked, met, unmet or unknown, with the fact behind it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

import orjson

from referral.directory.eligibility import PartyAssessment
from referral.directory.needs import ancestors, need
from referral.search import capacity
from referral.search.asking import Question
from referral.search.hours import openings
from referral.search.hours.horizon import moment_of
from referral.search.people import reason as party_reason
from referral.search.reach import reach_reasons
from referral.search.rules import Hit, Site
from referral.search.saying import NEVER_ENDS
from referral.search.settings import settings

# Every document begins with the needs of its service.
_NEEDS = len(b'{"service":{"needs":')


def results(
    hits: Sequence[Hit],
    question: Question,
    assessed: Mapping[int, PartyAssessment],
    scores: Sequence[bytes] = (),
) -> list[bytes]:
    """Each result as JSON: the stored document, the distance, and `match`.

    `assessed` are the hits' facts by their keys, of a question with a party; `scores` are members put before `match`.
    """
    wanted = tuple(each.code for each in question.needs)
    people: Mapping[int, bytes] = {}
    if question.party is not None:
        people = {key: party_reason(assessed[key]) for key in {hit.site.facts_key for hit in hits}}
    reach = reach_reasons(hits, question.asked)
    found = []
    for number, hit in enumerate(hits):
        document = hit.site.document or b"{}"
        reasons = []
        if wanted:
            listed = document[_NEEDS : document.index(b"]", _NEEDS) + 1]
            reasons.append(_need_reason(listed, wanted))
        if people:
            reasons.append(people[hit.site.facts_key])
        if hit.service_id in reach:
            reasons.append(reach[hit.service_id])
        if question.tells_said:
            reasons += _said_reasons(hit.site, question)
        metres = b"null"
        if hit.distance_m is not None:
            metres = b"%d" % hit.distance_m
            reasons.append(b'"distance":{"state":"met","metres":%d}' % hit.distance_m)
        score = scores[number] if scores else b""
        found.append(b'%b,"distance_m":%b%b,"match":{%b}}' % (document, metres, score, b",".join(reasons)))
    return found


def _said_reasons(site: Site, question: Question) -> list[bytes]:
    asked, reasons = question.asked, []
    if asked.languages:
        reasons.append(_language_reason(site.languages, asked.languages))
    if question.opened is not None:
        reasons.append(openings.reason(site.hours_key, question.opened))
    if asked.day is not None:
        reasons.append(_running_reason(site.starts, site.ends, site.intakes, asked.day))
    if asked.free:
        reasons.append(_plain_reason(b"free_of_charge", site.free))
    if asked.accepts:
        reasons.append(_plain_reason(b"accepts_referrals", site.accepts))
    reasons.append(capacity.reason(site, question.places))
    reasons.append(_freshness_reason(site.verified_on, question.today, settings().verify_days))
    return [reason for reason in reasons if reason]


@lru_cache(maxsize=8_192)
def _language_reason(spoken: str, asked: tuple[str, ...]) -> bytes:
    by = [code for code in asked if f" {code} " in spoken]
    told: dict[str, object] = {"state": "met" if by else "unmet" if spoken else "unknown", "asked": asked}
    if by:
        told["by"] = by
    return b'"languages":%b' % orjson.dumps(told)


@lru_cache(maxsize=8_192)
def _running_reason(starts: int, ends: int, intakes: int, day: int) -> bytes:
    # The filter has left out whoever does not run or take anybody on that day.
    known = starts or intakes or ends != NEVER_ENDS
    told: dict[str, object] = {
        "state": "met" if known else "unknown",
        "on": f"{moment_of(day):%Y-%m-%d}",
    }
    if starts:
        told["from"] = f"{moment_of(starts):%Y-%m-%d}"
    if ends != NEVER_ENDS:
        told["until"] = f"{moment_of(ends):%Y-%m-%d}"
    if intakes:
        told["intake"] = True
    return b'"available":%b' % orjson.dumps(told)


def _plain_reason(name: bytes, said: int) -> bytes:
    return b'"%b":{"state":"%b"}' % (name, b"met" if said == 1 else b"unknown")


@lru_cache(maxsize=8_192)
def _freshness_reason(verified_on: int, today: int, due_after: int) -> bytes:
    if not verified_on:
        return b'"freshness":{"state":"unknown"}'
    due = moment_of(verified_on) + timedelta(days=due_after)
    told = {
        "state": "met" if today - verified_on <= due_after else "unmet",
        "verified": f"{moment_of(verified_on):%Y-%m-%d}",
        "due": f"{due:%Y-%m-%d}",
    }
    return b'"freshness":%b' % orjson.dumps(told)


@lru_cache(maxsize=8_192)
def _need_reason(listed: bytes, asked: tuple[str, ...]) -> bytes:
    """The reason as JSON, from the document's own list of needs; services share few such lists."""
    codes: list[str] = orjson.loads(listed)
    met, facts = [], []
    for each in asked:
        by = [code for code in codes if code == each or need(each) in ancestors(code)]
        if by:
            met.append(each)
            facts += by
    reason = orjson.dumps({"state": "met", "asked": met, "by": list(dict.fromkeys(facts))})
    return b'"need":%b' % reason
