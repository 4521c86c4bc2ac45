"""One feature's geometry made fit for use, with every change said; or refused, with the reason.

Valid, areas only, WGS 84 within the globe, precision 1e-7 degrees (about 1 cm), exteriors counter-clockwise, without
slivers. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from referral.places.derive import PRECISION, polygons_of

# About 1,200 square metres at the equator.
SLIVER_SQUARE_DEGREES = 1e-7


@dataclass(frozen=True)
class Repaired:
    """A usable shape and what was done to it."""

    shape: MultiPolygon
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Unusable:
    """Why a geometry can't be used."""

    reason: str


def repair(geometry: Any) -> Repaired | Unusable:
    """The geometry as a valid multipolygon, or why there is none."""
    if geometry is None or geometry.is_empty:
        return Unusable("empty: the feature has no geometry")
    if not polygons_of(geometry):
        return Unusable(f"not an area: {geometry.geom_type}")
    outside = _outside(geometry)
    if outside is not None:
        return Unusable(outside)
    changes: list[str] = []
    if not geometry.is_valid:
        changes.append(f"{_defect(shapely.is_valid_reason(geometry))}: made valid")
        geometry = shapely.make_valid(geometry)
    if any(not shapely.is_ccw(part.exterior) for part in polygons_of(geometry)):
        changes.append("winding order turned: exteriors counter-clockwise")
    precise = shapely.set_precision(geometry, PRECISION)
    parts = [_without_slivers(part) for part in polygons_of(precise)]
    kept = [part for part in parts if part.area >= SLIVER_SQUARE_DEGREES]
    dropped = len(parts) - len(kept) + _holes(polygons_of(precise)) - _holes(parts)
    if dropped:
        changes.append(f"{dropped} sliver{'s' if dropped > 1 else ''} dropped")
    if not kept:
        return Unusable("empty: nothing larger than a sliver is left")
    return Repaired(MultiPolygon([shapely.orient_polygons(part) for part in kept]), tuple(changes))


def _outside(geometry: Any) -> str | None:
    xy = shapely.get_coordinates(geometry)
    if not np.all(np.isfinite(xy)):
        return "coordinates are not numbers (NaN or infinite)"
    if np.abs(xy[:, 0]).max() > 180 or np.abs(xy[:, 1]).max() > 90:
        worst = xy[np.argmax(np.maximum(np.abs(xy[:, 0]) / 180, np.abs(xy[:, 1]) / 90))]
        return f"coordinates outside the globe: longitude {worst[0]:g}, latitude {worst[1]:g}"
    return None


def _defect(reason: str) -> str:
    """GEOS's word for a defect, in ours."""
    known = {"Self-intersection": "self-crossing", "Ring Self-intersection": "self-touching ring"}
    kind, _, where = reason.partition("[")
    return f"{known.get(kind, kind.lower())} at {where.rstrip(']')}" if where else kind.lower()


def _without_slivers(part: Polygon) -> Polygon:
    holes = [ring for ring in part.interiors if Polygon(ring).area >= SLIVER_SQUARE_DEGREES]
    return Polygon(part.exterior, holes)


def _holes(parts: list[Polygon]) -> int:
    return sum(len(part.interiors) for part in parts)
