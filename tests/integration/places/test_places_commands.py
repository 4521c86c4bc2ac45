"""`flask places` as somebody types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from shapely.geometry import box, mapping

from referral.cli.places import places
from referral.kit.db.engine import Database
from referral.kit.db.work import unit_of_work
from referral.places import queries


@pytest.fixture
def file(tmp_path: Path) -> Path:
    feature = {
        "type": "Feature",
        "properties": {"code": "AL-01", "name": "Berat"},
        "geometry": mapping(box(19, 40, 20, 41)),
    }
    path = tmp_path / "al.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def region_codes() -> list[str]:
    with unit_of_work(write=False) as session:
        return [region.code for region in queries.public_regions(session)]


def test_a_dry_run_reports_and_writes_nothing(database: Database, file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    arguments = ["import-regions", str(file), "--country", "al", "--dry-run", "--report", str(report)]
    done = CliRunner().invoke(places, arguments)
    assert done.exit_code == 0, done.output
    assert "1 of 1 regions would come in" in done.output
    assert json.loads(report.read_text())["codes"] == ["AL-01"]
    assert region_codes() == []


def test_an_import_says_what_came_in(database: Database, file: Path) -> None:
    done = CliRunner().invoke(places, ["import-regions", str(file), "--country", "AL"])
    assert done.exit_code == 0, done.output
    assert "1 of 1 regions came in" in done.output
    assert region_codes() == ["AL", "AL-01"]


@pytest.mark.parametrize("content", [b"", b'{"type": "FeatureColl', b"\x00\x01"])
def test_a_bad_file_ends_with_one_sentence(database: Database, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    done = CliRunner().invoke(places, ["import-regions", str(file), "--country", "AL"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: al.geojson")
    assert "Traceback" not in done.output
    assert region_codes() == []
