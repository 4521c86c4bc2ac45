"""Side by side with pygeoapi and tipg: the same boxes over the same sites in one PostGIS database, ten results of each,
without and with a count of all matches, from 4 clients; every server has two workers.

A peer that cannot be asked without a count is compared with its count taken out, and the row says so: that is the
harder comparison. Before a load every server is asked a few boxes: the peers must give the ids and the count that SQL
gives.
"""

import json
import platform
import statistics
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.performance.peers import pygeoapi, sites, tipg
from tests.performance.peers.environment import Environment
from tests.performance.report import Table
from tests.performance.workbench import Workbench

_LEAST = {"tipg": 4, "pygeoapi": 15}
_CHECKED = 5
_ROUNDS = 3


class Asked(NamedTuple):
    """A server, the address to which a box is appended, and how it came to answer with or without a count."""

    address: str
    how: str = ""


def measure(bench: Workbench, table: Table) -> None:
    """PostGIS, the large country."""
    url = bench.database("postgis", bench.asked.services)
    environment = Environment.made(bench.folder / "peers")
    sites.make(url)
    boxes = sites.boxes(url)
    programs = ", ".join(f"{name} {version}" for name, version in environment.versions.items())
    table.note("peers", f"{programs}; Python {platform.python_version()}")
    assert boxes, "no box of so small a country holds enough services"
    held = sites.median_held(url, boxes)
    table.note("boxes", f"{len(boxes)}, 20 to 30 km wide, holding {held:.0f} sites in the median")
    for counted in (False, True):
        with _peers(bench, environment, url, boxes, counted=counted) as peers, bench.serving(url) as own:
            total = "&total=1" if counted else ""
            ours = Asked(f"{own}/api/v1/search?limit={sites.RESULTS}{total}&bbox=")
            known = _check_ours(ours, boxes, may_refuse=counted)
            rates = _rates(bench, {**peers, "ours": ours} if known else peers, boxes)
        _report(table, peers, rates, "with a count" if counted else "without a count")


@contextmanager
def _peers(
    bench: Workbench, environment: Environment, url: str, boxes: Sequence[sites.Box], *, counted: bool
) -> Iterator[dict[str, Asked]]:
    """Both peers, started and checked."""
    with (
        tipg.serving(environment, url, counted=counted) as first,
        pygeoapi.serving(environment, url, bench.folder, counted=counted) as second,
    ):
        started = {"tipg": first, "pygeoapi": second}
        yield {
            name: Asked(address, _check_peer(url, address, boxes, counted=counted))
            for name, address in started.items()
        }


def _check_peer(url: str, address: str, boxes: Sequence[sites.Box], *, counted: bool) -> str:
    """Asserts that the peer answers as SQL does; returns how it was brought to do without a count."""
    answer: dict[str, Any] = {}
    for box in boxes[:_CHECKED]:
        answer = _get(f"{address}{box}")
        found = sites.found_in(url, box)
        assert [feature["id"] for feature in answer["features"]] == found.first, (address, box, answer)
        assert not counted or answer["numberMatched"] == found.matched, (address, box, answer)
    if counted:
        return "as it comes"
    return "it has no setting for it: count taken out" if "numberMatched" in answer else "count: false"


def _check_ours(ours: Asked, boxes: Sequence[sites.Box], *, may_refuse: bool) -> bool:
    """Asserts that we answer ten services inside the box; false where the question is not understood yet."""
    for box in boxes[:_CHECKED]:
        try:
            results = _get(f"{ours.address}{box}")["results"]
        except urllib.error.HTTPError as error:
            if may_refuse and error.code == 422:
                return False
            raise
        assert len({each["service"]["id"] for each in results}) == sites.RESULTS, (box, results)
        for place in (each["location"] for each in results):
            assert box.west <= place["longitude"] <= box.east, (box, place)
            assert box.south <= place["latitude"] <= box.north, (box, place)
    return True


def _get(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address, timeout=30) as response:
        assert response.status == 200, address
        body: dict[str, Any] = json.load(response)
        return body


def _rates(bench: Workbench, servers: Mapping[str, Asked], boxes: Sequence[sites.Box]) -> dict[str, float]:
    """Requests a second of each: the median of several rounds, in each of which all have their turn."""
    measured: dict[str, list[float]] = {name: [] for name in servers}
    for number in range(_ROUNDS + 1):  # the first one warms up
        for name, asked in servers.items():
            host, _, path = asked.address.removeprefix("http://").partition("/")
            paths = [f"/{path}{box}" for box in boxes]
            seconds = None if number else 2
            load = bench.load(f"http://{host}", paths, clients=4, seconds=seconds)
            if number:
                measured[name].append(load.rate)
    return {name: statistics.median(rates) for name, rates in measured.items()}


def _report(table: Table, peers: Mapping[str, Asked], rates: Mapping[str, float], question: str) -> None:
    for name, least in _LEAST.items():
        what = f"box, {sites.RESULTS} results, {question}"
        if "ours" in rates:
            figures = f"{rates['ours']:.0f} : {rates[name]:.0f} /s"
            ratio = rates["ours"] / rates[name]
            table.at_least(f"{what}: ours : {name} ({peers[name].how})", figures, ratio, least)
        else:
            skipped = f"not compared, total=1 is answered with 422; {rates[name]:.0f} /s"
            table.note(f"{what}: {name} ({peers[name].how})", skipped)
