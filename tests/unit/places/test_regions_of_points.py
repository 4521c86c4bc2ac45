"""Which regions hold a point."""

import pytest
from shapely.geometry import box

from referral.places.regionindex import RegionIndex, RegionRef


def make_region(code: str, level: int, *, approximate: bool = False) -> RegionRef:
    return RegionRef(f"id-{code}", code, code[:2], level, code, f"{code}/", approximate)


@pytest.fixture
def index() -> RegionIndex:
    return RegionIndex(
        [
            (make_region("AL", 0), box(19, 40, 21, 42)),
            (make_region("AL-02", 1), box(20, 40, 21, 42)),
            (make_region("AL-01", 1), box(19, 40, 20, 42)),
            (make_region("MK", 0, approximate=True), box(20.9, 40, 22, 42)),
            (make_region("BA", 0, approximate=True), box(20.95, 40, 22, 42)),
        ]
    )


def codes(index: RegionIndex, lon: float, lat: float) -> list[str]:
    return [ref.code for ref in index.regions_of([(lon, lat)])[0]]


def test_a_point_has_its_regions_from_the_country_down(index: RegionIndex) -> None:
    assert codes(index, 20.5, 41) == ["AL", "AL-02"]


def test_on_a_border_the_smaller_code_wins(index: RegionIndex) -> None:
    assert codes(index, 20.0, 41) == ["AL", "AL-01"]


def test_official_boundaries_win_over_approximate_ones(index: RegionIndex) -> None:
    assert codes(index, 20.97, 41) == ["AL", "AL-02"]
    assert codes(index, 21.5, 41) == ["BA"]


def test_a_point_on_the_quay_belongs_to_the_nearest_region_and_one_at_sea_to_none(index: RegionIndex) -> None:
    assert codes(index, 18.99, 41) == ["AL", "AL-01"]
    assert codes(index, 18.0, 41) == []


def test_many_points_are_answered_in_their_order(index: RegionIndex) -> None:
    found = index.regions_of([(0.0, 0.0), (20.5, 41), (19.5, 41)])
    assert [[ref.code for ref in refs] for refs in found] == [[], ["AL", "AL-02"], ["AL", "AL-01"]]


def test_without_regions_or_points_there_is_nothing() -> None:
    assert RegionIndex([]).regions_of([(20.0, 41.0)]) == [[]]
    assert RegionIndex([(make_region("AL", 0), box(0, 0, 1, 1))]).regions_of([]) == []
