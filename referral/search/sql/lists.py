"""Statements over the index that both dialects spell alike: what matches, without the nearest."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from referral.search.rules import Asked, Site, WordAsked
from referral.search.sql.filters import SAID, Marks, Where, site_filters

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


class Spelling(Protocol):
    """What a dialect spells in its own way: marks, the condition on the text, the query of a tier, a site's columns."""

    MARK: str
    MARKS: Marks
    TEXT: str
    TIERS: tuple[str, ...]
    SITE: str

    def text_query(self, words: Sequence[WordAsked], fields: str, /) -> str: ...


def _selection(spelling: Spelling, asked: Asked, *, by_need: bool = True) -> Where:
    """All filters but the text, over `search_site s`."""
    where = site_filters(asked, spelling.MARKS)
    where.site = False
    if by_need and asked.needs != (0,):
        marks = ", ".join([spelling.MARK] * len(asked.needs))
        where.add(
            f"s.key IN (SELECT n.site_key FROM search_site_need n WHERE n.need_key IN ({marks}))",
            *asked.needs,
        )
    return where


def _with_text(spelling: Spelling, asked: Asked, *, by_need: bool = True) -> Where:
    where = _selection(spelling, asked, by_need=by_need)
    if asked.words:
        where.add(f"s.key {spelling.TEXT}", spelling.text_query(asked.words, spelling.TIERS[-1]))
    return where


def matching(
    spelling: Spelling, asked: Asked, *, tier: int | None, after_id: str | None, by_need: bool
) -> Where:
    """That a site matches, is met by the text in this tier, stands behind an id.

    `by_need` false: its needs are seen to elsewhere.
    """
    where = _selection(spelling, asked, by_need=by_need)
    if tier is not None:
        where.add(f"s.key {spelling.TEXT}", spelling.text_query(asked.words, spelling.TIERS[tier]))
    if tier:
        where.add(f"s.key NOT {spelling.TEXT}", spelling.text_query(asked.words, spelling.TIERS[tier - 1]))
    if after_id is not None:
        where.add(f"s.service_id > {spelling.MARK}", after_id)
    return where


def listed(
    spelling: Spelling, fetch: Fetch, asked: Asked, *, tier: int | None, after_id: str | None, count: int
) -> list[tuple[str, int]]:
    """(service id, key of its first site) by service id: all that match, or what the text meets first in this tier."""
    where = matching(spelling, asked, tier=tier, after_id=after_id, by_need=True)
    statement = (
        f"SELECT s.service_id, min(s.key) FROM search_site s{where.joins('s.key')} WHERE {where.text}"
        f" GROUP BY s.service_id ORDER BY s.service_id LIMIT {count:d}"
    )
    return [(row[0], row[1]) for row in fetch(statement, where.values)]


def matching_sites(
    spelling: Spelling, fetch: Fetch, asked: Asked, *, spoken_needs: Sequence[int] | None = None
) -> list[tuple[Any, ...]]:
    """(service id, key, longitude, latitude) of all matching sites with a position, for few of them.

    With `spoken_needs` they are found by language and these needs.
    """
    where = _with_text(spelling, asked, by_need=spoken_needs is None)
    where.add("s.longitude IS NOT NULL")
    if spoken_needs is not None:
        languages = ["", *asked.languages]
        one, other = (", ".join([spelling.MARK] * len(each)) for each in (languages, spoken_needs))
        where.add(
            f"s.key IN (SELECT k.site_key FROM search_spoken k WHERE k.language IN ({one})"
            f" AND k.need_key IN ({other}))",
            *languages,
            *spoken_needs,
        )
    return fetch(
        f"SELECT s.service_id, s.key, s.longitude, s.latitude FROM search_site s{where.joins('s.key')}"
        f" WHERE {where.text}",
        where.values,
    )


def estimate(spelling: Spelling, fetch: Fetch, words: Sequence[WordAsked], most: int) -> int:
    """How many sites match a text, counted up to one more than `most`."""
    inner = spelling.TEXT.removeprefix("IN (").removesuffix(")")
    query = spelling.text_query(words, spelling.TIERS[-1])
    rows = fetch(f"SELECT count(*) FROM ({inner} LIMIT {most + 1:d}) AS matched", [query])
    return int(rows[0][0])


def sites(
    spelling: Spelling, fetch: Fetch, keys: Sequence[int], *, said: bool, document: bool
) -> dict[int, Site]:
    """Sites by key; their documents and what they say only where wanted. Distances are 0."""
    if not keys:
        return {}
    marks = ", ".join([spelling.MARK] * len(keys))
    columns = f"0.0, {spelling.SITE.format('s')}, {'s.document, s.areas' if document else 'NULL, NULL'}"
    joined = " JOIN search_filter f ON f.key = s.key" if said else ""
    statement = (
        f"SELECT {columns}{f', {SAID}' if said else ''} FROM search_site s{joined} WHERE s.key IN ({marks})"
    )
    return {site.key: site for site in (Site(*row) for row in fetch(statement, list(keys)))}


def documents(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> dict[int, tuple[bytes, bytes | None]]:
    """Documents by site key, and what the sites say of where they serve."""
    if not keys:
        return {}
    marks = ", ".join([spelling.MARK] * len(keys))
    statement = f"SELECT s.key, s.document, s.areas FROM search_site s WHERE s.key IN ({marks})"
    return {row[0]: (row[1], row[2]) for row in fetch(statement, list(keys))}


def passing_keys(spelling: Spelling, fetch: Fetch, asked: Asked, keys: Sequence[int]) -> set[int]:
    """Those of these sites that pass all filters but the needs, which are the same at all places of a service."""
    where = site_filters(asked, spelling.MARKS)
    where.site = False
    if asked.words:
        where.add(f"s.key {spelling.TEXT}", spelling.text_query(asked.words, spelling.TIERS[-1]))
    marks = ", ".join([spelling.MARK] * len(keys))
    where.add(f"s.key IN ({marks})", *keys)
    statement = f"SELECT s.key FROM search_site s{where.joins('s.key')} WHERE {where.text}"
    return {row[0] for row in fetch(statement, where.values)}


def naming(spelling: Spelling, fetch: Fetch, keys: Sequence[int], needs: Sequence[int]) -> set[int]:
    """Those of these sites that name one of the needs themselves, not only a narrower one."""
    one, other = (", ".join([spelling.MARK] * len(each)) for each in (keys, needs))
    statement = (
        "SELECT DISTINCT k.site_key FROM search_spoken k"
        f" WHERE k.site_key IN ({one}) AND k.need_key IN ({other})"
    )
    return {row[0] for row in fetch(statement, [*keys, *needs])} if keys else set()


def facts(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> dict[int, str]:
    """What services say of whom they take, by key of the facts."""
    marks = ", ".join([spelling.MARK] * len(keys))
    return dict(fetch(f"SELECT t.key, t.facts FROM search_facts t WHERE t.key IN ({marks})", list(keys)))


def spoken_counts(fetch: Fetch) -> list[tuple[str, int, int]]:
    """About how many sites a language and need have: (language, need key, sites)."""
    return [
        (row[0], row[1], row[2])
        for row in fetch("SELECT c.language, c.need_key, c.sites FROM search_spoken_count c", [])
    ]


def counted_sites(
    spelling: Spelling, fetch: Fetch, asked: Asked, *, placed: bool, most: int
) -> list[tuple[Any, ...]]:
    """(service id, key, longitude, latitude, region path, languages) of `most` of the matching sites, by key."""
    where = _with_text(spelling, asked)
    where.said = True
    if placed:
        where.add("s.longitude IS NOT NULL")
    statement = (
        "SELECT s.service_id, s.key, s.longitude, s.latitude, s.region_path, f.languages"
        f" FROM search_site s{where.joins('s.key')} WHERE {where.text} ORDER BY s.key LIMIT {most:d}"
    )
    return fetch(statement, where.values)


def needs_of_sites(spelling: Spelling, fetch: Fetch, keys: Sequence[int]) -> list[tuple[int, int]]:
    """(key, need key) of these sites, wider needs included."""
    found: list[tuple[int, int]] = []
    for start in range(0, len(keys), 500):
        part = list(keys[start : start + 500])
        marks = ", ".join([spelling.MARK] * len(part))
        statement = f"SELECT n.site_key, n.need_key FROM search_site_need n WHERE n.site_key IN ({marks})"
        found += [(row[0], row[1]) for row in fetch(statement, part)]
    return found


def region_paths(spelling: Spelling, fetch: Fetch, service_ids: Sequence[str]) -> list[str]:
    """The regions in which these services have a place, in their order, each service's first."""
    if not service_ids:
        return []
    marks = ", ".join([spelling.MARK] * len(service_ids))
    statement = (
        f"SELECT s.service_id, min(s.region_path) FROM search_site s WHERE s.service_id IN ({marks})"
        " GROUP BY s.service_id"
    )
    found = {str(row[0]): row[1] for row in fetch(statement, list(service_ids))}
    return [path for id_ in service_ids if (path := found.get(id_))]
