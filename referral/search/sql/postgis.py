"""The index on PostGIS: GiST(need, geography) for the nearest, GIN over weighted terms for text."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.search.rules import Asked, Site, WordAsked
from referral.search.sql.filters import site_filters

MARK = "%s"
Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
_POINT = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"
_SITE = "s.service_id, s.key, s.longitude, s.latitude, s.siblings"
_TEXT = "s.key IN (SELECT site_key FROM search_text WHERE terms @@ %s::tsquery)"
# The fields of each tier: the name; with needs; with the organisation; with place and description.
_TIERS = ("A", "AB", "ABC", "ABCD")


def nearest_statement(
    asked: Asked, longitude: float, latitude: float, *, count: int, from_m: float
) -> tuple[str, list[Any]]:
    """The `count` candidates nearest by the sphere, one statement. Longitude first, floats always."""
    conditions, values = site_filters(asked, MARK)
    if asked.words:
        conditions.append(_TEXT)
        values.append(text_query(asked.words, _TIERS[-1]))
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
        f"SELECT p.about_m, {_SITE}, p.need_key, s.document FROM ({points}) p"
        " JOIN search_site s ON s.key = p.site_key ORDER BY p.about_m"
    )
    if len(parts) > 1:
        statement += " LIMIT %s"
        parameters.append(count)
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
    join = " JOIN search_site s ON s.key = i.site_key" if conditions else ""
    where = ["i.need_key = %s", *conditions]
    parameters += values
    if from_m > 0:
        where.append(f"i.geog <-> {_POINT} >= %s")
        parameters += [float(longitude), float(latitude), float(from_m)]
    statement = (
        f"SELECT i.site_key, i.need_key, i.geog <-> {_POINT} AS about_m FROM search_point i{join}"
        f" WHERE {' AND '.join(where)} ORDER BY about_m LIMIT %s"
    )
    return statement, [*parameters, count]


def nearest(
    fetch: Fetch, asked: Asked, longitude: float, latitude: float, *, count: int, from_m: float
) -> list[Site]:
    """Candidates in the order of the sphere."""
    return [
        Site(*row)
        for row in fetch(*nearest_statement(asked, longitude, latitude, count=count, from_m=from_m))
    ]


def text_query(words: Sequence[WordAsked], weights: str) -> str:
    """The text of a tsquery: every word must be met within the fields of these weights."""
    return " & ".join(f"({_word_query(word, weights)})" for word in words)


def _word_query(word: WordAsked, weights: str) -> str:
    exact = [f"'{term}':{weights}" for term in word.terms]
    return " | ".join([*exact, *(f"'{start}':*{weights}" for start in word.prefixes)])


def _selection(asked: Asked) -> tuple[list[str], list[Any]]:
    conditions, values = site_filters(asked, MARK)
    if asked.needs != (0,):
        marks = ", ".join(["%s"] * len(asked.needs))
        conditions.append(
            f"s.key IN (SELECT n.site_key FROM search_site_need n WHERE n.need_key IN ({marks}))"
        )
        values += list(asked.needs)
    return conditions, values


def listed(
    fetch: Fetch, asked: Asked, *, tier: int | None, after_id: str | None, count: int
) -> list[tuple[str, str]]:
    """(service id, document) by service id: all that match, or what matches the text first in this tier."""
    conditions, values = _selection(asked)
    if tier is not None:
        conditions.append(_TEXT)
        values.append(text_query(asked.words, _TIERS[tier]))
        if tier > 0:
            conditions.append("s.key NOT IN (SELECT site_key FROM search_text WHERE terms @@ %s::tsquery)")
            values.append(text_query(asked.words, _TIERS[tier - 1]))
    if after_id is not None:
        conditions.append("s.service_id > %s")
        values.append(after_id)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    statement = (
        f"SELECT DISTINCT ON (s.service_id) s.service_id, s.document FROM search_site s {where}"
        " ORDER BY s.service_id, s.key LIMIT %s"
    )
    return [(row[0], row[1]) for row in fetch(statement, [*values, count])]


def tiers() -> int:
    """How many tiers of text there are."""
    return len(_TIERS)


def matching_sites(fetch: Fetch, asked: Asked) -> list[tuple[Any, ...]]:
    """(service id, key, longitude, latitude, region path) of all sites that match, for few of them."""
    conditions, values = _selection(asked)
    conditions.append(_TEXT)
    values.append(text_query(asked.words, _TIERS[-1]))
    conditions.append("s.longitude IS NOT NULL")
    where = " AND ".join(conditions)
    statement = f"SELECT s.service_id, s.key, s.longitude, s.latitude FROM search_site s WHERE {where}"
    return fetch(statement, values)


def documents(fetch: Fetch, keys: Sequence[int]) -> dict[int, str]:
    """Documents by site key."""
    rows = fetch("SELECT s.key, s.document FROM search_site s WHERE s.key = ANY(%s)", [list(keys)])
    return {row[0]: row[1] for row in rows}


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


def text_condition(words: Sequence[WordAsked]) -> tuple[str, str]:
    """A condition over `search_site` with the parameter `words`, and its value."""
    query = text_query(words, _TIERS[-1])
    return (
        "search_site.key IN (SELECT site_key FROM search_text WHERE terms @@ CAST(:words AS tsquery))",
        query,
    )


def estimate(fetch: Fetch, words: Sequence[WordAsked], most: int) -> int:
    """How many sites match the text, counted up to one more than `most`."""
    rows = fetch(
        "SELECT count(*) FROM (SELECT 1 FROM search_text WHERE terms @@ %s::tsquery LIMIT %s) t",
        [text_query(words, _TIERS[-1]), most + 1],
    )
    return int(rows[0][0])
