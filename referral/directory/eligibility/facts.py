"""A fact: what a service says of one trait, what is told of it, and whether that fits. A small dict for JSON.

`state`: met, unmet or unknown. `asked`: what was told. `accepts`, `requires`, `excludes`: what the service says, in
codes. `why` stands with an unknown: "not_told" (of the person), "not_said" (by the service), "straddles" (the told
ages are partly in), "depends_on_sex", "ask" (only the service can decide).
"""

from collections.abc import Iterable
from enum import StrEnum

Fact = dict[str, str | int | list[str]]


class State(StrEnum):
    """Whether a trait, a person or a party meets what a service says."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


def whether(holds: bool) -> State:
    """Met or unmet, for what is certain."""
    return State.MET if holds else State.UNMET


def worst(states: Iterable[State | str]) -> State:
    """Unmet if any is unmet, else unknown if any is unknown, else met."""
    found = set(states)
    return next((state for state in (State.UNMET, State.UNKNOWN) if state in found), State.MET)


def codes(words: Iterable[str]) -> list[str]:
    """Plain texts in order, for JSON."""
    return sorted(str(word) for word in words)


def fact(state: State | None, *, why: str, **told: str | int | list[str] | None) -> Fact:
    """The fact; no state is unknown, and only with unknown stands `why`. What is None is left out."""
    made: Fact = {"state": (state or State.UNKNOWN).value}
    if made["state"] == State.UNKNOWN:
        made["why"] = why
    made.update({name: value for name, value in told.items() if value is not None})
    return made
