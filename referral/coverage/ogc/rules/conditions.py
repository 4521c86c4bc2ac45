"""A filter as a tree of plain values, each checked against the queryables that it names. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a queryable holds; of a `MEMBERS` a feature has several, and is asked whether it has one of those named."""

    TEXT = "text"
    ID = "id"
    MEMBERS = "members"
    NUMBER = "number"
    TRUTH = "truth"
    DAY = "day"
    MOMENT = "moment"
    GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True)
class Queryable:
    """What a filter may name."""

    name: str
    kind: Kind
    description: str


Literal = str | float | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Every:
    """All of them hold (AND)."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of them holds (OR)."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Constant:
    """TRUE or FALSE."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Compare:
    """A property beside a value: = <> < > <= >=."""

    name: str
    operator: str
    value: Literal


@dataclass(frozen=True, slots=True)
class OneOf:
    """A property is one of the values."""

    name: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A property lies between two numbers, both included."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Like:
    """A text has this form, by % and _ and a backslash."""

    name: str
    pattern: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """A property is not said."""

    name: str


@dataclass(frozen=True, slots=True)
class Meets:
    """The feature's geometry shares a point with this one: GeoJSON, or {"bbox": [west, south, east, north]}."""

    geometry: dict[str, Any]


Condition = Every | Some | Not | Constant | Compare | OneOf | Between | Like | IsNull | Meets
