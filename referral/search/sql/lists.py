"""Statements over the index that both dialects spell alike: what matches, without the nearest."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from referral.search.rules import Asked, WordAsked
from referral.search.sql.filters import site_filters

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


class Spelling(Protocol):
    """What a dialect spells in its own way: its placeholder, the condition on the text, the query of a tier."""

    MARK: str
    TEXT: str
    TIERS: tuple[str, ...]

    def text_query(self, words: Sequence[WordAsked], fields: str, /) -> str: ...


def _selection(spelling: Spelling, asked: Asked, *, by_need: bool = True) -> tuple[list[str], list[Any]]:
    conditions, values = site_filters(asked, spelling.MARK)
    if by_need and asked.needs != (0,):
        marks = ", ".join([spelling.MARK] * len(asked.needs))
        conditions.append(
            f"s.key IN (SELECT n.site_key FROM search_site_need n WHERE n.need_key IN ({marks}))"
        )
        values += list(asked.needs)
    return conditions, values


def matching(
    spelling: Spelling, asked: Asked, *, tier: int | None, after_id: str | None, by_need: bool
) -> tuple[list[str], list[Any]]:
    """Conditions on a site, and their values: that it matches, is met by the text in this tier, stands behind an id.

    `by_need` false: its needs are seen to elsewhere.
    """
    conditions, values = _selection(spelling, asked, by_need=by_need)
    if tier is not None:
        conditions.append(spelling.TEXT)
        values.append(spelling.text_query(asked.words, spelling.TIERS[tier]))
    if tier:
        conditions.append(f"NOT {spelling.TEXT}")
        values.append(spelling.text_query(asked.words, spelling.TIERS[tier - 1]))
    if after_id is not None:
        conditions.append(f"s.service_id > {spelling.MARK}")
        values.append(after_id)
    return conditions, values


def listed(
    spelling: Spelling, fetch: Fetch, asked: Asked, *, tier: int | None, after_id: str | None, count: int
) -> list[tuple[str, int]]:
    """(service id, key of its first site) by service id: all that match, or what the text meets first in this tier."""
    conditions, values = matching(spelling, asked, tier=tier, after_id=after_id, by_need=True)
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    statement = (
        f"SELECT s.service_id, min(s.key) FROM search_site s {where}"
        f"GROUP BY s.service_id ORDER BY s.service_id LIMIT {spelling.MARK}"
    )
    return [(row[0], row[1]) for row in fetch(statement, [*values, count])]


def matching_sites(spelling: Spelling, fetch: Fetch, asked: Asked) -> list[tuple[Any, ...]]:
    """(service id, key, longitude, latitude) of all sites with a position that match a text, for few of them."""
    conditions, values = _selection(spelling, asked)
    conditions += [spelling.TEXT, "s.longitude IS NOT NULL"]
    values.append(spelling.text_query(asked.words, spelling.TIERS[-1]))
    where = " AND ".join(conditions)
    return fetch(
        f"SELECT s.service_id, s.key, s.longitude, s.latitude FROM search_site s WHERE {where}", values
    )


def passing(spelling: Spelling, fetch: Fetch, asked: Asked, keys: Sequence[int]) -> list[int]:
    """Which of these sites pass all filters."""
    conditions, values = _selection(spelling, asked)
    if asked.words:
        conditions.append(spelling.TEXT)
        values.append(spelling.text_query(asked.words, spelling.TIERS[-1]))
    conditions.append(f"s.key IN ({', '.join([spelling.MARK] * len(keys))})")
    where = " AND ".join(conditions)
    return [row[0] for row in fetch(f"SELECT s.key FROM search_site s WHERE {where}", [*values, *keys])]


def estimate(spelling: Spelling, fetch: Fetch, words: Sequence[WordAsked], most: int) -> int:
    """How many sites match a text, counted up to one more than `most`."""
    inner = spelling.TEXT.removeprefix("s.key IN (").removesuffix(")")
    query = spelling.text_query(words, spelling.TIERS[-1])
    rows = fetch(f"SELECT count(*) FROM ({inner} LIMIT {spelling.MARK}) AS matched", [query, most + 1])
    return int(rows[0][0])


def documents(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> dict[int, bytes]:
    """Documents by site key."""
    if not keys:
        return {}
    marks = ", ".join([spelling.MARK] * len(keys))
    return dict(fetch(f"SELECT s.key, s.document FROM search_site s WHERE s.key IN ({marks})", list(keys)))


def passing_keys(spelling: Spelling, fetch: Fetch, asked: Asked, keys: Sequence[int]) -> set[int]:
    """Those of these sites that pass all filters."""
    conditions, values = site_filters(asked, spelling.MARK)
    if asked.words:
        conditions.append(spelling.TEXT)
        values.append(spelling.text_query(asked.words, spelling.TIERS[-1]))
    marks = ", ".join([spelling.MARK] * len(keys))
    where = " AND ".join([f"s.key IN ({marks})", *conditions])
    return {row[0] for row in fetch(f"SELECT s.key FROM search_site s WHERE {where}", [*keys, *values])}


def facts(spelling: Spelling, fetch: Fetch, service_ids: Sequence[str]) -> dict[str, bytes | None]:
    """What services say of whom they take, by service id."""
    if not service_ids:
        return {}
    marks = ", ".join([spelling.MARK] * len(service_ids))
    statement = f"SELECT s.service_id, s.facts FROM search_site s WHERE s.service_id IN ({marks})"
    return {str(service_id): said for service_id, said in fetch(statement, list(service_ids))}
