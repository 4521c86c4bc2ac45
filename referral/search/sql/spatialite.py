"""The index on SQLite: an R*Tree with the need as third axis for the nearest, FTS5 for text.

The nearest come by windows that grow until the last wanted hit lies within the window's inscribed circle. How large the
first window should be is known from how dense the need was around there when it was last asked for.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.kit.spatial import MEAN_RADIUS_M
from referral.search.partitions import current_partition
from referral.search.rules import Asked, Box, Candidates, Site, WordAsked
from referral.search.sql.filters import SAID, Marks, Where, site_filters

MARK: str = "?"
Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
SITE: str = "{0}.service_id, {0}.key, {0}.longitude, {0}.latitude, {0}.siblings"
AREAS_OF_REGIONS = "SELECT key FROM search_area WHERE digest IN (?, ?, ?, ?, ?)"
# Those whose rectangle holds a point; whether the shape does is asked apart, by the same code on both databases.
SHAPES_AROUND = (
    "SELECT a.key, a.digest FROM idx_search_area_shape_geom i JOIN search_area a ON a.key = i.pkid"
    " WHERE i.xmin <= ? AND i.xmax >= ? AND i.ymin <= ? AND i.ymax >= ?"
)
SHAPE = "SELECT ST_AsBinary(i.geom) FROM search_area a JOIN search_area_shape i ON i.key = a.key WHERE a.digest = ?"
MARKS = Marks(MARK, "substr(?, f.hours_key + 1, 1) <> x'00'")
TEXT: str = "IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)"
TIERS: tuple[str, ...] = ("{name}", "{name needs}", "{name needs organization}", "")
_METRES_PER_DEGREE = math.pi * MEAN_RADIUS_M / 180
# The square of half the chord on the unit sphere; grows with the distance. Values: latitude, cos latitude, longitude.
_HALF_CHORD = (
    "pow(sin(radians((i.min_latitude + i.max_latitude) / 2 - ?) / 2), 2)"
    " + ? * cos(radians((i.min_latitude + i.max_latitude) / 2))"
    " * pow(sin(radians((i.min_longitude + i.max_longitude) / 2 - ?) / 2), 2)"
)
_METRES = f"{2 * MEAN_RADIUS_M!r} * asin(min(1.0, sqrt(p.chord)))"
# Values: west, east, south, north, need twice.
_MEETS = (
    "i.max_longitude >= ? AND i.min_longitude <= ? AND i.max_latitude >= ? AND i.min_latitude <= ?"
    " AND i.max_need >= ? AND i.min_need <= ?"
)
# Of how many points for each that is wanted the filters are asked at first; and of any number.
_LOOK_AT, _ALL = 4, -1
_FIRST_APART_M = 600.0
_HALF_ROUND_M = math.pi * MEAN_RADIUS_M
_apart: OrderedDict[tuple[Any, ...], float] = OrderedDict()
_REMEMBERED = 10_000


def half_chord(metres: float) -> float:
    """The measure of the statement for a distance on the sphere."""
    return math.sin(min(metres / (2 * MEAN_RADIUS_M), math.pi / 2)) ** 2


def _windows(longitude: float, latitude: float, radius_m: float) -> list[tuple[float, float, float, float]]:
    """Rectangles (west, east, south, north) that hold the circle; two where it crosses the date line."""
    high = radius_m / _METRES_PER_DEGREE
    south, north = latitude - high, latitude + high
    if north >= 89.0 or south <= -89.0:
        return [(-180.0, 180.0, max(south, -90.0), min(north, 90.0))]
    wide = math.degrees(
        math.asin(min(1.0, math.sin(math.radians(min(high, 90.0))) / math.cos(math.radians(latitude))))
    )
    west, east = longitude - wide, longitude + wide
    if wide >= 90 or east - west >= 360:
        return [(-180.0, 180.0, south, north)]
    if west < -180:
        return [(west + 360, 180.0, south, north), (-180.0, east, south, north)]
    if east > 180:
        return [(west, 180.0, south, north), (-180.0, east - 360, south, north)]
    return [(west, east, south, north)]


def nearest_statement(
    asked: Asked, wanted: Candidates, *, radius_m: float, look_at: int = _ALL
) -> tuple[str, list[Any]]:
    """The candidates nearest by the sphere within a window, one statement.

    Filters of what sites say are asked in the order of distance, of `look_at` points at most, so that no more sites are
    looked at than have to be; other filters may leave few, and are asked of each point of the window.
    """
    filters, latitude, said = site_filters(asked, MARKS), float(wanted.latitude), wanted.said
    if asked.words:
        filters.add(f"(i.id >> 10) {TEXT}", text_query(asked.words, TIERS[-1]))
    lazy = not filters.site and not asked.words
    within, values = (None, []) if lazy else (filters, filters.values)
    parts, parameters = [], []
    for need in asked.needs:
        for window in _windows(wanted.longitude, latitude, radius_m):
            parts.append(_points(within))
            parameters += [latitude, math.cos(math.radians(latitude)), float(wanted.longitude)]
            parameters += [*window, need, need, *values]
    points = " UNION ALL ".join(parts)
    if wanted.from_m > 0:
        points = f"SELECT id, chord FROM ({points}) WHERE chord >= ?"
        parameters.append(half_chord(wanted.from_m))
    looks = lazy and bool(filters.conditions)
    first = look_at if looks else wanted.count
    # Numbers, not marks: SQLite prepares a statement anew each time that a mark of a LIMIT is given its value.
    ordered = f"SELECT id >> 10 AS key, chord FROM ({points}) ORDER BY chord LIMIT {first:d}"
    documents = "s.document, s.areas" if wanted.document else "NULL, NULL"
    columns = f"{_METRES}, {SITE.format('f' if said else 's')}, {documents}{f', {SAID}' if said else ''}"
    # CROSS JOIN keeps the order of the points, and stops at the last that is wanted.
    tables = " CROSS JOIN search_filter f ON f.key = p.key" if said or looks else ""
    tables += " CROSS JOIN search_site s ON s.key = p.key" if wanted.document or not said else ""
    statement = f"SELECT {columns} FROM ({ordered}) p{tables}"
    if looks:
        return f"{statement} WHERE {filters.text} LIMIT {wanted.count:d}", [*parameters, *filters.values]
    return statement, parameters


def _points(within: Where | None) -> str:
    """The points of a need in a window, each with its measure; those that pass, where filters are given."""
    join = within.joins("(i.id >> 10)") if within is not None else ""
    where = " AND ".join([_MEETS, *(within.conditions if within is not None else ())])
    return f"SELECT i.id AS id, {_HALF_CHORD} AS chord FROM search_rtree i{join} WHERE {where}"


def nearest(fetch: Fetch, asked: Asked, wanted: Candidates) -> list[Site]:
    """Candidates in the order of the sphere."""
    count = wanted.count
    part, open_then, reads = current_partition().name, asked.hours is not None, asked.reads_said
    kind = (part, asked.needs, asked.languages, asked.region_path, bool(asked.party), open_then, reads)
    near = (*kind, round(wanted.longitude * 10), round(wanted.latitude * 10))
    around = (*kind, round(wanted.longitude), round(wanted.latitude))
    apart = _apart.get(near) or _apart.get(around) or _FIRST_APART_M
    radius = max(apart * math.sqrt(count), wanted.from_m * 1.05)
    look_at = _LOOK_AT * count if reads else _ALL
    while True:
        statement, values = nearest_statement(asked, wanted, radius_m=radius, look_at=look_at)
        sites = [Site(*row) for row in fetch(statement, values)]
        if len(sites) < count and look_at != _ALL:
            # Too few of those that were looked at have passed: now all of the window, and of those after it.
            look_at = _ALL
            continue
        if radius >= _HALF_ROUND_M:
            return sites
        if len(sites) >= count and sites[-1].about_m <= radius * 0.999:
            _remember(near, sites[-1].about_m, count)
            _remember(around, sites[-1].about_m, count)
            return sites
        radius = _wider(radius, len(sites), count)


def _wider(radius: float, found: int, wanted: int) -> float:
    """A window that should hold enough, if density stays: between 1.5 and 4 times as wide."""
    factor = math.sqrt(wanted / (found + 0.5)) * 1.25
    return min(radius * min(max(factor, 1.5), 4.0), _HALF_ROUND_M)


def _remember(hint: tuple[Any, ...], metres: float, count: int) -> None:
    """The window that would have held so many, half as wide again, for one of them."""
    _apart[hint] = max(200.0, metres * 1.5) / math.sqrt(count)
    _apart.move_to_end(hint)
    if len(_apart) > _REMEMBERED:
        _apart.popitem(last=False)


def keys_in(need: int, box: Box) -> tuple[str, list[Any]]:
    """Sites of the need whose points lie in the box, or hardly outside of it: the R*Tree rounds outwards."""
    statement = f"SELECT i.id >> 10 AS key FROM search_rtree i WHERE {_MEETS}"
    return statement, [box.west, box.east, box.south, box.north, need, need]


def text_query(words: Sequence[WordAsked], fields: str) -> str:
    """An FTS5 query: every word must be met within the fields."""
    query = " AND ".join(f"({_word_query(word)})" for word in words)
    return f"{fields} : ({query})" if fields else query


def _word_query(word: WordAsked) -> str:
    exact = [f'"{term}"' for term in word.terms]
    return " OR ".join([*exact, *(f'"{start}" *' for start in word.prefixes)])


# ---- writing -------------------------------------------------------------------------------------------------------

TEXT_COLUMNS = ("rowid", "name", "needs", "organization", "place")
POINT_TABLE = "search_rtree"
POINT_COLUMNS = (
    "id",
    "min_longitude",
    "max_longitude",
    "min_latitude",
    "max_latitude",
    "min_need",
    "max_need",
)
VOCABULARY = "SELECT term, doc FROM search_text_vocabulary"


def point_row(need: int, key: int, longitude: float, latitude: float) -> tuple[Any, ...]:
    """A row of the points."""
    return (key << 10) | need, longitude, longitude, latitude, latitude, need, need


def text_row(key: int, fields: Sequence[Sequence[str]]) -> tuple[Any, ...]:
    """A row of the text."""
    return (key, *(" ".join(terms) for terms in fields))


def delete_sites(connection: Connection, keys: Sequence[int], *, part: str) -> None:
    """Takes sites out of points and text of a part of the index. An R*Tree finds an id only by the very id."""
    chosen = [{"key": key} for key in keys]
    points = []
    for each in chosen:
        asked = sa.text(f"SELECT need_key FROM {part}_site_need WHERE site_key = :key")
        needs = connection.execute(asked, each)
        points += [{"id": (each["key"] << 10) | need} for (need,) in needs]
    if points:
        connection.execute(sa.text(f"DELETE FROM {part}_rtree WHERE id = :id"), points)
    connection.execute(sa.text(f"DELETE FROM {part}_text WHERE rowid = :key"), chosen)
    connection.execute(sa.text(f"DELETE FROM {part}_site_need WHERE site_key = :key"), chosen)


def forget_deleted(connection: Connection, *, part: str) -> None:
    """Deleted words stay in the segments of FTS5 until they are merged: now."""
    connection.execute(sa.text(f"INSERT INTO {part}_text ({part}_text) VALUES ('optimize')"))


def text_condition(words: Sequence[WordAsked]) -> tuple[str, str]:
    """A condition over `search_site` with the parameter `words`, and its value."""
    query = text_query(words, TIERS[-1])
    return "search_site.key IN (SELECT rowid FROM search_text WHERE search_text MATCH :words)", query


def keys_in_box(need: int) -> str:
    """As `keys_in`, with the names of `box_values`."""
    return (
        "SELECT id >> 10 FROM search_rtree WHERE max_longitude >= :west AND min_longitude <= :east"
        f" AND max_latitude >= :south AND min_latitude <= :north AND max_need >= {need:d} AND min_need <= {need:d}"
    )


def box_values(box: Box) -> dict[str, Any]:
    """The values of `keys_in_box`."""
    return {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
