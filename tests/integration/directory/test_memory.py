"""Memory does not grow with the file: what a child process needed at most, for a stream and for tables."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.fixtures.exchange.command import rows_of, spawn
from tests.fixtures.exchange.package import service, uid

MOST_MB = 500
WORDS = [
    "shelter",
    "legal",
    "aid",
    "family",
    "school",
    "cash",
    "помоћ",
    "обука",
    "ndihmë",
    "strehim",
    "დახმარება",
]
# Told at the end by the process itself, in kilobytes. (`ru_maxrss` would tell this process's: it survives an exec.)
TELL = """
import atexit, pathlib
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: print("PEAK", status.read_text().split("VmHWM:")[1].split()[0], flush=True))
"""


def peak_mb(app: Flask, path: Path) -> float:
    """Imports in a process of its own; the most memory that it held."""
    process = spawn(app, "directory", "import", path, prelude=TELL)
    said, _ = process.communicate(timeout=1_800)
    assert process.returncode == 0, said[-2_000:]
    return int(said.split("PEAK")[1].split()[0]) / 1024


def write_stream(path: Path, megabytes: int) -> int:
    """Services one a line, until the file is so large; returns how many."""
    chance = random.Random(5)
    texts = [" ".join(chance.choices(WORDS, k=900)) for _ in range(200)]
    number = 0
    with path.open("w", encoding="utf-8") as out:
        while out.tell() < megabytes * 1024**2:
            each = service(
                f"{chance.choice(WORDS)} {number}", number=number, at=[(39 + number % 4_000 / 1_000, 20)]
            )
            each["organization"] = {
                "id": uid(f"o{number % 500}"),
                "name": f"Org {number % 500}",
                "description": "-",
            }
            each["description"] = chance.choice(texts)
            out.write(json.dumps(each, ensure_ascii=False) + "\n")
            number += 1
    return number


@pytest.mark.only_on(
    "spatialite", reason="the memory is the reader's and the stage's, which are the same for both"
)
def test_a_stream_is_imported_in_bounded_memory(
    app: Flask, tmp_path: Path, count: Callable[..., int]
) -> None:
    path = tmp_path / "large.ndjson"
    many = write_stream(path, count(short=60, long=400))
    assert peak_mb(app, path) < MOST_MB
    assert rows_of("service", ("count(*)",)) == [(many,)]


@pytest.mark.long
def test_tables_of_100_000_services_are_imported_in_bounded_memory(app: Flask, tmp_path: Path) -> None:
    many = 100_000
    tables = {
        "organizations": "id,name,description",
        "services": "id,organization_id,name,status,description",
        "locations": "id,location_type,latitude,longitude",
        "services_at_location": "id,service_id,location_id",
        "phones": "id,service_id,number",
    }
    for name, header in tables.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8") as out:
            out.write(header + "\n")
            for number in range(5_000 if name == "organizations" else many):
                out.write(row(name, number) + "\n")
    assert peak_mb(app, tmp_path) < MOST_MB
    assert rows_of("service", ("count(*)",)) == [(many,)]


def row(name: str, number: int) -> str:
    place = f"physical,{39 + number % 4_000 / 1_000},{19 + number % 3_001 / 1_000}"
    return {
        "organizations": f"o{number},Org {number},-",
        "services": f"s{number},o{number % 5_000},{WORDS[number % 11]} {number},active,{' '.join(WORDS)}",
        "locations": f"l{number},{place}",
        "services_at_location": f"x{number},s{number},l{number}",
        "phones": f"p{number},s{number},+355 {number}",
    }[name]
