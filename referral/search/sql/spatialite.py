"""The index on SQLite: an R*Tree with the need as third axis for the nearest, FTS5 for text.

The nearest come by windows that grow until the last wanted hit lies within the window's inscribed circle. How large the
first window should be is remembered by need and area.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.kit.spatial import MEAN_RADIUS_M
from referral.search.rules import Asked, Site, WordAsked
from referral.search.sql.filters import OF_SITE, site_filters

MARK: str = "?"
Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
_SITE = "s.service_id, s.key, s.longitude, s.latitude, s.siblings"
TEXT: str = "s.key IN (SELECT rowid FROM search_text WHERE search_text MATCH ?)"
TIERS: tuple[str, ...] = ("{name}", "{name needs}", "{name needs organization}", "")
_METRES_PER_DEGREE = math.pi * MEAN_RADIUS_M / 180
# The square of half the chord on the unit sphere; grows with the distance. Values: latitude, cos latitude, longitude.
_HALF_CHORD = (
    "pow(sin(radians((i.min_latitude + i.max_latitude) / 2 - ?) / 2), 2)"
    " + ? * cos(radians((i.min_latitude + i.max_latitude) / 2))"
    " * pow(sin(radians((i.min_longitude + i.max_longitude) / 2 - ?) / 2), 2)"
)
_METRES = f"{2 * MEAN_RADIUS_M!r} * asin(min(1.0, sqrt(p.chord)))"
# Of how many points for each that is wanted the other filters are asked at first; and of any number.
_LOOK_AT, _ALL = 4, -1
_FIRST_WINDOW_M = 3_000.0
_HALF_ROUND_M = math.pi * MEAN_RADIUS_M
_radii: OrderedDict[tuple[Any, ...], float] = OrderedDict()
_REMEMBERED = 10_000


AREAS_OF_REGIONS = "SELECT key FROM search_area WHERE digest IN (?, ?, ?, ?, ?)"
# Those whose rectangle holds a point; whether the shape does is asked apart, by the same code on both databases.
SHAPES_AROUND = (
    "SELECT a.key, a.digest FROM idx_search_area_shape_geom i JOIN search_area a ON a.key = i.pkid"
    " WHERE i.xmin <= ? AND i.xmax >= ? AND i.ymin <= ? AND i.ymax >= ?"
)
SHAPE = "SELECT ST_AsBinary(i.geom) FROM search_area a JOIN search_area_shape i ON i.key = a.key WHERE a.digest = ?"


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
    asked: Asked,
    longitude: float,
    latitude: float,
    *,
    count: int,
    from_m: float,
    radius_m: float,
    look_at: int = _ALL,
) -> tuple[str, list[Any]]:
    """The `count` candidates nearest by the sphere within a window, one statement."""
    conditions, values = site_filters(asked, MARK)
    # Filters of what stands with a site may leave few: they are asked of each point, the others of the nearest first.
    first = not asked.words and not any(OF_SITE.search(condition) for condition in conditions)
    if asked.words:
        conditions.append(TEXT)
        values.append(text_query(asked.words, TIERS[-1]))
    parts, parameters = [], []
    for need in asked.needs:
        for window in _windows(longitude, latitude, radius_m):
            parts.append(_points(conditions if not first else ()))
            parameters += [float(latitude), math.cos(math.radians(latitude)), float(longitude)]
            parameters += [*window, need, need, *(values if not first else ())]
    points = " UNION ALL ".join(parts)
    if from_m > 0:
        points = f"SELECT id, chord FROM ({points}) WHERE chord >= ?"
        parameters.append(half_chord(from_m))
    chosen = _first_passing(points, conditions if first else ())
    statement = (
        f"SELECT {_METRES}, {_SITE}, s.document FROM ({chosen}) p"
        " JOIN search_site s ON s.key = (p.id >> 10) ORDER BY p.chord"
    )
    return statement, [*parameters, *([look_at, *values] if first and conditions else ()), count]


def _points(conditions: Sequence[str]) -> str:
    """The points of a need in a window that pass, each with its measure."""
    join = " JOIN search_site s ON s.key = (i.id >> 10)" if conditions else ""
    window = (
        "i.max_longitude >= ? AND i.min_longitude <= ? AND i.max_latitude >= ? AND i.min_latitude <= ?"
        " AND i.max_need >= ? AND i.min_need <= ?"
    )
    where = " AND ".join([window, *conditions])
    return f"SELECT i.id AS id, {_HALF_CHORD} AS chord FROM search_rtree i{join} WHERE {where}"


def _first_passing(points: str, conditions: Sequence[str]) -> str:
    """The nearest of the points. Filters that most sites pass are asked here, in the order of distance, so that they
    look at no more points than they have to; the inner limit also keeps that order.
    """
    if not conditions:
        return f"SELECT id, chord FROM ({points}) ORDER BY chord LIMIT ?"
    ordered = f"SELECT id, id >> 10 AS key, chord FROM ({points}) ORDER BY chord LIMIT ?"
    return f"SELECT s.id, s.chord FROM ({ordered}) s WHERE {' AND '.join(conditions)} LIMIT ?"


def nearest(
    fetch: Fetch, asked: Asked, longitude: float, latitude: float, *, count: int, from_m: float
) -> list[Site]:
    """Candidates in the order of the sphere."""
    kind = (
        asked.needs,
        asked.languages,
        asked.region_path,
        bool(asked.party),
        asked.serves,
        asked.modes,
        count,
    )
    near = (*kind, round(longitude * 10), round(latitude * 10))
    around = (*kind, round(longitude), round(latitude))
    radius = _radii.get(near) or _radii.get(around) or _FIRST_WINDOW_M
    radius = max(radius, from_m * 1.05)
    look_at = _LOOK_AT * count if asked.party or asked.serves or asked.modes else _ALL
    while True:
        statement, values = nearest_statement(
            asked, longitude, latitude, count=count, from_m=from_m, radius_m=radius, look_at=look_at
        )
        rows = fetch(statement, values)
        if len(rows) < count and look_at != _ALL:
            # Too few of those looked at have passed: now all of the window, and of those after it.
            look_at = _ALL
            continue
        sites = [Site._make(row) for row in rows]
        if radius >= _HALF_ROUND_M:
            return sites
        if len(sites) >= count and sites[-1].about_m <= radius * 0.999:
            _remember(near, sites[-1].about_m)
            _remember(around, sites[-1].about_m)
            return sites
        radius = _wider(radius, len(sites), count)


def _wider(radius: float, found: int, wanted: int) -> float:
    """A window that should hold enough, if density stays: between 1.5 and 4 times as wide."""
    factor = math.sqrt(wanted / (found + 0.5)) * 1.25
    return min(radius * min(max(factor, 1.5), 4.0), _HALF_ROUND_M)


def _remember(hint: tuple[Any, ...], metres: float) -> None:
    _radii[hint] = max(200.0, metres * 1.5)
    _radii.move_to_end(hint)
    if len(_radii) > _REMEMBERED:
        _radii.popitem(last=False)


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


def delete_sites(connection: Connection, keys: Sequence[int]) -> None:
    """Takes sites out of points and text. An R*Tree finds an id only when it is told the very id."""
    chosen = [{"key": key} for key in keys]
    points = []
    for each in chosen:
        needs = connection.execute(
            sa.text("SELECT need_key FROM search_site_need WHERE site_key = :key"), each
        )
        points += [{"id": (each["key"] << 10) | need} for (need,) in needs]
    if points:
        connection.execute(sa.text("DELETE FROM search_rtree WHERE id = :id"), points)
    connection.execute(sa.text("DELETE FROM search_text WHERE rowid = :key"), chosen)
    connection.execute(sa.text("DELETE FROM search_site_need WHERE site_key = :key"), chosen)


def forget_deleted(connection: Connection) -> None:
    """Deleted words stay in the segments of FTS5 until they are merged: now."""
    connection.execute(sa.text("INSERT INTO search_text (search_text) VALUES ('optimize')"))


def text_condition(words: Sequence[WordAsked]) -> tuple[str, str]:
    """A condition over `search_site` with the parameter `words`, and its value."""
    query = text_query(words, TIERS[-1])
    return "search_site.key IN (SELECT rowid FROM search_text WHERE search_text MATCH :words)", query
