"""The verb that takes official boundaries: understand the file, repair it, put it in the place of what was there.

Nothing is written before the whole file has been read and judged; then the country's level changes in one
transaction, the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy.orm import Session

from referral.kit.identity import SYSTEM, Actor
from referral.places import queries, store
from referral.places.boundaries.drafts import (
    Feature,
    Progress,
    axes_look_swapped,
    make_drafts,
    with_axes_swapped,
)
from referral.places.boundaries.fields import Fields, UnclearFields, guess_country, guess_fields, guess_level
from referral.places.boundaries.files import Layer, read_layer
from referral.places.boundaries.report import ImportReport, RegionDraft
from referral.places.errors import ImportRefused
from referral.places.rules import RegionLevel


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the one who imports says; None means that it is guessed."""

    country: str | None = None
    level: int | None = None
    code_field: str | None = None
    name_field: str | None = None
    parent_field: str | None = None
    population_field: str | None = None


def no_progress(_done: int, _all: int) -> None:
    """Shows nothing."""


def read_boundaries(
    session: Session, path: Path, wishes: Wishes, *, progress: Progress = no_progress
) -> tuple[list[RegionDraft], ImportReport]:
    """The regions in a file and the report on it, without writing anything.

    Raises `UnreadableFile`, `UnclearFields`, or `ImportRefused` where the country can't be told or nothing is usable.
    """
    layer = read_layer(path)
    rows = layer.rows()
    fields = guess_fields(rows, named=_named(wishes))
    towns = queries.public_settlements(session)
    country = (
        wishes.country or guess_country(rows, layer.file) or _country_by_towns(layer, towns) or ""
    ).upper()
    if len(country) != 2:
        raise ImportRefused(f"{layer.file} does not say its country: name it, for instance --country AL")
    level = wishes.level if wishes.level is not None else guess_level(rows, fields)
    report = _report(layer, country, RegionLevel.ADMIN1 if level is None else level, fields)
    geometries = _upright(
        layer, [(t.longitude, t.latitude) for t in towns if t.country_code == country], report
    )
    features = [
        Feature(i, row, shape) for i, (row, shape) in enumerate(zip(rows, geometries, strict=True), 1)
    ]
    drafts = make_drafts(features, fields, report, progress)
    if not drafts:
        reasons = "; ".join(dict.fromkeys(note.reason for note in report.rejected[:5]))
        raise ImportRefused(f"{layer.file}: none of its {len(rows)} features can be used: {reasons}")
    return drafts, report


def import_regions(
    session: Session, path: Path, wishes: Wishes, *, actor: Actor = SYSTEM, progress: Progress = no_progress
) -> ImportReport:
    """Replaces the country's regions of the file's level with those in the file; derived ones go away."""
    drafts, report = read_boundaries(session, path, wishes, progress=progress)
    report.replaced = store.replace_regions(
        session,
        drafts,
        country=report.country,
        level=report.level,
        source=report.file,
        approximate=False,
        population_source=f"{report.file}, {report.fields['population']}",
    )
    store.finish(session, [report.country], actor=actor)
    return report


def _named(wishes: Wishes) -> dict[str, str | None]:
    return {
        "code": wishes.code_field,
        "name": wishes.name_field,
        "parent": wishes.parent_field,
        "population": wishes.population_field,
    }


def _report(layer: Layer, country: str, level: int, fields: Fields) -> ImportReport:
    return ImportReport(
        file=layer.file,
        crs=layer.crs,
        country=country,
        level=int(level),
        fields=asdict(fields),
        features=len(layer.geometries),
        warnings=list(layer.notes),
    )


def _upright(layer: Layer, towns: list[tuple[float, float]], report: ImportReport) -> list[Any]:
    """The geometries with longitude first, also where the file has latitude first; said once."""
    if not axes_look_swapped(layer.geometries, towns):
        return layer.geometries
    report.warnings.append(
        "swapped axes: latitude stood before longitude in every feature; they were exchanged"
    )
    return [with_axes_swapped(geometry) for geometry in layer.geometries]


def _country_by_towns(layer: Layer, towns: Sequence[Any]) -> str | None:
    """The country of most of the towns that lie in the shapes."""
    usable = [g for g in layer.geometries if g is not None and not g.is_empty]
    if not usable or not towns:
        return None
    shapes = np.array([shapely.make_valid(shape) for shape in usable], dtype=object)
    points = shapely.points([(town.longitude, town.latitude) for town in towns])
    hit, _ = shapely.STRtree(shapes).query(points, predicate="intersects")
    countries = [towns[int(number)].country_code for number in hit]
    return max(sorted(set(countries)), key=countries.count) if countries else None


__all__ = ["UnclearFields", "Wishes", "import_regions", "no_progress", "read_boundaries"]
