"""Statements over the sites without a position that serve a place, which both dialects spell alike."""

from collections.abc import Sequence
from typing import Any

from referral.search.rules import Asked
from referral.search.sql.areas import among, reaching_condition
from referral.search.sql.filters import site_filters
from referral.search.sql.lists import Fetch, Spelling


def _passing(spelling: Spelling, asked: Asked) -> tuple[list[str], list[Any]]:
    conditions, values = site_filters(asked, spelling.MARK)
    text, given = reaching_condition(asked, spelling.MARK)
    conditions.append(text)
    values += given
    if asked.words:
        conditions.append(spelling.TEXT)
        values.append(spelling.text_query(asked.words, spelling.TIERS[-1]))
    return conditions, values


def reaching(
    spelling: Spelling, fetch: Fetch, asked: Asked, *, after_id: str | None, count: int
) -> list[tuple[str, int]]:
    """(service id, key of its first site without a position that serves the place), by service id."""
    conditions, values = _passing(spelling, asked)
    marks = ", ".join([spelling.MARK] * len(asked.needs))
    needs, after = list(asked.needs), []
    if after_id is not None:
        conditions.insert(0, f"u.service_id > {spelling.MARK}")
        after = [after_id]
    where = " AND ".join([f"u.need_key IN ({marks})", *conditions])
    rows = fetch(
        "SELECT u.service_id, min(s.key) FROM search_unplaced u JOIN search_site s ON s.key = u.site_key"
        f" WHERE {where} GROUP BY u.service_id ORDER BY u.service_id LIMIT {spelling.MARK}",
        [*needs, *after, *values, count],
    )
    return [(str(service_id), key) for service_id, key in rows]


def reaching_keys(spelling: Spelling, fetch: Fetch, asked: Asked, keys: Sequence[int]) -> set[int]:
    """Those of these sites without a position that serve the place and pass all filters."""
    conditions, values = _passing(spelling, asked)
    text, given = among("s.key", keys, spelling.MARK)
    where = " AND ".join([text, "s.longitude IS NULL", *conditions])
    return {row[0] for row in fetch(f"SELECT s.key FROM search_site s WHERE {where}", [*given, *values])}


def siblings(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> dict[int, str | None]:
    """The other places of the services of these sites, by site."""
    text, given = among("s.key", keys, spelling.MARK)
    return dict(fetch(f"SELECT s.key, s.siblings FROM search_site s WHERE {text}", given))


def reach(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> dict[int, tuple[int, bytes | None]]:
    """The modes of sites, and what they say of their areas."""
    text, given = among("s.key", keys, spelling.MARK)
    rows = fetch(
        "SELECT s.key, coalesce(r.modes, 0), s.areas FROM search_site s"
        f" LEFT JOIN search_reach r ON r.key = s.key WHERE {text}",
        given,
    )
    return {key: (modes, said) for key, modes, said in rows}
