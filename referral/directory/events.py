"""Facts that the rooms above must know in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServicesChanged:
    """Something that is said of these services changed: their index rows are stale."""

    service_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlacesConcealed:
    """What gave confidential places away was taken out of public tables: it must not live on anywhere else."""

    service_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class ServicesRestricted:
    """These services, or something that hangs on them, are no longer for everybody: no word of it may live on."""

    service_ids: frozenset[str]
