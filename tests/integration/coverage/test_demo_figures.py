"""On the demo data of three countries every figure equals one made from the rows anew, slowly; and both databases say
the same.
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
import sqlalchemy as sa
from flask import Flask

from referral.coverage import service
from referral.coverage.models import CoveragePage
from referral.coverage.queries import GAPS_LEVEL
from referral.directory.needs import need
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.places import queries as places
from referral.places.service import load_places
from tests.contract.filling import take_demo
from tests.fixtures import coverage_reference as slow

COUNTRIES = ("AL", "GE", "XK")
NEEDS = (
    "legal-aid",
    "accommodation",
    "psychosocial-support",
    "trafficking-assistance",
    "vocational-training",
)
_of_databases: dict[str, list[tuple[Any, ...]]] = {}


@pytest.fixture(scope="module")
def filled(module_app: Flask, root: Path) -> None:
    with unit_of_work(write=True) as session:
        load_places(session, COUNTRIES)
    take_demo(module_app, root)
    service.refresh()


@pytest.fixture
def country(filled: None, module_database_url: str, request: pytest.FixtureRequest) -> "Rows":
    engine.configure(module_database_url)
    return Rows(request.param)


class Rows:
    """A country as its tables have it."""

    def __init__(self, code: str) -> None:
        with unit_of_work(write=False) as session:
            self.code = code
            self.regions = list(places.public_regions(session, country=code))
            self.shapes = places.public_shapes(session, country=code)
            self.towns = list(places.public_settlements(session, countries=[code]))
        self.points = [(town.longitude, town.latitude) for town in self.towns]
        self.people = [float(town.population) for town in self.towns]

    def pages(self, need_code: str, level: int) -> list[dict[str, Any]]:
        with unit_of_work(write=False) as session:
            found = session.scalar(
                sa.select(CoveragePage.figures)
                .where(
                    CoveragePage.country_code == self.code,
                    CoveragePage.level == level,
                    CoveragePage.need_key.in_((need(need_code).key, 0)),
                    CoveragePage.target_group == "all",
                )
                .order_by(CoveragePage.need_key.desc())
                .limit(1)
            )
        rows: list[dict[str, Any]] = json.loads(found or b"[]")
        return rows

    def sites(self, need_code: str) -> list[Any]:
        """(service, organisation, longitude, latitude, region path, areas, countries) of what answers the need."""
        statement = sa.text(
            "SELECT s.service_id, s.organization_id, s.longitude, s.latitude, s.region_path, s.areas, r.countries"
            " FROM search_site s JOIN search_reach r ON r.key = s.key"
            " JOIN search_site_need n ON n.site_key = s.key WHERE n.need_key = :need"
        )
        with unit_of_work(write=False) as session:
            rows = session.execute(statement, {"need": need(need_code).key}).all()
        return [row for row in rows if self._counts(row)]

    def _counts(self, row: Any) -> bool:
        named = [
            what[0].split("/")[0] for _, kind, *what in json.loads(row.areas or b"[]") if kind == "region"
        ]
        at_home = [row.region_path.split("/")[0]] if row.region_path else row.countries.split()
        return self.code in (*named, *at_home)

    def serves(self, row: Any, region: Any) -> bool:
        """By areas of the kinds that the demo has, regions; else by the point in the region's shape."""
        areas = [what[0] for _, kind, *what in json.loads(row.areas or b"[]") if kind == "region"]
        mine = [path for path in areas if path == "" or path.startswith(f"{self.code}/")]
        if mine:
            return any(region.path.startswith(path) or path.startswith(region.path) for path in mine)
        if row.longitude is not None and row.region_path:
            return region.id in self.around(shapely.Point(row.longitude, row.latitude), region.level)
        return region.level == 0 and self.code in row.countries.split()

    def around(self, point: shapely.Point, level: int) -> set[str]:
        """The regions of a level that hold a point; beyond a coast or border, up to 0.02 degrees, the nearest."""
        away = {each.id: self.shapes[each.id].distance(point) for each in self.regions if each.level == level}
        return {id_ for id_, far in away.items() if far == min(away.values()) and far <= 0.02}

    def towns_in(self, region: Any) -> list[int]:
        paths = {each.id: each.path for each in self.regions}
        return [
            number
            for number, town in enumerate(self.towns)
            if town.region_id is not None and paths[town.region_id].startswith(region.path)
        ]


def expected(rows: Rows, need_code: str, level: int) -> dict[str, dict[str, Any]]:
    sites = rows.sites(need_code)
    placed = [(row.longitude, row.latitude) for row in sites if row.longitude is not None]
    by_service: dict[str, int] = defaultdict(int)
    for row in sites:
        by_service[row.service_id] += row.longitude is not None
    supply = [1 / by_service[row.service_id] for row in sites if row.longitude is not None]
    far = slow.nearest(rows.points, placed)
    scores = slow.e2sfca(rows.points, rows.people, placed, supply)
    found = {}
    for region in rows.regions:
        if region.level != level:
            continue
        towns = rows.towns_in(region)
        people = sum(rows.people[t] for t in towns)
        here = [row for row in sites if rows.serves(row, region)]
        near = {r: sum(rows.people[t] for t in towns if far[t] <= r) for r in (10_000, 25_000, 50_000)}
        quantiles = [
            slow.quantile([far[t] for t in towns], [rows.people[t] for t in towns], q) for q in (0.5, 0.9)
        ]
        found[region.code] = {
            "services": len({row.service_id for row in here}),
            "organizations": len({row.organization_id for row in here}),
            "sites": sum(row.longitude is not None for row in here),
            "population": people or None,
            "within_reach": {str(r): near[r] / people if people else None for r in near},
            "people_beyond_reach": people - near[25_000] if people else None,
            "distance_median_m": quantiles[0] if quantiles[0] != math.inf else None,
            "distance_p90_m": quantiles[1] if quantiles[1] != math.inf else None,
            "accessibility": sum(scores[t] * rows.people[t] for t in towns) / people * 10_000
            if people
            else None,
        }
    return found


@pytest.mark.parametrize("need_code", NEEDS)
@pytest.mark.parametrize("country", COUNTRIES, indirect=True)
def test_every_figure_is_that_of_the_rows(country: Rows, need_code: str) -> None:
    for level in (0, 1):
        wanted = expected(country, need_code, level)
        told = {row["code"]: row for row in country.pages(need_code, level)}
        assert set(told) == set(wanted)
        for code, figures in wanted.items():
            for name, value in figures.items():
                close = 0.5001 if name.endswith(("_m", "_reach")) and name != "within_reach" else 1e-6
                assert told[code][name] == pytest.approx(value, abs=close), f"{need_code} {code} {name}"


@pytest.mark.parametrize("country", ["AL"], indirect=True)
def test_the_next_sites_are_the_greedy_ones(country: Rows) -> None:
    sites = country.sites("trafficking-assistance")
    far = slow.nearest(country.points, [(r.longitude, r.latitude) for r in sites if r.longitude is not None])
    beyond = [people if metres > 25_000 else 0.0 for people, metres in zip(country.people, far, strict=True)]
    wanted = slow.greedy(country.points, beyond, 25_000, 2)
    told = country.pages("trafficking-assistance", GAPS_LEVEL)
    assert [(each["settlement"], each["people"]) for each in told[:2]] == [
        (country.towns[number].name, round(people)) for number, people in wanted
    ]


def test_both_databases_say_the_same(
    filled: None, module_database: Callable[[], engine.Database], database_kind: str
) -> None:
    module_database()
    page = CoveragePage
    with unit_of_work(write=False) as session:
        keys = (page.country_code, page.level, page.need_key, page.target_group, page.digest)
        found = sorted(tuple(row) for row in session.execute(sa.select(*keys)))
    assert len(found) > 500
    _of_databases[database_kind] = found
    first = next(iter(_of_databases.values()))
    assert found == first
