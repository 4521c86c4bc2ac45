"""The grids behind the cell that stands in for a confidential place, and what a cell looks like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kit.spatial import haversine_m
from referral.places.cells import LARGEST_KM, Box, Settled, box_at, box_of, cell_of, square_of
from referral.places.division import cell_for

LON = st.floats(-180, 180, allow_nan=False)
LAT = st.floats(-89.9, 89.9, allow_nan=False)


def nobody(_: Box) -> list[Settled]:
    return []


@given(LON, LAT)
def test_every_grid_is_nested_in_the_next(lon: float, lat: float) -> None:
    for size in (5, 10, 20, 40):
        row, column = square_of(lon, lat, size)
        assert square_of(lon, lat, size * 2) == (row // 2, column // 2)
        inner, outer = box_of(lon, lat, size), box_of(lon, lat, size * 2)
        assert outer.west <= inner.west + 1e-9
        assert inner.east <= outer.east + 1e-9
        assert outer.south <= inner.south + 1e-9
        assert inner.north <= outer.north + 1e-9


@given(LON, LAT, st.sampled_from([5, 10, 20, 40, 80]))
def test_a_cell_is_the_middle_of_its_square(lon: float, lat: float, size: int) -> None:
    row, column = square_of(lon, lat, size)
    cell, box = cell_of(row, column, size), box_at(row, column, size)
    assert box == box_of(lon, lat, size)
    assert (cell.lon, cell.lat) == pytest.approx(
        ((box.west + box.east) / 2, (box.south + box.north) / 2), abs=1e-5
    )
    assert square_of(cell.lon, cell.lat, size) == (row, column)


@pytest.mark.parametrize(
    ("lon", "lat"), [(19.8, 41.3), (-89.2, 13.7), (44.5, 40.2), (0.0, 0.0), (20.0, -60.0)]
)
def test_a_square_is_about_as_wide_and_high_as_it_says(lon: float, lat: float) -> None:
    box = box_of(lon, lat, 5)
    middle = (box.south + box.north) / 2
    assert haversine_m(box.west, middle, box.east, middle) == pytest.approx(5_000, rel=0.05)
    assert haversine_m(box.west, box.south, box.west, box.north) == pytest.approx(5_000, rel=0.01)


def test_the_centre_is_in_the_square_and_not_the_point() -> None:
    cell = cell_for(19.81866, 41.32744, nobody)
    assert square_of(cell.lon, cell.lat, cell.size_km) == square_of(19.81866, 41.32744, cell.size_km)
    assert round(cell.lon, 5) == cell.lon


def test_the_edges_of_the_globe_have_cells() -> None:
    assert cell_for(180.0, 10.0, nobody) == cell_for(-180.0, 10.0, nobody)
    assert cell_for(0.0, 90.0, nobody).size_km == LARGEST_KM
    assert cell_for(0.0, -90.0, nobody).size_km == LARGEST_KM


@pytest.mark.parametrize(("lon", "lat"), [(200.0, 10.0), (10.0, 91.0), (float("nan"), 10.0)])
def test_what_is_not_on_the_globe_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="not a point on the globe"):
        cell_for(lon, lat, nobody)
