"""The cell that stands in for a confidential place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kit.spatial import haversine_m
from referral.places.cells import LARGEST_KM, Box, Settled, box_of, cell_for, square_of
from referral.places.towngrid import TownGrid

LON = st.floats(-180, 180, allow_nan=False)
LAT = st.floats(-89.9, 89.9, allow_nan=False)


def nobody(_: Box) -> list[Settled]:
    return []


def test_a_town_of_two_thousand_is_enough_for_the_smallest_cell() -> None:
    cell = cell_for(19.8187, 41.3275, lambda _: [(19.8187, 41.3275, 2_000)])
    assert cell.size_km == 5


def test_five_hamlets_are_enough_too() -> None:
    assert cell_for(19.8, 41.3, lambda _: [(19.8, 41.3, 0)] * 5).size_km == 5
    assert cell_for(19.8, 41.3, lambda _: [(19.8, 41.3, 0)] * 4).size_km == LARGEST_KM


def test_towns_outside_the_cell_do_not_count() -> None:
    assert cell_for(19.8, 41.3, lambda _: [(25.0, 45.0, 1_000_000)]).size_km == LARGEST_KM


def test_the_cell_doubles_until_it_holds_enough() -> None:
    lon, lat = 20.5, 41.5
    ten = box_of(lon, lat, 10)
    corners = [
        (x, y) for x in (ten.west + 1e-6, ten.east - 1e-6) for y in (ten.south + 1e-6, ten.north - 1e-6)
    ]
    beyond = next(corner for corner in corners if square_of(*corner, 5) != square_of(lon, lat, 5))
    assert cell_for(lon, lat, lambda _: [(*beyond, 5_000)]).size_km == 10


@given(LON, LAT, st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True))
def test_two_points_of_one_square_get_the_identical_cell(
    lon: float, lat: float, right: float, up: float
) -> None:
    towns = TownGrid([(lon * 0.99, lat * 0.99, 1_500), (lon, lat, 900)])
    box = box_of(lon, lat, 5)
    other = (box.west + (box.east - box.west) * right, box.south + (box.north - box.south) * up)
    if square_of(*other, 5) == square_of(lon, lat, 5):
        assert cell_for(lon, lat, towns.settlements_in) == cell_for(*other, towns.settlements_in)


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


@pytest.mark.parametrize(
    ("lon", "lat"), [(19.8, 41.3), (-89.2, 13.7), (44.5, 40.2), (0.0, 0.0), (20.0, -60.0)]
)
def test_a_cell_is_about_as_wide_and_high_as_it_says(lon: float, lat: float) -> None:
    box = box_of(lon, lat, 5)
    middle = (box.south + box.north) / 2
    assert haversine_m(box.west, middle, box.east, middle) == pytest.approx(5_000, rel=0.05)
    assert haversine_m(box.west, box.south, box.west, box.north) == pytest.approx(5_000, rel=0.01)


def test_the_centre_is_in_the_cell_and_not_the_point() -> None:
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
