"""The search: one question in, the answer's bytes out."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import orjson

from referral.directory.eligibility import Party
from referral.directory.needs import ancestors, need
from referral.kit.clock import now
from referral.kit.db import reader
from referral.kit.spatial import distances_m
from referral.search.asking import Near, Question
from referral.search.cursors import read_cursor, write_cursor
from referral.search.people import reason
from referral.search.reach import reach_reasons
from referral.search.reasons import why_empty
from referral.search.rules import After, Asked, Hit, NearestPage, Site, nearest_page
from referral.search.sql import dialect, lists, spelling
from referral.search.unplaced import (
    REACH_M,
    page_with_unplaced,
    services_reaching,
    without_answered_elsewhere,
)

# With fewer matches of the text than this all of them are measured; with more the nearest are asked for the text.
MEASURED_AT_MOST = 5_000


def answer(question: Question, cursor: str | None) -> bytes:
    """The page that the question asks for, as JSON."""
    as_of = int(now().timestamp())
    after = None
    if cursor is not None:
        after, as_of = read_cursor(question, cursor)
    hits, more = find(question, after)
    following = None
    if more and hits:
        last = hits[-1]
        rank = last.distance_m if last.distance_m is not None else last.tier
        following = write_cursor(question, After(rank, last.service_id), as_of=as_of)
    tail = {"cursor": following, "place": question.near.place if question.near else None}
    if not hits and after is None:
        tail["empty_because"] = why_empty(question, find)
    results = b",".join(_results(hits, question))
    return b'{"results":[%b],%b' % (results, orjson.dumps(tail)[1:])


def find(question: Question, after: After | None) -> tuple[list[Hit], bool]:
    """The results of a page and whether there are more."""
    if question.near is None:
        return _listed(question, after)
    near, few = question.near, bool(question.asked.words) and _few_match(question.asked)
    placed = _nearest_of_few if few else _nearest
    return page_with_unplaced(question, after, lambda page: placed(question, near, page))


def _nearest(question: Question, near: Near, page: NearestPage) -> tuple[list[Hit], bool]:
    nearest, asked = dialect().nearest, question.asked

    def fetch(count: int, from_m: float) -> Sequence[Site]:
        found: list[Site] = nearest(
            reader.fetch, asked, near.longitude, near.latitude, count=count, from_m=from_m
        )
        return found

    return nearest_page(page, fetch, lambda sites: _measure(sites, asked, near))


def _measure(sites: Sequence[Site], asked: Asked, near: Near) -> list[int | None]:
    """Exact distances, all in one call: of the sites and of the other places of their services.

    None where another place that passes the filters is nearer: a service is answered once, at its nearest.
    """
    rivals = _rivals(sites, asked)
    away = distances_m(
        near.longitude,
        near.latitude,
        [*(site.longitude for site in sites), *(rival.longitude for rival in rivals)],
        [*(site.latitude for site in sites), *(rival.latitude for rival in rivals)],
    )
    measured: list[int | None] = list(away[: len(sites)])
    for rival, metres in zip(rivals, away[len(sites) :], strict=True):
        if (metres, rival.key) < (away[rival.of], sites[rival.of].key):
            measured[rival.of] = None
    return without_answered_elsewhere(sites, measured, asked)


class _Rival(NamedTuple):
    """Another place of the service of the site that stands at `of`."""

    of: int
    key: int
    longitude: float
    latitude: float


def _rivals(sites: Sequence[Site], asked: Asked) -> list[_Rival]:
    """The other places of the sites' services that pass the filters too."""
    rivals = [
        _Rival(number, key, longitude, latitude)
        for number, site in enumerate(sites)
        if site.siblings
        for key, longitude, latitude, path in orjson.loads(site.siblings)
        if longitude is not None and asked.holds_place(longitude, latitude, path)
    ]
    if rivals and (asked.words or asked.languages or asked.serves or asked.modes):
        # Words, languages, areas and modes may be those of one place only.
        passing = lists.passing_keys(spelling(), reader.fetch, asked, [rival.key for rival in rivals])
        return [rival for rival in rivals if rival.key in passing]
    return rivals


def _few_match(asked: Asked) -> bool:
    return lists.estimate(spelling(), reader.fetch, asked.words, MEASURED_AT_MOST) <= MEASURED_AT_MOST


def _nearest_of_few(question: Question, near: Near, page: NearestPage) -> tuple[list[Hit], bool]:
    """All matches measured exactly: right however far apart they lie."""
    rows = lists.matching_sites(spelling(), reader.fetch, question.asked)
    away = distances_m(near.longitude, near.latitude, [row[2] for row in rows], [row[3] for row in rows])
    best: dict[str, tuple[int, int]] = {}
    for (service_id, key, *_), metres in zip(rows, away, strict=True):
        if page.radius_m is not None and metres > page.radius_m:
            continue
        if service_id not in best or (metres, key) < best[service_id]:
            best[service_id] = (metres, key)
    if any(metres > REACH_M for metres, _ in best.values()):
        elsewhere = services_reaching(question.asked, MEASURED_AT_MOST)
        best = {id_: at for id_, at in best.items() if at[0] <= REACH_M or id_ not in elsewhere}
    ordered = sorted((metres, service_id, key) for service_id, (metres, key) in best.items())
    if page.after is not None:
        ordered = [each for each in ordered if each[:2] > (page.after.rank, page.after.service_id)]
    chosen = ordered[: page.limit]
    documents = lists.documents(spelling(), reader.fetch, [key for _, _, key in chosen])
    hits = [Hit(metres, service_id, documents[key], key=key) for metres, service_id, key in chosen]
    return hits, len(ordered) > page.limit


def _listed(question: Question, after: After | None) -> tuple[list[Hit], bool]:
    """Without a point: by where the words stand (name, needs, organisation, elsewhere), then by id.

    The first three are the same at all places of a service, so no service stands in two tiers.
    """
    asked, limit = question.asked, question.limit
    tiers = range(after.rank if after else 0, len(spelling().TIERS)) if asked.words else [None]
    found: list[tuple[str, int, int]] = []
    for tier in tiers:
        after_id = after.service_id if after is not None and tier in (after.rank, None) else None
        count = limit + 1 - len(found)
        rows = lists.listed(spelling(), reader.fetch, asked, tier=tier, after_id=after_id, count=count)
        found += [(service_id, key, tier or 0) for service_id, key in rows]
        if len(found) > limit:
            break
    documents = lists.documents(spelling(), reader.fetch, [key for _, key, _ in found[:limit]])
    hits = [
        Hit(None, service_id, documents[key], tier=tier, key=key) for service_id, key, tier in found[:limit]
    ]
    return hits, len(found) > limit


# Every document begins with the needs of its service.
_NEEDS = len(b'{"service":{"needs":')


def _results(hits: Sequence[Hit], question: Question) -> list[bytes]:
    """Each result as JSON: the stored document, the distance, and the reasons: needs, people, how far it is."""
    wanted = tuple(each.code for each in question.needs)
    people = _people_reasons(hits, question.party) if question.party is not None else {}
    reach = reach_reasons(hits, question.asked)
    found = []
    for metres, service_id, document, *_ in hits:
        reasons = b""
        if wanted:
            reasons = _need_reason(document[_NEEDS : document.index(b"]", _NEEDS) + 1], wanted)
        if people:
            reasons = b",".join(filter(None, (reasons, people[service_id])))
        if service_id in reach:
            reasons = b",".join(filter(None, (reasons, reach[service_id])))
        if metres is None:
            found.append(b'%b,"distance_m":null,"match":{%b}}' % (document, reasons))
            continue
        comma = b"," if reasons else b""
        found.append(
            b'%b,"distance_m":%d,"match":{%b%b"distance":{"state":"met","metres":%d}}}'
            % (document, metres, reasons, comma, metres)
        )
    return found


def _people_reasons(hits: Sequence[Hit], party: Party) -> dict[str, bytes]:
    """By service id. All places of a service take the same people."""
    said = lists.facts(spelling(), reader.fetch, [hit.service_id for hit in hits])
    return {service_id: reason(facts, party) for service_id, facts in said.items()}


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
