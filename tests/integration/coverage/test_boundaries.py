"""Boundaries as they come: crossing themselves, overlapping, empty, in metres; figures stand on what is left."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Polygon, box

from referral.coverage import service
from referral.kit.db.work import unit_of_work
from referral.places.models import RegionShape
from referral.places.queries import public_regions
from tests.fixtures.coverage_world import ALFA, GAMA, NEED, a_service, make_places, take
from tests.fixtures.exchange.command import run
from tests.integration.coverage.test_presence import rows
from tests.integration.places.test_importing_regions import make_geojson

BOW_TIE = Polygon([(19, 40), (20, 42), (20, 40), (19, 42)])


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> Path:
    make_places()
    service.refresh()
    take(tmp_path, a_service(1, ALFA), a_service(2, GAMA))
    return tmp_path


def bring(app: Flask, path: Path) -> str:
    done = run(app, "places", "import-regions", path, "--country", "AL", "--level", "1")
    assert done.exit_code == 0, done.output
    service.catch_up()
    return done.output


def test_a_shape_that_crosses_itself_is_repaired_and_told(app: Flask, world: Path) -> None:
    said = bring(
        app,
        make_geojson(
            world / "crossing.geojson",
            ({"code": "AL-X", "name": "Crossing"}, BOW_TIE),
            ({"code": "AL-E", "name": "East"}, box(20, 40, 21, 42)),
        ),
    )
    assert "2 of 2 regions came in" in said
    found = rows()
    assert set(found) == {"AL-X", "AL-E"}
    assert found["AL-X"]["services"] == 1
    assert found["AL-E"]["population"] == 10_000


def test_in_overlapping_regions_a_place_counts_once(app: Flask, world: Path) -> None:
    bring(
        app,
        make_geojson(
            world / "overlapping.geojson",
            ({"code": "AL-1", "name": "One"}, box(19, 40, 20.6, 42)),
            ({"code": "AL-2", "name": "Two"}, box(20.4, 40, 21, 42)),
        ),
    )
    found = rows()
    assert found["AL-1"]["services"] + found["AL-2"]["services"] == 2
    assert found["AL-1"]["population"] + (found["AL-2"]["population"] or 0) == 20_000


def test_empty_and_misprojected_shapes_are_rejected_and_nothing_changes(app: Flask, world: Path) -> None:
    before = rows()
    for name, features in {
        "empty": ({"code": "AL-0", "name": "Nothing"}, Polygon()),
        "metres": ({"code": "AL-9", "name": "Metres"}, box(4_500_000, 400_000, 4_600_000, 500_000)),
    }.items():
        done = run(
            app,
            "places",
            "import-regions",
            make_geojson(world / f"{name}.geojson", features),
            "--country",
            "AL",
        )
        assert done.exit_code == 1, name
    service.catch_up()
    assert rows() == before


def test_a_region_that_lost_its_shape_is_told_without_one(client: FlaskClient, world: Path) -> None:
    with unit_of_work(write=True) as session:
        lost = next(
            region.id for region in public_regions(session, country="AL", level=1) if region.code == "AL-N"
        )
        session.execute(sa.delete(RegionShape).where(RegionShape.region_id == lost))
    asked = f"country=AL&need={NEED}"
    assert client.get(f"/api/v1/coverage/map.png?{asked}").status_code == 200
    features = client.get(f"/api/v1/coverage/figures.geojson?{asked}").get_json()["features"]
    assert [each["properties"]["code"] for each in features if each["geometry"] is None] == ["AL-N"]
