"""Facts that the rooms above must know in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServicesIndexed:
    """The rows of these services in the index were made anew, or are gone."""

    service_ids: frozenset[str]
