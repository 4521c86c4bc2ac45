"""Searches within a box or an area: by the spatial index where that meets few sites, by walking where it meets many.

Both ways give the same answer. The index is asked for boxes that hold what is wanted, up to a number of sites; if there
are more, what matches is so frequent that the walk in the order of the answer soon has a page, and a like box is not
asked of the index again. What lies in an area exactly is decided here, by its own geometry, alike on both databases.
"""

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from referral.search.rules import Asked, Box
from referral.search.sql import lists
from referral.search.sql.filters import Where
from referral.search.sql.lists import Fetch, Spelling

MOST_HITS = 2_000
# A site that the index meets costs as much as some 200 steps of the walk, which looks at no row; and the walk takes as
# many steps for one of its page as there are sites for each that is met: with 200,000 the two are even at this, times
# the root of the page.
_HITS_OF_PAGE = 30
# Around the point itself the nearest are soon found, unless there are hardly any.
_HITS_AROUND = 200
_many: OrderedDict[tuple[Any, ...], None] = OrderedDict()
_REMEMBERED = 10_000
_CHUNK, _LARGEST_CHUNK = 500, 16_000


class Indexed(Spelling, Protocol):
    """A dialect with the keys of the sites of a need whose points lie in a box, or hardly outside of it."""

    def keys_in(self, need: int, box: Box, /) -> tuple[str, list[Any]]: ...


class Placed(NamedTuple):
    """A site with its position."""

    service_id: str
    key: int
    longitude: float
    latitude: float


_SITE = ", ".join(f"s.{name}" for name in Placed._fields)


def listed(
    spelling: Indexed, fetch: Fetch, asked: Asked, *, tier: int | None, after_id: str | None, count: int
) -> list[tuple[str, int]]:
    """What `lists.listed` gives, where an area is asked for too."""
    if asked.within is not None:
        chosen = lists.matching(spelling, asked, tier=tier, after_id=after_id, by_need=False)
        few = _few(spelling, fetch, asked, chosen, most=MOST_HITS)
        sites = _walked(spelling, fetch, asked, tier=tier, after_id=after_id) if few is None else few
        return _firsts(sites, count)
    if asked.box is not None and (like := _like(asked)) not in _many:
        found = _first_of_few(spelling, fetch, asked, tier=tier, after_id=after_id, count=count)
        if found is not None:
            return found
        _remember(like)
    return lists.listed(spelling, fetch, asked, tier=tier, after_id=after_id, count=count)


def few_sites(
    spelling: Indexed, fetch: Fetch, asked: Asked, *, longitude: float, latitude: float
) -> list[Placed] | None:
    """All sites that match, exactly; None where no area is asked for, or where asking for the nearest is less work."""
    if asked.within is None and asked.box is None:
        return None
    where = lists.matching(spelling, asked, tier=None, after_id=None, by_need=False)
    if asked.words:
        where.add(f"s.key {spelling.TEXT}", spelling.text_query(asked.words, spelling.TIERS[-1]))
    around = any(box.holds(longitude, latitude) for box in windows(asked))
    most = min(_HITS_AROUND, MOST_HITS) if around else MOST_HITS
    return _few(spelling, fetch, asked, where, most=most)


def _like(asked: Asked) -> tuple[Any, ...]:
    """The same for boxes of about this size at about this place."""
    sizes = ((box.east - box.west, box.north - box.south, box) for box in windows(asked))
    return asked.needs, tuple(
        (_magnitude(wide), _magnitude(high), _nearly(box.west, wide), _nearly(box.south, high))
        for wide, high, box in sizes
    )


def _magnitude(degrees: float) -> int:
    return round(2 * math.log2(max(degrees, 1e-6)))


def _nearly(side: float, degrees: float) -> int:
    return round(2 * side / max(degrees, 1e-6))


def _remember(like: tuple[Any, ...]) -> None:
    _many[like] = None
    if len(_many) > _REMEMBERED:
        _many.popitem(last=False)


def inside(asked: Asked, sites: Iterable[Sequence[Any]]) -> list[Placed]:
    """Those of the sites that the area holds."""
    placed = [Placed._make(site) for site in sites]
    if asked.within is None or not placed:
        return placed
    held = asked.within.hold([site.longitude for site in placed], [site.latitude for site in placed])
    return [site for site, holds in zip(placed, held, strict=True) if holds]


def windows(asked: Asked) -> list[Box]:
    """Boxes that hold together what is asked for, none across the date line."""
    boxes = asked.box.parts() if asked.box is not None else None
    if asked.within is None:
        return boxes or []
    if boxes is None:
        return [*asked.within.windows]
    shared = (one.shared(other) for one in asked.within.windows for other in boxes)
    return [box for box in shared if box is not None]


def _hits(spelling: Indexed, asked: Asked, most: int) -> tuple[str, list[Any]]:
    """The common tables `search_hits`, keys from the index up to one more than few, and `search_few`, their number.

    They are named as what readers may read.
    """
    texts, values = [], []
    for need in asked.needs:
        for box in windows(asked):
            text, given = spelling.keys_in(need, box)
            texts.append(text)
            values += given
    union = " UNION ALL ".join(texts) or "SELECT 0 AS key WHERE false"
    head = (
        f"WITH search_hits AS MATERIALIZED (SELECT p.key FROM ({union}) AS p LIMIT {most + 1:d}),"
        " search_few AS MATERIALIZED (SELECT count(*) AS n FROM search_hits)"
    )
    return head, values


def _of_hits(
    spelling: Indexed, asked: Asked, columns: str, end: str, *, where: Where, most: int
) -> tuple[str, list[Any]]:
    """A statement over the hits where they are few: their number stands in each row, and alone where none matches."""
    head, values = _hits(spelling, asked, most)
    conditions = " AND ".join([f"(SELECT n FROM search_few) <= {most:d}", *where.conditions])
    matched = (
        f"SELECT {columns} FROM search_hits h JOIN search_site s ON s.key = h.key{where.joins('h.key')}"
        f" WHERE {conditions} {end}"
    )
    statement = (
        f"{head} SELECT w.n, r.* FROM search_few w LEFT JOIN ({matched}) AS r ON true"
        " ORDER BY r.service_id, r.key"
    )
    return statement, values


def _first_of_few(
    spelling: Indexed, fetch: Fetch, asked: Asked, *, tier: int | None, after_id: str | None, count: int
) -> list[tuple[str, int]] | None:
    """(service id, key of its first site), or None where the index meets many."""
    where = lists.matching(spelling, asked, tier=tier, after_id=after_id, by_need=False)
    end = f"GROUP BY s.service_id ORDER BY s.service_id LIMIT {count:d}"
    columns = "s.service_id, min(s.key) AS key"
    most = min(int(_HITS_OF_PAGE * math.sqrt(count)), MOST_HITS)
    statement, values = _of_hits(spelling, asked, columns, end, where=where, most=most)
    rows = fetch(statement, [*values, *where.values])
    if rows[0][0] > most:
        return None
    return [(row[1], row[2]) for row in rows if row[1] is not None]


def _few(spelling: Indexed, fetch: Fetch, asked: Asked, where: Where, *, most: int) -> list[Placed] | None:
    """The sites under these conditions by service id and key, or None where the index meets many."""
    statement, values = _of_hits(spelling, asked, _SITE, "", where=where, most=most)
    rows = fetch(statement, [*values, *where.values])
    if rows[0][0] > most:
        return None
    # A site stands once for each window and need that meets it.
    return inside(asked, dict.fromkeys(row[1:] for row in rows if row[1] is not None))


def _walked(
    spelling: Indexed, fetch: Fetch, asked: Asked, *, tier: int | None, after_id: str | None
) -> Iterator[Placed]:
    """Sites that match by service id and key, read in pieces, as far as somebody asks."""
    mark, size = spelling.MARK, _CHUNK
    after: list[Any] = []
    while True:
        first = after_id if not after else None
        where = lists.matching(spelling, asked, tier=tier, after_id=first, by_need=True)
        if after:
            where.add(f"(s.service_id, s.key) > ({mark}, {mark})", *after)
        where.add("s.longitude IS NOT NULL")
        statement = (
            f"SELECT {_SITE} FROM search_site s{where.joins('s.key')} WHERE {where.text}"
            f" ORDER BY s.service_id, s.key LIMIT {size:d}"
        )
        rows = fetch(statement, where.values)
        yield from inside(asked, rows)
        if len(rows) < size:
            return
        after, size = [*rows[-1][:2]], min(size * 2, _LARGEST_CHUNK)


def _firsts(sites: Iterable[Placed], count: int) -> list[tuple[str, int]]:
    """The first site of each service, for so many services."""
    found: dict[str, int] = {}
    for site in sites:
        if site.service_id not in found and len(found) == count:
            break
        found.setdefault(site.service_id, site.key)
    return list(found.items())
