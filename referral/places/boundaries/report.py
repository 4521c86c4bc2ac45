"""What an import of boundaries found: every feature repaired or rejected, with its reason, and warnings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from shapely.geometry import MultiPolygon


@dataclass(frozen=True)
class RegionDraft:
    """A region as the file gives it, repaired."""

    code: str
    name: str
    names: dict[str, str]
    other_names: list[str]
    parent_code: str | None
    population: int | None
    shape: MultiPolygon


@dataclass(frozen=True)
class FeatureNote:
    """What was done to one feature, counted from 1; `reason` is a sentence."""

    feature: int
    code: str | None
    name: str | None
    reason: str


@dataclass
class ImportReport:
    """The report of one file; `replaced` counts the regions that gave way."""

    file: str
    crs: str
    country: str
    level: int
    fields: dict[str, str | None]
    features: int
    accepted: int = 0
    replaced: int = 0
    dry_run: bool = False
    repaired: list[FeatureNote] = field(default_factory=list)
    rejected: list[FeatureNote] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)
