"""Sites that match, nearest first or in the order of a list, each service once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import orjson

from referral.directory.needs import all_needs, descendants
from referral.directory.needs.taxonomy import need_by_key
from referral.kit.db.engine import current
from referral.kit.spatial import distances_m
from referral.search.asking import PLACES_KEPT_S, Near, Question, period
from referral.search.models import NETWORK
from referral.search.partitions import current_partition, fetch, reading
from referral.search.rules import After, Asked, Candidates, Hit, NearestPage, Site, nearest_page
from referral.search.sql import dialect, extents, lists, spelling
from referral.search.unplaced import (
    REACH_M,
    page_with_unplaced,
    place_in_order,
    services_reaching,
    without_answered_elsewhere,
)

# With fewer matches of the text than this all of them are measured; with more the nearest are asked for the text.
MEASURED_AT_MOST = 5_000
# All matches of a language are measured while their square is less than this times those of the need: walking the
# nearest until a page is full costs in proportion to the need's sites between two that match.
_WALK_COSTS = 26


def find(question: Question, after: After | None) -> tuple[list[Hit], bool]:
    """The results of a page and whether there are more, of everybody's and, where it is asked, of the network's part.

    No service is in both.
    """
    hits, more = find_in_part(question, after)
    if question.networks is None:
        return hits, more
    with reading(NETWORK):
        others, more_of_others = find_in_part(question.networks, after)
    if question.near is not None:
        both = sorted([*hits, *others], key=place_in_order)
    else:
        both = sorted([*hits, *others], key=lambda hit: (hit.tier, hit.service_id))
    return both[: question.limit], more or more_of_others or len(both) > question.limit


def find_in_part(question: Question, after: After | None, *, document: bool = True) -> tuple[list[Hit], bool]:
    """The same of the part that is being read, whose hits say so; `document` false leaves the documents out."""
    hits, more = _find_in_part(question, after, document=document)
    if current_partition() is NETWORK:
        hits = [hit._replace(site=hit.site._replace(network=True)) for hit in hits]
    return hits, more


def _find_in_part(question: Question, after: After | None, *, document: bool) -> tuple[list[Hit], bool]:
    if question.near is None:
        return _listed(question, after, document=document)
    near, few = question.near, _few(question.asked, question.near)

    def placed(page: NearestPage) -> tuple[list[Hit], bool]:
        if few is not None:
            return _nearest_of_few(question, near, few, page, document=document)
        return _nearest(question, near, page, document=document)

    return page_with_unplaced(question, after, placed, document=document)


def _nearest(question: Question, near: Near, page: NearestPage, *, document: bool) -> tuple[list[Hit], bool]:
    nearest, asked, said = dialect().nearest, question.asked, question.tells_said

    def candidates(count: int, from_m: float) -> Sequence[Site]:
        wanted = Candidates(near.longitude, near.latitude, count, from_m, said, document)
        found: list[Site] = nearest(fetch, asked, wanted)
        return found

    return nearest_page(page, candidates, lambda sites: _measure_inside(sites, asked, near))


def _measure_inside(sites: Sequence[Site], asked: Asked, near: Near) -> list[int | None]:
    """The exact distances; None also where the site does not lie in the area that is asked for."""
    measured = _measure(sites, asked, near)
    if asked.within is None or not sites:
        return measured
    held = asked.within.hold([site.longitude for site in sites], [site.latitude for site in sites])
    return [metres if holds else None for metres, holds in zip(measured, held, strict=True)]


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
    if rivals and asked.differs_by_place:
        passing = lists.passing_keys(spelling(), fetch, asked, [rival.key for rival in rivals])
        return [rival for rival in rivals if rival.key in passing]
    return rivals


def _few(asked: Asked, near: Near) -> list[extents.Placed] | None:
    """All sites that match, where measuring them all is cheaper than walking the nearest; else None."""
    words = spelling()
    if asked.words and lists.estimate(words, fetch, asked.words, MEASURED_AT_MOST) <= MEASURED_AT_MOST:
        return extents.inside(asked, lists.matching_sites(words, fetch, asked))
    if asked.languages and not asked.words:
        part, url = current_partition().name, current().url
        if _few_speak(asked.needs, asked.languages, part, url, period(PLACES_KEPT_S)):
            needs = own_needs(asked.needs)
            return extents.inside(asked, lists.matching_sites(words, fetch, asked, spoken_needs=needs))
    return extents.few_sites(words, fetch, asked, longitude=near.longitude, latitude=near.latitude)


@lru_cache(maxsize=1_024)
def _few_speak(needs: tuple[int, ...], languages: tuple[str, ...], part: str, url: str, kept: int) -> bool:
    """Whether so few sites speak one of the languages that all of them are measured; kept for half a minute."""
    counts, own = _spoken_counts(part, url, kept), frozenset(own_needs(needs))
    speaking = sum(counts.get((language, need), 0) for language in ("", *languages) for need in own)
    every = sum(sites for (_, need), sites in counts.items() if need in own)
    return speaking <= MEASURED_AT_MOST and speaking * speaking <= _WALK_COSTS * every


@lru_cache(maxsize=8)
def _spoken_counts(_part: str, _url: str, _period: int) -> dict[tuple[str, int], int]:
    return {(language, need): sites for language, need, sites in lists.spoken_counts(fetch)}


@lru_cache(maxsize=1_024)
def own_needs(asked: tuple[int, ...]) -> tuple[int, ...]:
    """Keys of the needs that a service may name to meet one of these: they and narrower ones; 0 where it names none."""
    if asked == (0,):
        return (0, *(each.key for each in all_needs()))
    wanted = {need_by_key(key) for key in asked}
    wanted.update(*(descendants(wide.code) for wide in wanted))
    return tuple(each.key for each in all_needs() if each in wanted)


def _nearest_of_few(
    question: Question, near: Near, found: Sequence[extents.Placed], page: NearestPage, *, document: bool
) -> tuple[list[Hit], bool]:
    """All matches measured exactly: right however far apart they lie."""
    longitudes, latitudes = [site.longitude for site in found], [site.latitude for site in found]
    away = distances_m(near.longitude, near.latitude, longitudes, latitudes)
    best: dict[str, tuple[int, int]] = {}
    for (service_id, key, *_), metres in zip(found, away, strict=True):
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
    sites = sites_of(question, [key for _, _, key in chosen], document=document)
    hits = [Hit(metres, service_id, sites[key]) for metres, service_id, key in chosen]
    return hits, len(ordered) > page.limit


def _listed(question: Question, after: After | None, *, document: bool) -> tuple[list[Hit], bool]:
    """Without a point: by where the words stand (name, needs, organisation, elsewhere), then by id.

    The first three are the same at all places of a service, so no service stands in two tiers.
    """
    asked, limit = question.asked, question.limit
    tiers = range(after.rank if after else 0, len(spelling().TIERS)) if asked.words else [None]
    found: list[tuple[str, int, int]] = []
    for tier in tiers:
        after_id = after.service_id if after is not None and tier in (after.rank, None) else None
        count = limit + 1 - len(found)
        rows = extents.listed(spelling(), fetch, asked, tier=tier, after_id=after_id, count=count)
        found += [(service_id, key, tier or 0) for service_id, key in rows]
        if len(found) > limit:
            break
    sites = sites_of(question, [key for _, key, _ in found[:limit]], document=document)
    hits = [Hit(None, service_id, sites[key], tier=tier) for service_id, key, tier in found[:limit]]
    return hits, len(found) > limit


def sites_of(question: Question, keys: Sequence[int], *, document: bool) -> dict[int, Site]:
    """Sites by key, with what the question's answer tells of them."""
    return lists.sites(spelling(), fetch, keys, said=question.tells_said, document=document)
