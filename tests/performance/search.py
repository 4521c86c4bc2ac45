"""Search by one need near a point, 20 results: over HTTP against an empty view, against the bare statement, against the
plain nearest-20, against pgbench."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from referral.directory.needs import need
from referral.kit.db import engine, reader
from referral.kit.db.addresses import plain_url
from referral.search import sql
from referral.search.rules import EXTRA_CANDIDATES, Asked, Candidates
from tests.performance.report import Table
from tests.performance.workbench import Workbench

NEED = "psychosocial-support"
RESULTS = 20
POINTS = 400
_ROUNDS = 3

Point = tuple[float, float]
Statement = tuple[str, Sequence[Any]]


def measure(bench: Workbench, table: Table) -> None:
    """Both databases, both sizes."""
    medians: dict[tuple[str, int], float] = {}
    for dialect in ("postgis", "spatialite"):
        for services in (bench.asked.small, bench.asked.services):
            url = bench.database(dialect, services)
            medians[dialect, services] = _measure_one(bench, table, dialect, services, url)
        small, large = medians[dialect, bench.asked.small], medians[dialect, bench.asked.services]
        table.at_most(
            f"{dialect}: p50 at {bench.asked.services} : at {bench.asked.small}",
            f"{large:.0f} : {small:.0f} µs",
            large / small,
            1.5,
        )


def _measure_one(bench: Workbench, table: Table, dialect: str, services: int, url: str) -> float:
    name = f"{dialect} {services}"
    points = asked_points(url)
    paths = [f"/api/v1/search?need={NEED}&near={lat},{lon}&limit={RESULTS}" for lon, lat in points]
    bare = statements(url, points)
    run = runner(url)
    statement_us, empty_us, search_us, rate = [], [], [], 0.0
    with bench.serving(url) as address:
        bench.load(address, paths, clients=4, seconds=3)
        for _ in range(_ROUNDS):
            statement_us.append(median_us(run, bare))
            empty_us.append(bench.load(address, ["/healthz"], clients=1).p50_us)
            search_us.append(bench.load(address, paths, clients=1).p50_us)
        rate = bench.load(address, paths, clients=4).rate
    statement, empty, search = (statistics.median(each) for each in (statement_us, empty_us, search_us))
    table.at_most(
        f"{name}: (search − empty view) : bare statement",
        f"({search:.0f} − {empty:.0f}) : {statement:.0f} µs",
        (search - empty) / statement,
        1.5,
    )
    if dialect == "postgis":
        _against_postgres(bench, table, name, url, points, statement, rate)
    else:
        table.note(f"{name}: throughput at 4 clients", f"{rate:.0f}/s")
    return float(search)


def asked_points(url: str) -> list[Point]:
    """Places near services, a few kilometres off: where people ask."""
    draw = random.Random(7)
    engine.configure(url)
    rows = reader.fetch(
        "SELECT longitude, latitude FROM search_site WHERE longitude IS NOT NULL AND mod(key, 97) = 1"
    )
    chosen = draw.sample(rows, min(POINTS, len(rows)))
    return [
        (round(lon + draw.uniform(-0.05, 0.05), 5), round(lat + draw.uniform(-0.05, 0.05), 5))
        for lon, lat in chosen
    ]


def statements(url: str, points: Sequence[Point]) -> list[list[Statement]]:
    """For each point the statements that the search sends, in its own words."""
    engine.configure(url)
    asked = Asked(needs=(need(NEED).key,))
    noted: list[Statement] = []

    def fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        noted.append((statement, values))
        return reader.fetch(statement, values)

    found = []
    for lon, lat in [*points, *points]:
        noted.clear()
        sql.dialect().nearest(fetch, asked, Candidates(lon, lat, RESULTS + EXTRA_CANDIDATES))
        found.append(list(noted))
    return found[len(points) :]


def runner(url: str) -> Callable[[Statement], Any]:
    connection = engine.dialect_of(url).open_reader(url, reader.may_read)
    return lambda each: connection.execute(*each).fetchall()


def median_us(run: Callable[[Statement], Any], bare: Sequence[Sequence[Statement]]) -> float:
    times = []
    for each in [*bare, *bare]:
        began = time.perf_counter_ns()
        for statement in each:
            run(statement)
        times.append((time.perf_counter_ns() - began) / 1_000)
    return statistics.median(times)


def _against_postgres(
    bench: Workbench,
    table: Table,
    name: str,
    url: str,
    points: Sequence[Point],
    statement: float,
    rate: float,
) -> None:
    plain = _plain_nearest(url, points)
    table.at_most(
        f"{name}: statement : plain nearest-{RESULTS}",
        f"{statement:.0f} : {plain:.0f} µs",
        statement / plain,
        2.0,
    )
    peer = _pgbench(bench, url, points)
    table.at_least(
        f"{name}: throughput at 4 clients : pgbench", f"{rate:.0f} : {peer:.0f} /s", rate / peer, 0.33
    )


def _plain_nearest(url: str, points: Sequence[Point]) -> float:
    """The nearest of the same rows in a table of their own with a plain index."""
    with psycopg.connect(plain_url(url), autocommit=True, prepare_threshold=0) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_plain")
        connection.execute(
            "CREATE TABLE bench_plain AS SELECT s.*, p.geog FROM search_point p"
            " JOIN search_site s ON s.key = p.site_key WHERE p.need_key = %s",
            [need(NEED).key],
        )
        connection.execute("CREATE INDEX ON bench_plain USING gist (geog)")
        connection.execute("ANALYZE bench_plain")
        asked = (
            "SELECT geog <-> ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS d, service_id, key,"
            " longitude, latitude, siblings, document FROM bench_plain ORDER BY d LIMIT %s"
        )
        values: list[Statement] = [(asked, [float(lon), float(lat), RESULTS]) for lon, lat in points]
        measured = median_us(lambda each: connection.execute(*each).fetchall(), [[each] for each in values])
        connection.execute("DROP TABLE bench_plain")
        return measured


def _pgbench(bench: Workbench, url: str, points: Sequence[Point]) -> float:
    """Transactions a second of the same statement, prepared, from 4 clients."""
    engine.configure(url)
    asked = Asked(needs=(need(NEED).key,))
    wanted = Candidates(1.0, 2.0, RESULTS + EXTRA_CANDIDATES)
    text, values = sql.postgis.nearest_statement(asked, wanted)
    names = {1.0: ":lon", 2.0: ":lat"}
    for value in values:
        text = text.replace("%s", names.get(value, str(value)) if isinstance(value, float) else str(value), 1)
    return bench.pgbench(url, "nearest", [*drawn_point(points), f"{text};"])


def drawn_point(points: Sequence[Point]) -> list[str]:
    """Lines of pgbench that draw `:lon` and `:lat` from where the points lie."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    return [
        f"\\set lon random({int(west * 1e5)}, {int(east * 1e5)}) / 100000.0",
        f"\\set lat random({int(south * 1e5)}, {int(north * 1e5)}) / 100000.0",
    ]
