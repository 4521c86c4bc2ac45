"""What the rooms above have to know of places."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegionsChanged:
    """The regions of these countries (two-letter codes) are others now: whoever keeps a region has to ask again."""

    countries: tuple[str, ...]
