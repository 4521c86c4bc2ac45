"""What is repaired in a file of boundaries, and what is refused."""

from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from referral.places.boundaries.drafts import (
    Feature,
    axes_look_swapped,
    make_drafts,
    overlaps,
    with_axes_swapped,
)
from referral.places.boundaries.fields import Fields
from referral.places.boundaries.repair import Repaired, Unusable, repair
from referral.places.boundaries.report import ImportReport, RegionDraft

FIELDS = Fields(code="code", name="name", parent=None, population="people")


def make_nan() -> Any:
    with np.errstate(invalid="ignore"):
        return shapely.from_wkt("POLYGON ((0 0, NaN 1, 1 1, 0 0))")


def make_report() -> ImportReport:
    return ImportReport(file="x.geojson", crs="EPSG:4326", country="AL", level=1, fields={}, features=0)


def drafts_of(*features: tuple[dict[str, Any], Any]) -> tuple[list[RegionDraft], ImportReport]:
    report = make_report()
    given = [Feature(i, {"people": None, **row}, shape) for i, (row, shape) in enumerate(features, 1)]
    return make_drafts(given, FIELDS, report, lambda _done, _of: None), report


def test_a_self_crossing_area_is_made_valid_and_said_where() -> None:
    mended = repair(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    assert isinstance(mended, Repaired)
    assert mended.shape.is_valid
    assert mended.changes[0].startswith("self-crossing at 1 1")


def test_exteriors_become_counter_clockwise_and_holes_stay() -> None:
    ring = Polygon([(0, 0), (0, 4), (4, 4), (4, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    mended = repair(ring)
    assert isinstance(mended, Repaired)
    part = mended.shape.geoms[0]
    assert part.exterior.is_ccw
    assert not part.interiors[0].is_ccw
    assert mended.shape.area == pytest.approx(15)


def test_islands_stay_and_slivers_go() -> None:
    mended = repair(MultiPolygon([box(0, 0, 1, 1), box(2, 2, 2.1, 2.1), box(5, 5, 5.0001, 5.0001)]))
    assert isinstance(mended, Repaired)
    assert len(mended.shape.geoms) == 2
    assert "1 sliver dropped" in mended.changes


def test_a_good_area_is_left_as_it_is() -> None:
    mended = repair(box(0, 0, 1, 1))
    assert isinstance(mended, Repaired)
    assert mended.changes == ()
    assert mended.shape.equals(box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "empty"),
        (Polygon(), "empty"),
        (Point(1, 1), "not an area: Point"),
        (LineString([(0, 0), (1, 1)]), "not an area: LineString"),
        (GeometryCollection([Point(0, 0)]), "not an area"),
        (box(0, 0, 1e-5, 1e-5), "sliver"),
        (box(0, 0, 10, 100), "outside the globe: longitude 10, latitude 100"),
        (box(500_000, 4_600_000, 500_100, 4_600_100), "outside the globe"),
        (make_nan(), "not numbers"),
    ],
)
def test_what_cannot_be_used_says_why(geometry: Any, reason: str) -> None:
    refused = repair(geometry)
    assert isinstance(refused, Unusable)
    assert any(word in refused.reason for word in reason.split("|"))


def test_a_feature_without_code_is_rejected_and_the_others_stay() -> None:
    drafts, report = drafts_of(
        ({"code": "01", "name": "A"}, box(0, 0, 1, 1)), ({"code": "", "name": "B"}, box(1, 0, 2, 1))
    )
    assert [draft.code for draft in drafts] == ["AL.01"]
    assert [(note.feature, note.name) for note in report.rejected] == [(2, "B")]
    assert "no code" in report.rejected[0].reason


def test_a_code_that_stands_twice_with_two_names_keeps_the_first() -> None:
    drafts, report = drafts_of(
        ({"code": "AL-01", "name": "A"}, box(0, 0, 1, 1)), ({"code": "AL-01", "name": "B"}, box(1, 0, 2, 1))
    )
    assert [(draft.code, draft.name) for draft in drafts] == [("AL-01", "A")]
    assert "stands twice" in report.rejected[0].reason


def test_parts_of_one_code_and_name_are_joined() -> None:
    row = {"code": "AL-01", "name": "A"}
    drafts, report = drafts_of((row, box(0, 0, 1, 1)), (row, box(3, 0, 4, 1)))
    assert len(drafts[0].shape.geoms) == 2
    assert report.rejected == []
    assert "joined" in report.repaired[0].reason


def test_siblings_that_overlap_by_more_than_one_percent_are_a_warning() -> None:
    def draft(code: str, shape: Any) -> RegionDraft:
        return RegionDraft(code, code, {}, [], None, None, MultiPolygon([shape]))

    beside = [
        draft("a", box(0, 0, 1, 1)),
        draft("b", box(0.999, 0, 1.999, 1)),
        draft("c", box(1.499, 0, 2.499, 1)),
    ]
    assert (
        overlaps(beside) == ["b and c overlap by 50.0% of the smaller one's area"]
        or len(overlaps(beside)) == 1
    )


def test_a_population_is_a_whole_number_or_left_out_with_a_warning() -> None:
    drafts, report = drafts_of(
        ({"code": "1", "name": "A", "people": "243 700"}, box(0, 0, 1, 1)),
        ({"code": "2", "name": "B", "people": "many"}, box(1, 0, 2, 1)),
    )
    assert [draft.population for draft in drafts] == [243_700, None]
    assert "'many'" in report.warnings[0]


def test_swapped_axes_are_seen_by_the_towns() -> None:
    albania, towns = box(19, 39, 21, 43), [(19.8, 41.3), (20.4, 42.1)]
    assert axes_look_swapped([with_axes_swapped(albania)], towns)
    assert not axes_look_swapped([albania], towns)
    assert not axes_look_swapped([shapely.Polygon()], towns)
    assert axes_look_swapped([with_axes_swapped(box(10, 100, 20, 110))], []) is False
