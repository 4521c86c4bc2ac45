"""What an operator sets of the search; given once by the factory."""

from collections.abc import Mapping
from dataclasses import dataclass

from referral.search.ranking import CRITERIA, DEFAULT_WEIGHTS


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Weights in the order of the criteria; days after which what was told of places, or checked, is old."""

    weights: tuple[int, ...] = tuple(DEFAULT_WEIGHTS[name] for name in CRITERIA)
    capacity_days: int = 14
    verify_days: int = 180
    # Keys the hash of the question in a cursor.
    secret: str = ""


_current = SearchSettings()


def configure(weights: Mapping[str, int], *, capacity_days: int, verify_days: int, secret: str) -> None:
    """Weights by criterion; those that are not named keep their default."""
    global _current
    chosen = {**DEFAULT_WEIGHTS, **weights}
    _current = SearchSettings(
        tuple(chosen[name] for name in CRITERIA), capacity_days, verify_days, secret=secret
    )


def settings() -> SearchSettings:
    """The present ones."""
    return _current
