"""The index on PostGIS: GiST(need, geography) for the nearest, GIN over weighted terms for text."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.search.rules import Asked, Site, WordAsked
from referral.search.sql.filters import OF_SITE, site_filters

MARK: str = "%s"
Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
_POINT = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"
_SITE = "s.service_id::text, s.key, s.longitude, s.latitude, s.siblings"
TEXT: str = "s.key IN (SELECT site_key FROM search_text WHERE terms @@ %s::tsquery)"
AREAS_OF_REGIONS = "SELECT key FROM search_area WHERE digest IN (%s, %s, %s, %s, %s)"
# Those whose rectangle holds a point; whether the shape does is asked apart, by the same code on both databases.
SHAPES_AROUND = (
    "SELECT a.key, a.digest FROM search_area_shape i JOIN search_area a ON a.key = i.key"
    " WHERE i.geom && ST_SetSRID(ST_MakeBox2D(ST_MakePoint(%s, %s), ST_MakePoint(%s, %s)), 4326)"
)
SHAPE = "SELECT ST_AsBinary(i.geom) FROM search_area a JOIN search_area_shape i ON i.key = a.key WHERE a.digest = %s"
# The fields of each tier: the name; with needs; with the organisation; with place and description.
TIERS: tuple[str, ...] = ("A", "AB", "ABC", "ABCD")


def nearest_statement(
    asked: Asked, longitude: float, latitude: float, *, count: int, from_m: float
) -> tuple[str, list[Any]]:
    """The `count` candidates nearest by the sphere, one statement. Longitude first, floats always."""
    conditions, values = site_filters(asked, MARK)
    if asked.words:
        conditions.append(TEXT)
        values.append(text_query(asked.words, TIERS[-1]))
    parts: list[str] = []
    parameters: list[Any] = []
    for need in asked.needs:
        part, given = _nearest_of_need(
            need, longitude, latitude, conditions, values, count=count, from_m=from_m
        )
        parts.append(part)
        parameters += given
    points = parts[0] if len(parts) == 1 else " UNION ALL ".join(f"({part})" for part in parts)
    statement = (
        f"SELECT p.about_m, {_SITE}, s.document FROM ({points}) p"
        " JOIN search_site s ON s.key = p.site_key ORDER BY p.about_m"
    )
    if len(parts) > 1:
        statement += f" LIMIT {count:d}"
    return statement, parameters


def _nearest_of_need(
    need: int,
    longitude: float,
    latitude: float,
    conditions: list[str],
    values: list[Any],
    *,
    count: int,
    from_m: float,
) -> tuple[str, list[Any]]:
    parameters: list[Any] = [float(longitude), float(latitude), need]
    source = "search_point i"
    if any(OF_SITE.search(condition) for condition in conditions):
        source += " JOIN search_site s ON s.key = i.site_key"
    elif conditions:
        # Conditions that read no more of a site than its key need no look at the site.
        source += " CROSS JOIN LATERAL (SELECT i.site_key AS key) s"
    where = ["i.need_key = %s::smallint", *conditions]
    parameters += values
    if from_m > 0:
        where.append(f"i.geog <-> {_POINT} >= %s")
        parameters += [float(longitude), float(latitude), float(from_m)]
    statement = (
        f"SELECT i.site_key, i.geog <-> {_POINT} AS about_m FROM {source}"
        f" WHERE {' AND '.join(where)} ORDER BY about_m LIMIT {count:d}"
    )
    return statement, parameters


def nearest(
    fetch: Fetch, asked: Asked, longitude: float, latitude: float, *, count: int, from_m: float
) -> list[Site]:
    """Candidates in the order of the sphere."""
    statement, values = nearest_statement(asked, longitude, latitude, count=count, from_m=from_m)
    return [Site._make(row) for row in fetch(statement, values)]


def text_query(words: Sequence[WordAsked], weights: str) -> str:
    """The text of a tsquery: every word must be met within the fields of these weights."""
    return " & ".join(f"({_word_query(word, weights)})" for word in words)


def _word_query(word: WordAsked, weights: str) -> str:
    exact = [f"'{term}':{weights}" for term in word.terms]
    return " | ".join([*exact, *(f"'{start}':*{weights}" for start in word.prefixes)])


# ---- writing -------------------------------------------------------------------------------------------------------

TEXT_COLUMNS = ("site_key", "terms")
POINT_TABLE = "search_point"
POINT_COLUMNS = ("need_key", "site_key", "geog")
VOCABULARY = "SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_text')"


def point_row(need: int, key: int, longitude: float, latitude: float) -> tuple[Any, ...]:
    """A row of the points."""
    return need, key, f"SRID=4326;POINT({longitude!r} {latitude!r})"


def text_row(key: int, fields: Sequence[Sequence[str]]) -> tuple[Any, ...]:
    """A row of the text: each term with the best weight that it has. Folded terms are plain ASCII words."""
    best: dict[str, str] = {}
    for weight, terms in zip("ABCD", fields, strict=True):
        for term in terms:
            best.setdefault(term, weight)
    return key, " ".join(f"'{term}':1{weight}" for term, weight in best.items())


def delete_sites(connection: Connection, keys: Sequence[int]) -> None:
    """Takes sites out of points and text."""
    for table in ("search_point", "search_text", "search_site_need"):
        connection.execute(sa.text(f"DELETE FROM {table} WHERE site_key = ANY(:keys)"), {"keys": list(keys)})


def forget_deleted(_connection: Connection) -> None:
    """Nothing to do: what is deleted can be read by no statement."""


def text_condition(words: Sequence[WordAsked]) -> tuple[str, str]:
    """A condition over `search_site` with the parameter `words`, and its value."""
    query = text_query(words, TIERS[-1])
    return (
        "search_site.key IN (SELECT site_key FROM search_text WHERE terms @@ CAST(:words AS tsquery))",
        query,
    )
