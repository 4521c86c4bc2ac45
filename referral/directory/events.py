"""Facts that the rooms above must know in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServicesChanged:
    """Something that is said of these services changed: their index rows are stale."""

    service_ids: frozenset[str]
