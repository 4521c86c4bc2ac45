"""What an operator sets of coverage; given once by the factory."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """Days after which what was told of places, or verified, is old."""

    capacity_days: int = 14
    verify_days: int = 180


_current = CoverageSettings()


def configure(*, capacity_days: int, verify_days: int) -> None:
    """Sets them for this process."""
    global _current
    _current = CoverageSettings(capacity_days, verify_days)


def settings() -> CoverageSettings:
    """The present ones."""
    return _current
