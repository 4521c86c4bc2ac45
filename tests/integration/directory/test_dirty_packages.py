"""Whatever is wrong in a package: good rows come in, each bad one is told with its place, and the counts add up."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.fixtures.exchange.command import checksums, exported, run_import
from tests.fixtures.exchange.dirty import DIRTY
from tests.fixtures.exchange.package import write_zip

REJECT = {"file", "row", "column", "value", "expected"}


def unpack(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("fault", DIRTY)
def test_good_rows_come_in_and_bad_ones_are_told(app: Flask, tmp_path: Path, fault: str) -> None:
    package = DIRTY[fault]
    path = unpack(tmp_path / "package", package.files)
    before = checksums()

    rehearsed = run_import(app, path, "--dry-run")
    assert checksums() == before, "a dry run wrote something"

    real = run_import(app, path)
    assert real.code == 0, real.said
    assert real.objects["service"] == package.services
    assert rehearsed.objects == real.objects
    assert {"objects", "rejects", "warnings"} <= real.report.keys()
    assert all(each.keys() >= REJECT and each["expected"] for each in real.report["rejects"])
    assert len(real.report["rejects"]) == real.total("rejected")
    told = json.dumps(real.report, ensure_ascii=False, separators=(",", ":"))
    assert [word for word in package.said if word not in told] == []

    again = run_import(app, path)
    assert again.code == 0
    assert again.total("added") == again.total("changed") == 0
    assert again.total("read") == real.total("read")


def test_strict_takes_all_or_nothing(app: Flask, tmp_path: Path) -> None:
    before = checksums()
    bad = run_import(app, unpack(tmp_path / "bad", DIRTY["rows without id or name"].files), "--strict")
    assert bad.code == 1
    assert "2 rows were rejected" in bad.said
    assert checksums() == before
    good = run_import(app, unpack(tmp_path / "good", DIRTY["clean"].files), "--strict")
    assert good.code == 0
    assert good.objects["service"]["added"] == 2


def test_a_package_in_which_nothing_can_be_used_ends_with_1(app: Flask, tmp_path: Path) -> None:
    before = checksums()
    outcome = run_import(app, unpack(tmp_path / "p", {"services.csv": b"id,organization_id,name\ns1,o1,A\n"}))
    assert outcome.code == 1
    assert outcome.objects["service"] == {"read": 1, "added": 0, "changed": 0, "unchanged": 0, "rejected": 1}
    assert checksums() == before


def test_a_zip_says_the_same_as_its_folder(app: Flask, tmp_path: Path) -> None:
    files = DIRTY["rows without id or name"].files
    # The name of the source is part of keys that are no UUIDs: the same name, so the same ids.
    (tmp_path / "a").mkdir()
    folder = unpack(tmp_path / "a" / "package.zip", files)
    (tmp_path / "b").mkdir()
    packed = write_zip(tmp_path / "b" / "package.zip", files)
    assert run_import(app, folder).objects["service"]["added"] == 2
    again = run_import(app, packed)
    assert again.objects["service"] == {"read": 4, "added": 0, "changed": 0, "unchanged": 2, "rejected": 2}


def versions() -> dict[str, dict[str, bytes]]:
    """Packages of HSDS 1.x and 2.x."""
    one: dict[str, Any] = {
        "organizations.csv": "id,name,alternate_name,description,email,url\no1,Caritas,,Help,,http://c.org\n",
        "services.csv": "id,organization_id,name,status\ns1,o1,Legal aid,active\n",
        "locations.csv": "id,organization_id,name,latitude,longitude\nl1,o1,House,41.3,19.8\n",
        "services_at_location.csv": "id,service_id,location_id\nx1,s1,l1\n",
        "postal_addresses.csv": (
            "id,location_id,address_1,city,state_province,postal_code,country\na1,l1,Rruga 1,Tirana,TR,1001,AL\n"
        ),
        "phones.csv": "id,service_id,number,language\np1,s1,123,Albanian\n",
        "regular_schedules.csv": "id,service_id,weekday,opens_at,closes_at\nr1,s1,Monday,9:00,17:00\n",
    }
    two = dict(one)
    two["physical_addresses.csv"] = two.pop("postal_addresses.csv")
    del two["regular_schedules.csv"]
    two["schedules.csv"] = (
        "id,service_id,valid_from,dtstart,freq,byday,opens_at,closes_at\n"
        "r1,s1,2020-01-01,09:00,WEEKLY,MO,09:00,17:00\n"
    )
    return {
        version: {name: content.encode() for name, content in files.items()}
        for version, files in (("1", one), ("2", two))
    }


@pytest.mark.parametrize("version", ["1", "2"])
def test_older_packages_are_brought_up(app: Flask, tmp_path: Path, version: str) -> None:
    path = unpack(tmp_path / "old", versions()[version])
    outcome = run_import(app, path)
    assert outcome.code == 0, outcome.said
    assert outcome.total("rejected") == 0, outcome.report["rejects"]
    for name in (
        "organization",
        "service",
        "location",
        "service_at_location",
        "address",
        "phone",
        "schedule",
    ):
        assert outcome.objects[name]["added"] == 1, name
    text = "".join(exported(app, tmp_path))
    assert '"website": "http://c.org"' in text
    assert "Rruga 1" in text
    assert run_import(app, path).total("changed") == 0
