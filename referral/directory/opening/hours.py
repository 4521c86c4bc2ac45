"""Opening hours as one value: which days, from when to when, in which zone, and what is different on which dates.

Hours are frozen and hashable. Equal hours have one key, whatever the order of the rows that they were read from, so
that many places share one pattern. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

DAY = 86_400
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
OnHolidays = Literal["closed", "open"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """Some days, and one stretch of hours on each of them. The fields with `by` are those of RFC 5545; all must hold.

    `opens` and `closes` are wall time in seconds after the midnight with which the day begins; `closes` is greater
    than `opens`, and beyond 86,400 on the next day. Both None: the days are named, their hours are not certain.
    `first` and `last` are the dates between which the rule holds, both included. `anchor` is the first day of a
    period that counts where `interval` is not 1. `offset` is minutes east of UTC where the hours do not follow the
    clock of the place.
    """

    freq: Frequency
    opens: int | None = None
    closes: int | None = None
    interval: int = 1
    anchor: date | None = None
    wkst: str = "MO"
    byday: tuple[str, ...] = ()
    bymonth: tuple[int, ...] = ()
    bymonthday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    offset: int | None = None

    @property
    def span(self) -> Span | None:
        """From when to when, in seconds after midnight; None where it is not certain."""
        return None if self.opens is None or self.closes is None else (self.opens, self.closes)

    @property
    def dated(self) -> bool:
        """Whether the rule was given for one date only."""
        return self.first is not None and self.first == self.last


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Dates, both ends included, whose hours replace the regular ones: seconds after midnight, none where closed."""

    first: date
    last: date
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Hours:
    """The opening hours of a place.

    `zone` is an IANA name; `country` (ISO 3166-1 alpha-2) says whose public holidays count, None: none do. `always`
    means day and night, from the rule's first date on if it has one. Rules and exceptions stand in canonical order.
    """

    zone: str
    country: str | None = None
    rules: tuple[Rule, ...] = ()
    exceptions: tuple[SpecialDays, ...] = ()
    holidays: OnHolidays = "closed"
    always: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(sorted(set(self.rules), key=_text)))
        object.__setattr__(self, "exceptions", tuple(sorted(set(self.exceptions), key=_text)))

    @cached_property
    def certain(self) -> tuple[tuple[Rule, Span], ...]:
        """The rules whose hours are certain, with them."""
        return tuple((rule, rule.span) for rule in self.rules if rule.span is not None)

    @cached_property
    def uncertain(self) -> tuple[Rule, ...]:
        """The rules that only name days."""
        return tuple(rule for rule in self.rules if rule.span is None)

    @property
    def unbroken(self) -> bool:
        """Whether nothing ever interrupts it once it has opened."""
        holidays = self.holidays == "closed" and self.country is not None
        return self.always and len(self.rules) == 1 and not self.exceptions and not holidays

    def key(self) -> str:
        """32 hexadecimal digits, the same for equal hours in every process."""
        return sha256(self.to_json().encode()).hexdigest()[:32]

    def to_json(self) -> str:
        """The canonical form; `from_json` gives the same hours back."""
        return _text(self)

    @classmethod
    def from_json(cls, text: str) -> Hours:
        """Hours from their canonical form."""
        raw = json.loads(text)
        raw["rules"] = tuple(Rule(**_values(each)) for each in raw.get("rules", ()))
        raw["exceptions"] = tuple(SpecialDays(**_values(each)) for each in raw.get("exceptions", ()))
        return cls(**raw)


def _text(part: Hours | Rule | SpecialDays) -> str:
    return json.dumps(part, default=_plain, sort_keys=True, separators=(",", ":"))


def _plain(part: Any) -> Any:
    """A date as text, anything else as those of its fields that are not at their default."""
    if isinstance(part, date):
        return part.isoformat()
    said = {each.name: getattr(part, each.name) for each in fields(part)}
    return {each.name: said[each.name] for each in fields(part) if said[each.name] != each.default}


def _values(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value)
        if name in ("first", "last", "anchor")
        else tuple(tuple(each) if isinstance(each, list) else each for each in value)
        if isinstance(value, list)
        else value
        for name, value in raw.items()
    }
