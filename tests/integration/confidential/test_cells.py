"""The public position: a cell that changes only when the place leaves it, and that travels with exports."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from referral.directory.exchange import marker
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from tests.fixtures.databases import fresh_database
from tests.fixtures.exchange.command import checksums, run, run_import
from tests.integration.confidential.conftest import Import
from tests.integration.confidential.houses import CANARY, LATITUDE, Source, hidden_houses, id_of, position
from tests.integration.confidential.scanning import leaks

Held = Callable[..., list[dict[str, Any]]]
EXACT = position("one need")
FORMATS = {"hsds-json": "out.json", "hsds-csv": "out.zip"}


def moved(source: Source, metres: float) -> Source:
    source.row("location", "one need")["latitude"] = round(EXACT[0] + metres / 111_000, 7)
    return source


def sums() -> dict[str, str]:
    """What is public. The state of coverage counts its writers; what they wrote is in the other tables."""
    left_out = ("location_private", "coverage_state")
    return {name: value for name, value in checksums().items() if name not in left_out}


def test_a_move_within_the_cell_changes_no_public_row(take: Import, held: Held) -> None:
    source = hidden_houses("one need")
    take(source)
    before = sums()
    outcome = take(moved(source, 200))
    assert outcome.objects["location"]["changed"] == 1
    assert sums() == before
    assert held("location_private")[0]["latitude"] == round(EXACT[0] + 200 / 111_000, 7)


def test_a_move_out_of_the_cell_changes_the_cell(take: Import, held: Held) -> None:
    source = hidden_houses("one need")
    take(source)
    (before,) = held("location")
    take(moved(source, 11_000))
    (after,) = held("location")
    assert (before["cell_km"], after["cell_km"]) == (5, 80)
    assert after["latitude"] != before["latitude"]
    assert after["version"] == before["version"] + 1
    assert leaks([EXACT, (EXACT[0] + 0.0990991, EXACT[1])]) == []
    assert [each["latitude"] for each in held("search_site", key="key")] == [after["latitude"]]


def build_town() -> None:
    """The settlements become one town, at the place."""
    with unit_of_work(write=True) as session:
        session.execute(sa.text("DELETE FROM settlement"))
        session.execute(
            sa.text(
                "INSERT INTO settlement (id, name, country_code, admin1_code, latitude, longitude, population,"
                " timezone, names) VALUES (1, 'Town', 'AL', '1', :latitude, :longitude, 50000, 'UTC', '[]'),"
                " (2, 'Village', 'AL', '1', :latitude - 0.1, :longitude, 2000, 'UTC', '[]')"
            ),
            {"latitude": EXACT[0], "longitude": EXACT[1]},
        )


def test_other_towns_do_not_move_the_cell(take: Import, held: Held) -> None:
    """A cell that shrank with each new list of towns would close in on the place."""
    source = hidden_houses("one need")
    with unit_of_work(write=True) as session:
        session.execute(sa.text("DELETE FROM settlement"))
    take(source)
    (before,) = held("location")
    assert before["cell_km"] == 80
    build_town()
    take(source)
    assert held("location") == [before]


@pytest.mark.parametrize(("metres", "sizes"), [(0, [80, 80]), (50, [5, 80])])
def test_a_house_that_is_listed_again_has_the_cell_it_has(
    take: Import, held: Held, metres: float, sizes: list[float]
) -> None:
    """Two cells of one house, one by each list of towns, would leave what they have in common. Its neighbour is new."""
    source = hidden_houses("one need", "two needs")
    with unit_of_work(write=True) as session:
        session.execute(sa.text("DELETE FROM settlement"))
    take(hidden_houses("one need"))
    build_town()
    latitude = round(EXACT[0] + metres / 111_000, 7)
    source.row("location", "two needs").update(latitude=latitude, longitude=EXACT[1])
    take(source)
    assert sorted(each["cell_km"] for each in held("location")) == sizes


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_holds_nothing_exact_and_says_what_is_confidential(
    app: Flask, take: Import, held: Held, tmp_path: Path, database_kind: str, form: str
) -> None:
    take(hidden_houses("one need"))
    (public,) = held("location")
    path = tmp_path / FORMATS[form]
    assert run(app, "directory", "export", "--format", form, path).exit_code == 0
    here = engine.current().url
    with fresh_database(database_kind) as url:
        engine.configure(url)
        assert run_import(app, path).code == 0
        (place,) = held("location")
        (private,) = held("location_private") or [{"latitude": None, "longitude": None}]
        assert leaks([EXACT]) == []
    assert {name: place[name] for name in ("confidential", "cell_km", "latitude", "longitude", "name")} == {
        name: public[name] for name in ("confidential", "cell_km", "latitude", "longitude", "name")
    }
    assert (private["latitude"], private["longitude"]) == (None, None)
    engine.configure(here)


@pytest.mark.parametrize("form", ["hsds-json", "hsds-csv"])
def test_an_export_brought_back_changes_nothing(
    app: Flask, take: Import, held: Held, tmp_path: Path, form: str
) -> None:
    take(hidden_houses("one need"))
    before = checksums()
    path = tmp_path / FORMATS[form]
    run(app, "directory", "export", "--format", form, path)
    outcome = take(path)
    news = {name: row for name, row in outcome.objects.items() if row["added"] + row["changed"]}
    assert news == {}
    assert checksums() == before


def test_no_form_of_export_holds_a_canary(app: Flask, take: Import, tmp_path: Path) -> None:
    take(hidden_houses("one need", "attribute of the tie"))
    for form in ("hsds-json", "ndjson", "hsds-csv", "csv", "xlsx", "geojson"):
        path = tmp_path / f"out-{form}"
        assert run(app, "directory", "export", "--format", form, path).exit_code == 0
        files = [path] if path.is_file() else list(path.iterdir())
        written = b"".join(_content(each) for each in files).lower()
        assert b"help for" in written, form
        assert CANARY.encode() not in written, form
        assert str(LATITUDE)[:7].encode() not in written, form


def _content(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_a_position_that_only_claims_to_be_a_stand_in_is_taken_for_exact(take: Import, held: Held) -> None:
    source = hidden_houses("one need")
    source.add("taxonomy_term", "sign", name="Confidential", description="-")
    source.tables["taxonomy_term"][-1]["id"] = marker.TERM
    source.add(
        "attribute", "sign", link_id=id_of("location", "one need"), link_entity="location",
        taxonomy_term_id=marker.TERM, value="5",
    )  # fmt: skip
    take(source)
    assert leaks([EXACT]) == []
    (private,) = held("location_private")
    assert (private["latitude"], private["longitude"]) == EXACT
