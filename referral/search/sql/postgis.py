"""The index on PostGIS: GiST(need, geography) for the nearest, GIN over weighted terms for text."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.search.rules import Asked, Box, Candidates, Site, WordAsked
from referral.search.sql.corners import corners
from referral.search.sql.filters import SAID, Marks, Where, site_filters

MARK: str = "%s"
Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
_POINT = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"
SITE: str = "{0}.service_id::text, {0}.key, {0}.longitude, {0}.latitude, {0}.siblings"
AREAS_OF_REGIONS = "SELECT key FROM search_area WHERE digest IN (%s, %s, %s, %s, %s)"
# Those whose rectangle holds a point; whether the shape does is asked apart, by the same code on both databases.
SHAPES_AROUND = (
    "SELECT a.key, a.digest FROM search_area_shape i JOIN search_area a ON a.key = i.key"
    " WHERE i.geom && ST_SetSRID(ST_MakeBox2D(ST_MakePoint(%s, %s), ST_MakePoint(%s, %s)), 4326)"
)
SHAPE = "SELECT ST_AsBinary(i.geom) FROM search_area a JOIN search_area_shape i ON i.key = a.key WHERE a.digest = %s"
MARKS = Marks(MARK, "substr(%s::bytea, f.hours_key + 1, 1) <> '\\x00'::bytea")
TEXT: str = "IN (SELECT site_key FROM search_text WHERE terms @@ %s::tsquery)"
AREAS_OF_REGIONS = "SELECT key FROM search_area WHERE digest IN (%s, %s, %s, %s, %s)"
# Those whose rectangle holds a point; whether the shape does is asked apart, by the same code on both databases.
SHAPES_AROUND = (
    "SELECT a.key, a.digest FROM search_area_shape i JOIN search_area a ON a.key = i.key"
    " WHERE i.geom && ST_SetSRID(ST_MakeBox2D(ST_MakePoint(%s, %s), ST_MakePoint(%s, %s)), 4326)"
)
SHAPE = "SELECT ST_AsBinary(i.geom) FROM search_area a JOIN search_area_shape i ON i.key = a.key WHERE a.digest = %s"
# The fields of each tier: the name; with needs; with the organisation; with place and description.
TIERS: tuple[str, ...] = ("A", "AB", "ABC", "ABCD")


def nearest_statement(asked: Asked, wanted: Candidates) -> tuple[str, list[Any]]:
    """The candidates nearest by the sphere, one statement. Longitude first, floats always."""
    where = site_filters(asked, MARKS)
    if asked.words:
        where.add(f"i.site_key {TEXT}", text_query(asked.words, TIERS[-1]))
    columns = "i.site_key"
    if wanted.said:
        # What a site says comes along with its point: a second look at its row would cost as much as the first.
        where.said = True
        columns = f"{SITE.format('f')}, NULL, NULL, {SAID}"
    parts: list[str] = []
    parameters: list[Any] = []
    for need in asked.needs:
        part, given = _nearest_of_need(need, wanted, where, columns)
        parts.append(part)
        parameters += given
    points = parts[0] if len(parts) == 1 else " UNION ALL ".join(f"({part})" for part in parts)
    statement = points if len(parts) == 1 else f"{points} ORDER BY about_m LIMIT {wanted.count:d}"
    if not wanted.said:
        statement = (
            f"SELECT p.about_m, {SITE.format('s')}, {'s.document, s.areas' if wanted.document else 'NULL, NULL'}"
            f" FROM ({statement}) p JOIN search_site s ON s.key = p.site_key ORDER BY p.about_m"
        )
    elif wanted.document:
        statement = _with_documents(statement)
    return statement, parameters


def _with_documents(said: str) -> str:
    before = "p.about_m, p.service_id, p.key, p.longitude, p.latitude, p.siblings"
    after = SAID.replace("f.", "p.")
    return (
        f"SELECT {before}, s.document, s.areas, {after} FROM ({said}) p JOIN search_site s ON s.key = p.key"
        " ORDER BY p.about_m"
    )


def _nearest_of_need(need: int, wanted: Candidates, where: Where, columns: str) -> tuple[str, list[Any]]:
    point = [float(wanted.longitude), float(wanted.latitude)]
    parameters: list[Any] = [*point, need, *where.values]
    conditions = ["i.need_key = %s::smallint", *where.conditions]
    if wanted.from_m > 0:
        conditions.append(f"i.geog <-> {_POINT} >= %s")
        parameters += [*point, float(wanted.from_m)]
    statement = (
        f"SELECT i.geog <-> {_POINT} AS about_m, {columns} FROM search_point i{where.joins('i.site_key')}"
        f" WHERE {' AND '.join(conditions)} ORDER BY about_m LIMIT {wanted.count:d}"
    )
    return statement, parameters


def nearest(fetch: Fetch, asked: Asked, wanted: Candidates) -> list[Site]:
    """Candidates in the order of the sphere."""
    statement, values = nearest_statement(asked, wanted)
    return [Site(*row) for row in fetch(statement, values)]


def keys_in(need: int, box: Box) -> tuple[str, list[Any]]:
    """Sites of the need whose points lie in the box, or hardly outside of it."""
    where = "i.need_key = %s::smallint AND i.geog && %s::geography"
    return f"SELECT i.site_key AS key FROM search_point i WHERE {where}", [need, corners(box)]


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


def delete_sites(connection: Connection, keys: Sequence[int], *, part: str) -> None:
    """Takes sites out of points and text of a part of the index."""
    for table in (f"{part}_point", f"{part}_text", f"{part}_site_need"):
        connection.execute(sa.text(f"DELETE FROM {table} WHERE site_key = ANY(:keys)"), {"keys": list(keys)})


def forget_deleted(_connection: Connection, *, part: str) -> None:
    """Nothing to do: what is deleted can be read by no statement."""


def text_condition(words: Sequence[WordAsked]) -> tuple[str, str]:
    """A condition over `search_site` with the parameter `words`, and its value."""
    query = text_query(words, TIERS[-1])
    return (
        "search_site.key IN (SELECT site_key FROM search_text WHERE terms @@ CAST(:words AS tsquery))",
        query,
    )


def keys_in_box(need: int) -> str:
    """As `keys_in`, with the names of `box_values`."""
    where = f"need_key = CAST({need:d} AS smallint) AND geog && CAST(:corners AS geography)"
    return f"SELECT site_key FROM search_point WHERE {where}"


def box_values(box: Box) -> dict[str, Any]:
    """The values of `keys_in_box`."""
    return {"corners": corners(box)}
