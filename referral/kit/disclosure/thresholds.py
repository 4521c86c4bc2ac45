"""Which cells are too small to be shown by themselves. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from referral.kit.disclosure.cube import Codes, Count, Level


@dataclass(frozen=True)
class Thresholds:
    """`k` people at least, `sensitive_k` where a code of the cell is sensitive, by dimension; `contributors`
    organisations at least, since one of two could subtract itself. A sensitive zero looks like any suppressed cell.
    """

    k: int = 5
    sensitive_k: int = 10
    contributors: int = 3
    sensitive: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_sensitive(self, level: Level, codes: Codes) -> bool:
        """Whether the cell tells of people for whom the higher threshold holds."""
        return any(
            code in self.sensitive.get(dimension, frozenset())
            for dimension, code in zip(level.dimensions, codes, strict=True)
        )

    def k_of(self, level: Level, codes: Codes) -> int:
        """The threshold of a cell."""
        return self.sensitive_k if self.is_sensitive(level, codes) else self.k

    def is_small(self, level: Level, codes: Codes, count: Count) -> bool:
        """Whether the cell is suppressed for what it is."""
        if count.value == 0:
            return self.is_sensitive(level, codes)
        return count.value < self.k_of(level, codes) or count.contributors < self.contributors
