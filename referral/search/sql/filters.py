"""The WHERE of a search over `search_site s` and `search_filter f`: text per combination of filters, values apart.

A condition that is not asked for does not stand in the text: `$1 IS NULL OR …` would spoil the plan. What a site has
not said never leaves it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from referral.search.rules import Asked, Box
from referral.search.sql.areas import mode_condition, serves_condition
from referral.search.sql.containing import holds
from referral.search.sql.people import party_conditions

# What a site says, in the order of `rules.Site`.
SAID = (
    "f.hours_key, f.facts_key, f.languages, f.places, f.places_at, f.places_state, f.verified_on, f.free, f.accepts,"
    " f.starts, f.ends, f.intakes"
)
# The places of `profile.values.CapacityState`: capacity, no_capacity, waitlist, assessment_required.
_FULL = "f.places_at >= {big} AND (f.places_state = 2 OR (f.places_state < 2 AND f.places >= 0 AND f.places < {big}))"


class Marks(NamedTuple):
    """What a dialect spells in its own way: its placeholder, and that a pattern of hours is not closed."""

    mark: str
    not_closed: str


@dataclass(slots=True)
class Where:
    """Conditions, their values in order, and the tables beside the points that they are about."""

    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    site: bool = False
    said: bool = False

    def add(self, condition: str, *values: Any) -> None:
        """One more condition."""
        self.conditions.append(condition)
        self.values += values

    def joins(self, key: str) -> str:
        """The tables that the conditions need, joined to the column `key`."""
        site = f" JOIN search_site s ON s.key = {key}" if self.site else ""
        return site + (f" JOIN search_filter f ON f.key = {key}" if self.said else "")

    @property
    def text(self) -> str:
        """All of it, TRUE where there is none."""
        return " AND ".join(self.conditions) or "1 = 1"


def site_filters(asked: Asked, marks: Marks) -> Where:
    """The conditions of all filters but the needs and the text."""
    where = Where(
        site=any(
            each is not None for each in (asked.organization_id, asked.region_path, asked.box, asked.within)
        ),
        said=asked.reads_said,
    )
    mark = marks.mark
    if asked.organization_id is not None:
        where.add(f"s.organization_id = {mark}", asked.organization_id)
    if asked.region_path is not None:
        beyond = after_prefix(asked.region_path)
        where.add(f"s.region_path >= {mark} AND s.region_path < {mark}", asked.region_path, beyond)
    if asked.box is not None:
        _add_box(where, asked.box, mark)
    if asked.within is not None:
        _add_windows(where, asked.within.windows, mark)
    if asked.languages:
        spoken = " OR ".join([holds("f.languages", mark)] * len(asked.languages))
        where.add(f"(f.languages = '' OR {spoken})", *(f" {code} " for code in asked.languages))
    _add_times(where, asked, marks)
    for condition, given in party_conditions(asked.party, mark):
        where.add(condition, *given)
    for asks, condition_of in ((asked.modes, mode_condition), (asked.serves, serves_condition)):
        if asks:
            condition, given = condition_of(asked, mark)
            where.add(condition, *given)
    return where


def _add_box(where: Where, box: Box, mark: str) -> None:
    joiner = "AND" if box.west <= box.east else "OR"
    where.add(
        f"s.latitude BETWEEN {mark} AND {mark} AND (s.longitude >= {mark} {joiner} s.longitude <= {mark})",
        *(float(box.south), float(box.north), float(box.west), float(box.east)),
    )


def _add_windows(where: Where, windows: Sequence[Box], mark: str) -> None:
    """In one of these boxes: what an area holds, and what is near it."""
    inside = f"(s.latitude BETWEEN {mark} AND {mark} AND s.longitude BETWEEN {mark} AND {mark})"
    sides = [float(side) for box in windows for side in (box.south, box.north, box.west, box.east)]
    where.add(f"({' OR '.join([inside] * len(windows))})", *sides)


def _add_times(where: Where, asked: Asked, marks: Marks) -> None:
    big = f"CAST({marks.mark} AS bigint)"
    if asked.hours is not None:
        where.add(marks.not_closed, asked.hours)
    if asked.places is not None:
        where.add(f"NOT ({_FULL.format(big=big)})", asked.places.since, asked.places.needed)
    if asked.day is not None:
        where.add(
            f"f.starts <= {big} AND f.ends >= {big} AND (f.intakes = 0 OR EXISTS (SELECT 1 FROM search_intake w"
            f" WHERE w.site_key = f.key AND w.opens <= {big} AND w.closes >= {big}))",
            *[asked.day] * 4,
        )
    if asked.free:
        where.add("f.free <> 0")
    if asked.accepts:
        where.add("f.accepts <> 0")


def after_prefix(path: str) -> str:
    """The first text behind all that begin with `path`, byte by byte."""
    return path[:-1] + chr(ord(path[-1]) + 1)
