"""GDAL, by which QGIS and pyogrio open it, reads the same features from a live server as our JSON has."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from shapely.geometry import shape
from werkzeug.serving import make_server

from referral.kit.db import engine

# In a process of its own: GDAL asks while it holds the interpreter, which has to answer here.
READ = """
import json, sys, pyogrio, shapely
address, where = sys.argv[1], json.loads(sys.argv[2])
layers = pyogrio.list_layers(f"OAPIF:{address}")[:, 0].tolist()
read = {}
for layer in layers:
    options = {"where": where[layer]} if layer in where else {}
    meta, _, geometry, fields = pyogrio.raw.read(f"OAPIF:{address}", layer=layer, **options, PAGE_SIZE="50")
    rows = [dict(zip(meta["fields"], row)) for row in zip(*(field.tolist() for field in fields))]
    read[layer] = [[shapely.from_wkb(each).wkt, {name: str(value) for name, value in row.items()}]
                   for each, row in zip(geometry, rows)]
print(json.dumps({"crs": meta["crs"], "read": read}))
"""


@pytest.fixture
def address(open_app: Flask, module_database_url: str) -> Iterator[str]:
    """The application behind a socket."""
    engine.configure(module_database_url)
    server = make_server("127.0.0.1", 0, open_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/api/v1/ogc"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def read(address: str, **where: str) -> dict[str, Any]:
    command = [sys.executable, "-c", READ, address, json.dumps(where)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_gdal_reads_the_same_features(
    address: str, everything: Callable[[str], list[dict[str, Any]]]
) -> None:
    found = read(address)
    assert "CRS84" in found["crs"] or "4326" in found["crs"]
    assert list(found["read"]) == ["services", "regions"]
    for collection, features in found["read"].items():
        wanted = everything(collection)
        assert len(features) == len(wanted) > 0, "all pages"
        by_id = {said["id"]: (wkt, said) for wkt, said in features}
        for each in wanted:
            wkt, said = by_id[each["id"]]
            from shapely import from_wkt

            assert from_wkt(wkt).equals(shape(each["geometry"]))
            for name in ("name", "country"):
                assert said[name] == str(each["properties"][name])


def test_gdal_passes_filters_on(address: str, everything: Callable[[str], list[dict[str, Any]]]) -> None:
    found = read(address, services="country = 'AL' AND confidential = 0", regions="code LIKE 'AL-%'")["read"]
    wanted = [
        e
        for e in everything("services")
        if e["properties"]["country"] == "AL" and not e["properties"]["confidential"]
    ]
    assert sorted(said["id"] for _, said in found["services"]) == sorted(each["id"] for each in wanted)
    assert [said["code"] for _, said in found["regions"]] == ["AL-1"]
