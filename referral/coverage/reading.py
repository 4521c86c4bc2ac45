"""Pages as they are answered, read on the index's own connection: ready bytes, no transaction, no objects."""

from typing import NamedTuple

from referral.coverage.queries import NOBODY
from referral.kit.db import reader
from referral.search.sql import spelling

reader.let_read("coverage_page", "coverage_people")


class Presence(NamedTuple):
    """Where a page stands: its digest, when it was reckoned (seconds since 1970), and its key."""

    digest: str
    as_of: int
    need_key: int
    group: str


class People(NamedTuple):
    """Released counts of a period: which, which revision."""

    period: str
    revision: int


def presence(country: str, level: int, need_key: int, group: str) -> Presence | None:
    """The page for a question, without its figures; None where the country has no regions of the level.

    Where nobody answers the need it is the page of nobody; where a group is as everybody, that of everybody.
    """
    mark = spelling().MARK
    found = reader.fetch(
        "SELECT digest, as_of, need_key, target_group FROM coverage_page WHERE country_code = "
        f"{mark} AND level = {mark} AND need_key IN ({mark}, {NOBODY}) AND target_group IN ({mark}, 'all')"
        " ORDER BY need_key DESC, CASE WHEN target_group = 'all' THEN 1 ELSE 0 END LIMIT 1",
        (country, level, need_key, group),
    )
    return Presence(*found[0]) if found else None


def figures(country: str, level: int, page: Presence) -> bytes:
    """The page's rows, a JSON array."""
    mark = spelling().MARK
    found = reader.fetch(
        f"SELECT figures FROM coverage_page WHERE country_code = {mark} AND level = {mark} AND need_key = {mark}"
        f" AND target_group = {mark}",
        (country, level, page.need_key, page.group),
    )
    # A page that was put in another's place between the two reads is there all the same.
    return bytes(found[0][0]) if found else b"[]"


def released(country: str, period: str | None) -> People | None:
    """The newest revision of a period, or of the newest period."""
    mark = spelling().MARK
    condition, values = ("", (country,)) if period is None else (f" AND period = {mark}", (country, period))
    found = reader.fetch(
        f"SELECT period, revision FROM coverage_people WHERE country_code = {mark}{condition}"
        " ORDER BY period DESC LIMIT 1",
        values,
    )
    return People(*found[0]) if found else None


def people(country: str, period: str, level: int, need: str, group: str) -> bytes | None:
    """Released counts as a JSON object; None for a combination that is not in the cube."""
    mark = spelling().MARK
    found = reader.fetch(
        f"SELECT figures FROM coverage_people WHERE country_code = {mark} AND period = {mark} AND level = {mark}"
        f" AND need = {mark} AND target_group = {mark}",
        (country, period, level, need, group),
    )
    return bytes(found[0][0]) if found else None
