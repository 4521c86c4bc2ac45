"""The application on a fresh database with a few towns and two regions, and imports through the command."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from shapely.geometry import Polygon

from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.places.boundaries.report import RegionDraft
from referral.places.cells import LARGEST_KM, box_of
from referral.places.derive import as_multipolygon
from referral.places.models import Settlement
from referral.places.rules import RegionLevel
from referral.places.store import finish, replace_regions
from tests.fixtures.exchange.command import Outcome, run_import
from tests.integration.confidential.houses import APART, LATITUDE, LONGITUDE, Source

Import = Callable[..., Outcome]
HOUSES = 10


def _plain(value: Any) -> Any:
    """Ids as text and JSON as values, on both databases."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def load_towns() -> None:
    """A town in the smallest square of each house, a cell of its own; and villages that share a cell with the land."""
    towns = [
        (LONGITUDE + APART * number + 0.0007, LATITUDE + APART * number + 0.0007) for number in range(HOUSES)
    ]
    around = sorted({box_of(*town, LARGEST_KM) for town in towns}, key=lambda box: (box.south, box.west))
    villages = [(each.west + 0.01, each.south + 0.01) for each in around]
    places = [(*each, 50_000) for each in towns] + [(*each, 2_000) for each in villages]
    with unit_of_work(write=True) as session:
        session.add_all(
            Settlement(
                id=number, name=f"Town {number}", country_code="AL", admin1_code="1", latitude=latitude,
                longitude=longitude, population=people, timezone="Europe/Tirane", names=[], region_id=None,
            )
            for number, (longitude, latitude, people) in enumerate(places, start=1)
        )  # fmt: skip


def load_regions(*areas: tuple[str, Polygon]) -> None:
    """A region of each of these countries: `AL` has `AL-1`."""
    with unit_of_work(write=True) as session:
        for country, shape in areas:
            draft = RegionDraft(f"{country}-1", country, {}, [], None, None, as_multipolygon(shape))
            replace_regions(
                session, [draft], country=country, level=RegionLevel.ADMIN1, source="test", approximate=False
            )
        finish(session, [country for country, _ in areas], actor=SYSTEM)


@pytest.fixture
def take(app: Flask, tmp_path: Path) -> Import:
    """Imports a source: as tables, or as JSON; further arguments are the command's."""
    load_towns()
    numbers = iter(range(1_000))

    def importing(source: Source | Path, *arguments: str | Path, form: str = "tables") -> Outcome:
        if isinstance(source, Path):
            return run_import(app, source, *arguments)
        folder = tmp_path / f"source{next(numbers)}"
        write = {"tables": source.write_tables, "json": source.write_json}[form]
        return run_import(app, write(folder.with_suffix(".json") if form == "json" else folder), *arguments)

    return importing


@pytest.fixture
def held(app: Flask) -> Callable[..., list[dict[str, Any]]]:
    """Rows of a table as the database holds them now, by id."""

    def rows(table: str, where: str = "1 = 1", key: str = "id") -> list[dict[str, Any]]:
        key = "location_id" if table == "location_private" else key
        with unit_of_work(write=False) as session:
            found = session.execute(sa.text(f"SELECT * FROM {table} WHERE {where} ORDER BY {key}"))
            return [{name: _plain(value) for name, value in row.items()} for row in found.mappings()]

    return rows
