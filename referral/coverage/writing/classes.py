"""What a map shows of each region: a value with its class, or why there is none. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

NO_DATA, SUPPRESSED, NOT_PUBLISHED = "no_data", "suppressed", "not_published"
MOST_CLASSES = 5
# ColorBrewer YlGnBu, readable for the colour-blind and in grey.
COLOURS = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")


@dataclass(frozen=True, slots=True)
class Shown:
    """The value of one region, or else the reason."""

    value: float | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Classes:
    """Upper limits of the classes, the last the largest value; a colour for each."""

    limits: tuple[float, ...]
    lowest: float

    def colour(self, value: float) -> str:
        """The colour of a value; few classes use the whole palette."""
        at = int(np.searchsorted(self.limits, value, side="left"))
        return self.colours[min(at, len(self.limits) - 1)]

    @property
    def colours(self) -> list[str]:
        """As many as there are classes, from light to dark."""
        many = len(self.limits)
        return [COLOURS[round(number * (len(COLOURS) - 1) / max(1, many - 1))] for number in range(many)]

    @property
    def labels(self) -> list[str]:
        """From where to where."""
        starts = (self.lowest, *self.limits[:-1])
        return [
            _text(high) if low == high else f"{_text(low)} - {_text(high)}"
            for low, high in zip(starts, self.limits, strict=True)
        ]


def _text(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3g}"


def values_of(answer: Mapping[str, Any], indicator: str) -> dict[str, Shown]:
    """What is shown of each region, by its id."""
    if indicator == "sent":
        people = {each["code"]: each["sent"] for each in answer["people"].get("regions", ())}
        return {row["id"]: _count(people.get(row["code"])) for row in answer["regions"]}
    return {row["id"]: _presence(row, indicator) for row in answer["regions"]}


def _presence(row: Mapping[str, Any], indicator: str) -> Shown:
    value = row["within_reach"]["25000"] if indicator == "within_reach" else row[indicator]
    return Shown(None, NO_DATA) if value is None else Shown(float(value))


def _count(told: Mapping[str, Any] | None) -> Shown:
    if told is None or told["state"] == NOT_PUBLISHED:
        return Shown(None, NOT_PUBLISHED)
    return Shown(None, SUPPRESSED) if told["value"] is None else Shown(float(told["value"]))


def quantiles(shown: Sequence[Shown]) -> Classes | None:
    """At most five classes with about as many regions each; zero, where there is any, has a class of its own."""
    values = np.array(sorted(each.value for each in shown if each.value is not None))
    if not len(values):
        return None
    some = values[values > 0] if values[0] == 0 else values
    many = min(MOST_CLASSES - int(values[0] == 0), len(np.unique(some)))
    limits = (
        np.unique(np.quantile(some, np.linspace(0, 1, many + 1)[1:], method="higher"))
        if many
        else np.array([])
    )
    zero = (0.0,) if values[0] == 0 else ()
    return Classes((*zero, *(float(each) for each in limits)), float(values[0]))


def equal(shown: Sequence[Shown]) -> Classes | None:
    """At most five classes, each as wide as the others, from the smallest value to the largest."""
    values = np.array([each.value for each in shown if each.value is not None])
    if not len(values):
        return None
    limits = np.unique(np.linspace(values.min(), values.max(), MOST_CLASSES + 1)[1:])
    return Classes(tuple(float(each) for each in limits), float(values.min()))


# By name: how values are put into classes.
WAYS: Mapping[str, Callable[[Sequence[Shown]], Classes | None]] = {"quantile": quantiles, "equal": equal}
