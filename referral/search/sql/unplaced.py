"""Statements over the sites without a position that serve a place, which both dialects spell alike."""

from collections.abc import Sequence

from referral.search.rules import Asked
from referral.search.sql.areas import among, reaching_condition
from referral.search.sql.filters import Where, site_filters
from referral.search.sql.lists import Fetch, Spelling


def _passing(spelling: Spelling, asked: Asked) -> Where:
    where = site_filters(asked, spelling.MARKS)
    where.site, where.said = False, True
    text, given = reaching_condition(asked, spelling.MARK)
    where.add(text, *given)
    if asked.words:
        where.add(f"s.key {spelling.TEXT}", spelling.text_query(asked.words, spelling.TIERS[-1]))
    return where


def reaching(
    spelling: Spelling, fetch: Fetch, asked: Asked, *, after_id: str | None, count: int
) -> list[tuple[str, int]]:
    """(service id, key of its first site without a position that serves the place), by service id."""
    where = _passing(spelling, asked)
    marks = ", ".join([spelling.MARK] * len(asked.needs))
    needs, after = [f"u.need_key IN ({marks})"], []
    if after_id is not None:
        needs.append(f"u.service_id > {spelling.MARK}")
        after = [after_id]
    conditions = " AND ".join([*needs, *where.conditions])
    rows = fetch(
        "SELECT u.service_id, min(s.key) FROM search_unplaced u JOIN search_site s ON s.key = u.site_key"
        f"{where.joins('s.key')} WHERE {conditions}"
        f" GROUP BY u.service_id ORDER BY u.service_id LIMIT {count:d}",
        [*asked.needs, *after, *where.values],
    )
    return [(str(service_id), key) for service_id, key in rows]


def reaching_keys(spelling: Spelling, fetch: Fetch, asked: Asked, keys: Sequence[int]) -> set[int]:
    """Those of these sites without a position that serve the place and pass all filters."""
    where = _passing(spelling, asked)
    text, given = among("s.key", keys, spelling.MARK)
    conditions = " AND ".join([text, "s.longitude IS NULL", *where.conditions])
    statement = f"SELECT s.key FROM search_site s{where.joins('s.key')} WHERE {conditions}"
    return {row[0] for row in fetch(statement, [*given, *where.values])}


def siblings(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> dict[int, str | None]:
    """The other places of the services of these sites, by site."""
    text, given = among("s.key", keys, spelling.MARK)
    return dict(fetch(f"SELECT s.key, s.siblings FROM search_site s WHERE {text}", given))


def modes(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> dict[int, int]:
    """The modes of sites."""
    text, given = among("r.key", keys, spelling.MARK)
    return dict(fetch(f"SELECT r.key, r.modes FROM search_reach r WHERE {text}", given))


def any_unplaced(spelling: Spelling, fetch: Fetch, needs: Sequence[int]) -> bool:
    """Whether any site without a position answers one of the needs."""
    marks = ", ".join([spelling.MARK] * len(needs))
    statement = f"SELECT 1 FROM search_unplaced u WHERE u.need_key IN ({marks}) LIMIT 1"
    return bool(fetch(statement, list(needs)))
