"""Tiles of services from zoom 4 to 12: over HTTP, each asked for the first time, against bare ST_AsMVT.

Bare is what one would write for such a tile by hand, in one prepared statement without a server before it: below zoom 9
the sites of the tile counted by squares, from there on each with the same properties.
"""

import http.client
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from referral.coverage.tiles.rules import CLUSTER_BITS, SINGLE_FROM_ZOOM
from referral.kit.db.addresses import plain_url
from referral.kit.spatial.tiles import EXTENT
from tests.performance.report import Table
from tests.performance.workbench import GRANIAN, Workbench

ZOOMS = range(4, 13)
_TILES = 24
_ROUNDS = 3
_LIMIT = 3
# One worker, so that whether it has made a tile before is known.
_SERVER = tuple("1" if each == "2" else each for each in GRANIAN)
_IN_TILE = (
    "FROM (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS of) AS bounds JOIN search_point p ON p.need_key = 0"
    " AND p.geog && ST_Transform(of, 4326)::geography"
)
_GEOM = "ST_Transform(p.geog::geometry, 3857)"
_CLUSTERED = (
    "SELECT ST_AsMVT(tile, 'services', 4096, 'geom') FROM (SELECT ST_AsMVTGeom(ST_Centroid(ST_Collect(point)), of,"
    f" 4096, 0) AS geom, count(*) AS point_count FROM (SELECT {_GEOM} AS point, of {_IN_TILE}) AS points"
    " GROUP BY of, ST_SnapToGrid(point, %(square)s)) AS tile"
)
_EACH = (
    f"SELECT ST_AsMVT(tile, 'services', 4096, 'geom') FROM (SELECT ST_AsMVTGeom({_GEOM}, of, 4096, 0) AS geom,"
    f" a.id::text, v.id::text AS service_id, v.name, o.name AS organization, l.cell_km {_IN_TILE}"
    " JOIN search_site s ON s.key = p.site_key JOIN service v ON v.id = s.service_id"
    " JOIN organization o ON o.id = s.organization_id JOIN service_at_location a ON a.id = s.service_at_location_id"
    " JOIN location l ON l.id = a.location_id) AS tile"
)


class _Tile(NamedTuple):
    z: int
    x: int
    y: int

    @property
    def path(self) -> str:
        return f"/api/v1/tiles/services/{self.z}/{self.x}/{self.y}.mvt"

    @property
    def values(self) -> dict[str, float]:
        across = 2 * math.pi * 6_378_137 / (1 << self.z)
        return {**self._asdict(), "square": across / EXTENT * (1 << CLUSTER_BITS)}


def measure(bench: Workbench, table: Table) -> None:
    """PostGIS, the large country."""
    url = bench.database("postgis", bench.asked.services)
    tiles = asked_tiles(url)
    first: dict[int, list[float]] = {zoom: [] for zoom in ZOOMS}
    again: dict[int, list[float]] = {zoom: [] for zoom in ZOOMS}
    bare: dict[int, list[float]] = {zoom: [] for zoom in ZOOMS}
    for _ in range(_ROUNDS):
        with bench.serving(url, _SERVER) as address, _Asking(address) as ask, _Reading(url) as read:
            for tile in _elsewhere(tiles):
                ask(tile.path + "?need=food")
            for tile in tiles:
                bare[tile.z].append(_ms(read, tile))
                first[tile.z].append(_ms(lambda each: ask(each.path), tile))
                again[tile.z].append(_ms(lambda each: ask(each.path), tile))
    _tell(table, first, again, bare)


def _tell(
    table: Table, first: dict[int, list[float]], again: dict[int, list[float]], bare: dict[int, list[float]]
) -> None:
    for zoom in ZOOMS:
        ours, theirs = p95(first[zoom]), p95(bare[zoom])
        figures = f"{ours:.1f} : {theirs:.1f} ms (made before {p95(again[zoom]):.1f})"
        table.at_most(f"tiles of zoom {zoom}: p95 : bare ST_AsMVT", figures, ours / theirs, _LIMIT)
    ours, theirs = (p95([each for times in all_.values() for each in times]) for all_ in (first, bare))
    table.at_most("tiles: p95 : bare ST_AsMVT", f"{ours:.1f} : {theirs:.1f} ms", ours / theirs, _LIMIT)


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 stay within."""
    return statistics.quantiles(times, n=20)[-1]


def asked_tiles(url: str) -> list[_Tile]:
    """Tiles in which there are services, as people look at them: where many are, more often; the same every time."""
    draw = random.Random(7)
    with psycopg.connect(plain_url(url)) as connection:
        found = connection.execute(
            "SELECT longitude, latitude FROM search_filter WHERE longitude IS NOT NULL ORDER BY key"
        ).fetchall()
    tiles: dict[_Tile, None] = {}
    for zoom in ZOOMS:
        places = draw.sample(found, min(_TILES * 4, len(found)))
        tiles |= dict.fromkeys(list(dict.fromkeys(_tile(zoom, *place) for place in places))[:_TILES])
    mixed = list(tiles)
    draw.shuffle(mixed)
    return mixed


def _tile(zoom: int, longitude: float, latitude: float) -> _Tile:
    y = 0.5 - math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)
    return _Tile(zoom, int((longitude + 180) / 360 * (1 << zoom)), int(y * (1 << zoom)))


def _elsewhere(tiles: Sequence[_Tile]) -> list[_Tile]:
    """One of each zoom, to warm the server up."""
    return list({tile.z: tile for tile in tiles}.values())


def _ms(ask: Callable[[_Tile], None], tile: _Tile) -> float:
    started = time.perf_counter()
    ask(tile)
    return (time.perf_counter() - started) * 1_000


class _Asking:
    """One kept-alive connection to the server."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def __enter__(self) -> Callable[[str], None]:
        return self._ask

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _ask(self, path: str) -> None:
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        assert len(body) <= 500_000, (path, len(body))


class _Reading:
    """One connection to the database, statements prepared."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(plain_url(url), autocommit=True, prepare_threshold=0)

    def __enter__(self) -> Callable[[_Tile], None]:
        return self._read

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _read(self, tile: _Tile) -> None:
        statement = _CLUSTERED if tile.z < SINGLE_FROM_ZOOM else _EACH
        self._connection.execute(statement, tile.values).fetchall()
