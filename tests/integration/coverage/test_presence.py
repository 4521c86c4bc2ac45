"""Presence follows the directory; nothing told is not zero, and what lies nowhere is nowhere."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from referral.coverage import reading, service
from referral.coverage.handlers import AT_ONCE
from referral.coverage.models import CoverageListing, CoveragePage
from referral.directory.events import ServicesChanged
from referral.directory.models import table_of
from referral.directory.needs import need
from referral.kit import events
from referral.kit.db.work import unit_of_work
from tests.fixtures.coverage_world import (
    ALFA,
    AT_SEA,
    GAMA,
    NEED,
    NORTH,
    OTHER_NEED,
    a_service,
    area,
    make_places,
    take,
    told,
)
from tests.fixtures.exchange.package import uid

LATELY = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
LONG_AGO = "2024-01-01T08:00:00Z"


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> Path:
    """The places; a folder for files."""
    make_places()
    service.refresh()
    return tmp_path


def rows(code: str = NEED, group: str = "all", level: int = 1) -> dict[str, dict[str, Any]]:
    page = reading.presence("AL", level, need(code).key, group)
    assert page is not None
    return {row["code"]: row for row in json.loads(reading.figures("AL", level, page))}


def stored() -> dict[tuple[Any, ...], str]:
    with unit_of_work(write=False) as session:
        page = CoveragePage
        keys = (page.country_code, page.level, page.need_key, page.target_group)
        return {tuple(row[:4]): row[4] for row in session.execute(sa.select(*keys, page.digest))}


def test_a_need_that_nobody_answers_is_zero_and_not_no_data(world: Path) -> None:
    found = rows()
    assert found["AL-W"]["services"] == 0
    assert found["AL-W"]["population"] == 10_000
    assert found["AL-W"]["within_reach"] == {"10000": 0.0, "25000": 0.0, "50000": 0.0}
    assert found["AL-W"]["distance_median_m"] is None
    assert found["AL-W"]["places"] is None


def test_a_region_where_nobody_lives_has_no_shares(world: Path) -> None:
    take(world, a_service(1, NORTH))
    north = rows()["AL-N"]
    assert north["population"] is None
    assert north["services"] == 1
    assert north["services_per_10000"] is None
    assert north["within_reach"]["25000"] is None
    assert north["people_beyond_reach"] is None


def test_services_count_where_they_are_without_areas(world: Path) -> None:
    take(world, a_service(1, ALFA), a_service(2, ALFA, GAMA))
    found, country = rows(), rows(level=0)["AL"]
    assert [found[code]["services"] for code in ("AL-W", "AL-E", "AL-N")] == [2, 1, 0]
    assert (country["services"], country["organizations"], country["sites"]) == (2, 2, 3)
    assert found["AL-W"]["services_per_10000"] == pytest.approx(2.0)
    assert found["AL-W"]["within_reach"]["25000"] == pytest.approx(0.6)
    assert found["AL-W"]["people_beyond_reach"] == 4000


def test_services_count_by_their_areas_before_their_place(world: Path) -> None:
    drawn = {
        "type": "Polygon",
        "coordinates": [[[20.4, 40.9], [20.6, 40.9], [20.6, 41.1], [20.4, 41.1], [20.4, 40.9]]],
    }
    take(
        world,
        a_service(1, ALFA, service_areas=area(1, name="Lindje")),
        a_service(
            2, ALFA, service_areas=area(2, name="map", extent=json.dumps(drawn), extent_type="geojson")
        ),
        a_service(3, ALFA, service_areas=area(3, extent='{"radius_km": 20}', extent_type="other")),
        a_service(4, ALFA, service_areas=area(4, name="where the road ends")),
    )
    found = rows()
    assert found["AL-E"]["services"] == 2
    assert found["AL-W"]["services"] == 2, "the circle around Alfa, and the area that nobody can read"


def test_capacity_told_long_ago_stands_apart(world: Path) -> None:
    take(
        world,
        a_service(1, ALFA, capacities=told(1, available=3, maximum=10, updated=LATELY)),
        a_service(2, ALFA, capacities=told(2, available=9, maximum=50, updated=LONG_AGO)),
        a_service(3, GAMA),
    )
    west, east = rows()["AL-W"], rows()["AL-E"]
    assert (west["places"], west["capacity"]) == (3, 10)
    assert west["stale"] == {"services": 1, "capacity": 50}
    assert west["places_per_10000"] == pytest.approx(3.0)
    assert (east["places"], east["capacity"]) == (None, None)


def test_no_free_place_is_zero(world: Path) -> None:
    take(world, a_service(1, ALFA, capacities=told(1, available=0, maximum=10, updated=LATELY)))
    assert rows()["AL-W"]["places"] == 0


def test_groups_see_the_services_that_take_them(world: Path) -> None:
    take(
        world,
        a_service(1, ALFA, says=[("sex", "female")]),
        a_service(2, GAMA, says=[("target_group", "refugee")]),
    )
    assert rows(group="men")["AL-W"]["services"] == 0
    assert rows(group="women")["AL-W"]["services"] == 1
    assert rows(group="returnee")["AL-E"]["services"] == 0
    assert rows(group="refugee")["AL-E"]["services"] == 1


def test_positions_outside_all_regions_count_nowhere(world: Path) -> None:
    take(world, a_service(1, AT_SEA), a_service(2, (95.0, 10.0)), a_service(3))
    assert rows(level=0)["AL"]["services"] == 0


def test_a_confidential_place_counts_by_its_public_cell_alone(world: Path) -> None:
    take(world, a_service(1, (41.01234, 19.51234), needs=("shelter-trafficking",)))
    with unit_of_work(write=False) as session:
        pages = [bytes(body) for body in session.scalars(sa.select(CoveragePage.figures))]
    assert rows("shelter-trafficking")["AL-W"]["services"] == 1
    assert all(b"19.51234" not in body and b"41.01234" not in body for body in pages)


def test_what_changes_one_by_one_equals_a_reckoning_of_everything(world: Path) -> None:
    take(world, *(a_service(number, (40.5 + number / 20, 19.3 + number / 10)) for number in range(AT_ONCE)))
    changes = (
        ("service", uid("service 1"), {"status": "inactive"}),
        ("location", uid("location 2 0"), {"latitude": 41.9}),
        ("service", uid("service 1"), {"status": "active"}),
    )
    for table_name, id_, values in changes:
        table = table_of(table_name)
        with unit_of_work(write=True) as session:
            session.execute(sa.update(table).where(table.c.id == id_).values(values))
            number = id_ == uid("location 2 0")
            events.emit(session, ServicesChanged(frozenset({uid("service 2") if number else id_})))
        kept = stored()
        service.refresh()
        assert stored() == kept


def test_a_service_that_goes_takes_its_figures_with_it(world: Path) -> None:
    take(world, a_service(1, ALFA, needs=(NEED, OTHER_NEED)))
    assert rows(OTHER_NEED)["AL-W"]["services"] == 1
    table = table_of("service")
    with unit_of_work(write=True) as session:
        session.execute(sa.update(table).values(status="defunct"))
        events.emit(session, ServicesChanged(frozenset({uid("service 1")})))
    assert rows(OTHER_NEED)["AL-W"]["services"] == 0
    with unit_of_work(write=False) as session:
        assert session.scalars(sa.select(CoverageListing.service_id)).all() == []


def test_a_refresh_that_is_killed_changes_nothing(world: Path) -> None:
    take(world, a_service(1, ALFA))
    before = stored()

    def kill(_what: str, _done: int, _of: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.refresh(kill)
    assert stored() == before
