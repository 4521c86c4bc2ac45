"""Services that have no position but serve the place of the person: by telephone, online, or by coming there.

They have no distance. In the order of a page they stand behind the places that are within `REACH_M` and before those
farther away, by id; of a service that has both a place farther away and one without a position, the latter answers.
"""

import heapq
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import orjson

from referral.kit.db.engine import current
from referral.kit.spatial import distances_m
from referral.search.asking import PLACES_KEPT_S, Near, Question, period
from referral.search.generations import UNPLACED
from referral.search.partitions import current_partition, fetch
from referral.search.rules import After, Asked, Hit, NearestPage, Site
from referral.search.sql import lists, spelling
from referral.search.sql import unplaced as statements

# As far as people are taken to go rather than to call.
REACH_M = 50_000
# The rank of a result without a position in a cursor: no distance on earth is as large.
RANK = 1_000_000_000
# Behind every id, which are of hexadecimal digits.
_BEHIND_ALL = "~"
Placed = Callable[[NearestPage], tuple[list[Hit], bool]]


def page_with_unplaced(
    question: Question, after: After | None, placed: Placed, *, document: bool = True
) -> tuple[list[Hit], bool]:
    """The page of places with those services put in where they stand, and whether there is more."""
    limit = question.limit
    hits, more = placed(NearestPage(limit, _after_placed(after), question.radius_m))
    if not _may_reach(question.asked) or (after is not None and REACH_M < after.rank != RANK):
        return hits, more
    full = more and len(hits) == limit
    if full and (hits[-1].distance_m or 0) <= REACH_M:
        return hits, True
    after_id = after.service_id if after is not None and after.rank == RANK else None
    without = _unplaced(question, after_id, limit + 1, document=document)
    merged = list(heapq.merge(hits, without, key=place_in_order))
    return merged[:limit], more or len(merged) > limit


def _after_placed(after: After | None) -> After | None:
    """Where the places go on behind a service without a position."""
    return After(REACH_M, _BEHIND_ALL) if after is not None and after.rank == RANK else after


def place_in_order(hit: Hit) -> tuple[int, bool, str]:
    """Where a result stands in a page that is ordered by distance."""
    placed = hit.distance_m is not None
    return (hit.distance_m if hit.distance_m is not None else REACH_M, not placed, hit.service_id)


def _may_reach(asked: Asked) -> bool:
    """A box, an area or a region is asked of places: what has no position is in none."""
    if asked.here is None or asked.box is not None or asked.within is not None:
        return False
    return asked.region_path is None and _has_unplaced(
        asked.needs, current_partition().name, current().url, period(PLACES_KEPT_S), UNPLACED.present
    )


@lru_cache(maxsize=1_024)
def _has_unplaced(needs: tuple[int, ...], _part: str, _url: str, _period: int, _generation: int) -> bool:
    """Whether any site without a position answers the needs; kept for half a minute."""
    return statements.any_unplaced(spelling(), fetch, needs)


def _unplaced(question: Question, after_id: str | None, count: int, *, document: bool) -> list[Hit]:
    """The next of them, less those that are answered at a place within reach."""
    found: list[tuple[str, int]] = []
    while len(found) < count:
        rows = statements.reaching(spelling(), fetch, question.asked, after_id=after_id, count=count)
        near = _answered_at_a_place(question, [key for _, key in rows])
        found += [(service_id, key) for service_id, key in rows if key not in near]
        if len(rows) < count:
            break
        after_id = rows[-1][0]
    keys = [key for _, key in found[:count]]
    sites = lists.sites(spelling(), fetch, keys, said=question.tells_said, document=document)
    return [Hit(None, service_id, sites[key], tier=RANK) for service_id, key in found[:count]]


class _Place(NamedTuple):
    of: int
    key: int
    longitude: float
    latitude: float


def _answered_at_a_place(question: Question, keys: Sequence[int]) -> set[int]:
    """Those of these sites whose service has a place within reach and radius that passes the filters."""
    near, asked = question.near, question.asked
    places = _places_beside(keys)
    if not places or near is None:
        return set()
    reach = REACH_M if question.radius_m is None else min(REACH_M, question.radius_m)
    away = _distances(near, places)
    close = [place for place, metres in zip(places, away, strict=True) if metres <= reach]
    if not close:
        return set()
    passing = lists.passing_keys(spelling(), fetch, asked, [place.key for place in close])
    return {place.of for place in close if place.key in passing}


def _places_beside(keys: Sequence[int]) -> list[_Place]:
    if not keys:
        return []
    return [
        _Place(of, key, longitude, latitude)
        for of, siblings in statements.siblings(spelling(), fetch, keys).items()
        if siblings
        for key, longitude, latitude, _ in orjson.loads(siblings)
        if longitude is not None
    ]


def _distances(near: Near, places: Sequence[_Place]) -> list[int]:
    longitudes, latitudes = [each.longitude for each in places], [each.latitude for each in places]
    return distances_m(near.longitude, near.latitude, longitudes, latitudes)


def without_answered_elsewhere(
    sites: Sequence[Site], measured: list[int | None], asked: Asked
) -> list[int | None]:
    """The distances with None where a service is farther than within reach and answers without a position."""
    if not _may_reach(asked):
        return measured
    beside: dict[int, list[int]] = {}
    for number, (site, metres) in enumerate(zip(sites, measured, strict=True)):
        if metres is not None and metres > REACH_M and site.siblings:
            beside[number] = [key for key, longitude, *_ in orjson.loads(site.siblings) if longitude is None]
    keys = [key for each in beside.values() for key in each]
    if not keys:
        return measured
    reaching = statements.reaching_keys(spelling(), fetch, asked, keys)
    return [
        None if not reaching.isdisjoint(beside.get(number, ())) else metres
        for number, metres in enumerate(measured)
    ]


def services_reaching(asked: Asked, most: int) -> set[str]:
    """Ids of services without a position that serve the place, of at most so many."""
    if not _may_reach(asked):
        return set()
    rows = statements.reaching(spelling(), fetch, asked, after_id=None, count=most)
    return {service_id for service_id, _ in rows}
