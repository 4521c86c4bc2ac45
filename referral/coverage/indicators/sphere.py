"""Distances on the sphere by chords: points become vectors of length 1, so that a k-d tree finds the nearest."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from referral.kit.spatial import MEAN_RADIUS_M

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Pairs(NamedTuple):
    """Pairs of points with the metres between them."""

    first: Ints
    second: Ints
    metres: Floats


def unit_vectors(longitude: Floats, latitude: Floats) -> Floats:
    """Shape (n, 3), of degrees WGS 84 read as on a sphere."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    across = np.cos(lat)
    return np.column_stack((across * np.cos(lon), across * np.sin(lon), np.sin(lat)))


def arc_m(chord: Floats) -> Floats:
    """Metres along the sphere (mean radius) of a chord of the unit sphere: 2 R asin(c / 2)."""
    return 2 * MEAN_RADIUS_M * np.arcsin(np.minimum(chord / 2, 1.0))


def chord_of(metres: float) -> float:
    """The chord of the unit sphere that spans so many metres along it."""
    return float(2 * np.sin(min(metres / (2 * MEAN_RADIUS_M), np.pi / 2)))


def nearest_m(points: Floats, to: Floats) -> Floats:
    """Metres from each point (n, 3) to the nearest of `to` (m, 3); infinite where there is none."""
    if not len(to):
        return np.full(len(points), np.inf)
    return arc_m(np.asarray(cKDTree(to).query(points)[0]))


def pairs_within(first: Floats, second: Floats, metres: float) -> Pairs:
    """All pairs at most so far apart, by first and second."""
    none = np.zeros(0, dtype=np.int64)
    if not len(first) or not len(second):
        return Pairs(none, none, np.zeros(0))
    # A hair more, since chords are rounded; what is beyond is left out by its metres.
    found = cKDTree(first).sparse_distance_matrix(
        cKDTree(second), chord_of(metres) * (1 + 1e-12) + 1e-15, output_type="ndarray"
    )
    order = np.lexsort((found["j"], found["i"]))
    apart = arc_m(found["v"][order])
    inside = apart <= metres
    return Pairs(
        found["i"][order][inside].astype(np.int64), found["j"][order][inside].astype(np.int64), apart[inside]
    )
