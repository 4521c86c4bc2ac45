"""Tiles: where they are, how regions are drawn ever more coarsely, and what is kept of those that were made."""

import pytest

from referral.coverage.tiles.kept import Kept, Made
from referral.coverage.tiles.rules import details
from referral.kit.spatial.tiles import Tile


def test_a_tile_s_box() -> None:
    assert Tile(0, 0, 0).box() == pytest.approx((-180, -85.0511287798066, 180, 85.0511287798066))
    # The tile of Tirana at zoom 9, by the formula of the Slippy map.
    west, south, east, north = Tile(9, 284, 191).box()
    assert (west, east) == (19.6875, 20.390625)
    assert (south, north) == pytest.approx((40.979898, 41.508577), abs=1e-6)
    wider = Tile(9, 284, 191).box(64)
    assert wider[0] < west < east < wider[2]
    assert wider[1] < south < north < wider[3]


@pytest.mark.parametrize(
    ("tile", "exists"),
    [((0, 0, 0), True), ((1, 2, 0), False), ((1, 0, 2), False), ((3, 7, 7), True), ((3, -1, 0), False)],
)
def test_which_tiles_exist(tile: tuple[int, int, int], exists: bool) -> None:
    assert Tile(*tile).exists is exists


def test_regions_are_drawn_more_coarsely_before_levels_go() -> None:
    drawn = [(each.tolerance, each.levels) for each in details(8)]
    assert drawn == [(1, 4), (4, 4), (16, 4), (16, 3), (16, 2), (16, 1)]
    assert [each.levels for each in details(0)] == [1, 1, 1]


def test_a_tile_is_kept_for_its_version_only() -> None:
    kept, made = Kept(), Made.of(b"x")
    kept.put("a", 1, made)
    assert kept.find("a", 1) is made
    assert kept.find("a", 2) is None
    assert kept.find("b", 1) is None


def test_the_oldest_go_first_and_the_size_is_bounded() -> None:
    kept = Kept(most_bytes=2_500)
    for name in "abc":
        kept.put(name, 1, Made.of(name.encode() * 600))
    assert kept.find("a", 1) is None, "the first had to go"
    kept.find("b", 1)
    kept.put("d", 1, Made.of(b"d" * 600))
    assert kept.find("c", 1) is None, "b was asked for since"
    assert kept.find("b", 1) is not None
    for _ in range(100):
        kept.put("b", 2, Made.of(b"b" * 600))
    assert kept.find("d", 1) is not None, "one that is replaced is counted once"


def test_the_etag_is_of_the_tile_alone() -> None:
    assert Made.of(b"x").etag == Made.of(b"x").etag != Made.of(b"y").etag
