"""The question about people: need, near, a party of two, languages, open now, 20 results with reasons; the rare case.

The statements are those that the search sends, noted while it answers. The peer runs the first and the last of them,
with the same filters, prepared, for points and keys drawn anew.
"""

import itertools
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import sqlalchemy as sa

from referral.directory.needs import need
from referral.kit.clock import now
from referral.kit.db import engine, reader
from referral.kit.db.work import unit_of_work
from referral.search.asking import read_question
from referral.search.schemas import SearchByBodySchema
from referral.search.service import answer
from tests.performance import search
from tests.performance.report import Table
from tests.performance.workbench import Request, Workbench

RESULTS = 20
RARE, RARE_SITES = "eo", 30
PARTY = [{"age": 31, "sex": "female"}, {"age": 3, "sex": "male"}]
_ROUNDS = 3

Noted = list[tuple[str, Sequence[Any]]]


def measure(bench: Workbench, table: Table) -> None:
    """Both databases at the large size."""
    for dialect in ("postgis", "spatialite"):
        url = bench.database(dialect, bench.asked.services)
        points = search.asked_points(url)
        engine.configure(url)
        asked = [question(lon, lat, spoken_around(lon, lat)) for lon, lat in points]
        bare = noted_statements(url, asked)
        plain = search.statements(url, points)
        run = search.runner(url)
        statement_us, plain_us, empty_us, asked_us = [], [], [], []
        requests = [Request("/api/v1/search", orjson.dumps(each).decode()) for each in asked]
        with bench.serving(url) as address:
            bench.load(address, requests, clients=4, seconds=3)
            for _ in range(_ROUNDS):
                statement_us.append(search.median_us(run, bare))
                plain_us.append(search.median_us(run, plain))
                empty_us.append(bench.load(address, ["/healthz"], clients=1).p50_us)
                asked_us.append(bench.load(address, requests, clients=1).p50_us)
            rate = bench.load(address, requests, clients=4).rate
            _rare(bench, table, dialect, url, address, points)
        statement, plain_one, empty, whole = (
            statistics.median(each) for each in (statement_us, plain_us, empty_us, asked_us)
        )
        name = f"{dialect} {bench.asked.services}, people"
        table.at_most(
            f"{name}: (search − empty view) : bare statements",
            f"({whole:.0f} − {empty:.0f}) : {statement:.0f} µs",
            (whole - empty) / statement,
            2.0,
        )
        table.at_most(
            f"{name}: statements : that of the plain search",
            f"{statement:.0f} : {plain_one:.0f} µs",
            statement / plain_one,
            3.0,
        )
        if dialect == "postgis":
            peer = _pgbench(bench, url, bare, points)
            table.at_least(
                f"{name}: throughput at 4 clients : pgbench", f"{rate:.0f} : {peer:.0f} /s", rate / peer, 0.25
            )
        else:
            table.note(f"{name}: throughput at 4 clients", f"{rate:.0f}/s")


def spoken_around(lon: float, lat: float) -> list[str]:
    """The language that most sites nearby speak, and English."""
    rows = reader.fetch(
        f"SELECT f.languages FROM search_filter f WHERE f.longitude BETWEEN {lon - 0.1} AND {lon + 0.1}"
        f" AND f.latitude BETWEEN {lat - 0.1} AND {lat + 0.1} LIMIT 50"
    )
    spoken = Counter(code for (codes,) in rows for code in codes.split() if code != "en")
    return [*(code for code, _ in spoken.most_common(1)), "en"]


def question(lon: float, lat: float, languages: list[str]) -> dict[str, Any]:
    """The question at a point."""
    return {
        "need": [search.NEED],
        "near": f"{lat},{lon}",
        "languages": languages,
        "open_at": "now",
        "party": PARTY,
        "limit": RESULTS,
    }


def noted_statements(url: str, asked: Sequence[dict[str, Any]]) -> list[Noted]:
    """For each question the statements that it sends, once all that is kept is kept."""
    engine.configure(url)
    schema = SearchByBodySchema()
    found = []
    for each in itertools.chain(asked, asked):
        with _noting() as noted:
            answer(read_question(schema.load(each), int(now().timestamp())), None)
        found.append(noted)
    return found[len(asked) :]


@contextmanager
def _noting() -> Iterator[Noted]:
    noted: Noted = []
    fetch = reader.fetch

    def noting(statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        noted.append((statement, parameters))
        return fetch(statement, parameters)

    reader.fetch = noting
    try:
        yield noted
    finally:
        reader.fetch = fetch


def _rare(
    bench: Workbench,
    table: Table,
    dialect: str,
    url: str,
    address: str,
    points: Sequence[search.Point],
) -> None:
    """A need and language that few sites have, against one that many have: the same question but for the language."""
    planted = plant(url)
    # Each process keeps the counts of languages for half a minute.
    time.sleep(31)
    paths = {
        code: [
            f"/api/v1/search?need={search.NEED}&near={lat},{lon}&languages={code}&limit={RESULTS}"
            for lon, lat in points
        ]
        for code in (RARE, "en")
    }
    times: dict[str, list[float]] = {code: [] for code in paths}
    for _ in range(_ROUNDS):
        for code, each in paths.items():
            times[code].append(bench.load(address, each, clients=1).p95_us)
    rare, common = (statistics.median(times[code]) for code in (RARE, "en"))
    table.at_most(
        f"{dialect} {bench.asked.services}: p95 of a language of {planted} sites of the need : of a common one",
        f"{rare:.0f} : {common:.0f} µs",
        rare / common,
        3.0,
    )


def plant(url: str) -> int:
    """Makes a language rare: 30 sites of the need speak it, spread over the country. Done once a database."""
    engine.configure(url)
    key = need(search.NEED).key
    with unit_of_work(write=True) as session:
        there = session.scalar(
            sa.text("SELECT count(*) FROM search_spoken WHERE language = :code"), {"code": RARE}
        )
        if not there:
            rows = session.execute(
                sa.text(
                    "SELECT site_key FROM search_spoken WHERE need_key = :need AND language = 'en' ORDER BY site_key"
                ),
                {"need": key},
            ).all()
            chosen = [rows[len(rows) * number // RARE_SITES][0] for number in range(RARE_SITES)]
            for site in chosen:
                row = {"code": RARE, "need": key, "site": site}
                session.execute(sa.text("INSERT INTO search_spoken VALUES (:code, :need, :site)"), row)
                session.execute(
                    sa.text("UPDATE search_filter SET languages = languages || :said WHERE key = :site"),
                    {"said": f"{RARE} ", "site": site},
                )
            session.execute(
                sa.text("INSERT INTO search_spoken_count VALUES (:code, :need, :many)"),
                {"code": RARE, "need": key, "many": RARE_SITES},
            )
    return RARE_SITES


def _pgbench(bench: Workbench, url: str, bare: Sequence[Noted], points: Sequence[search.Point]) -> float:
    """Transactions a second of the same statements, prepared, from 4 clients: the candidates, and 20 documents."""
    nearest, documents = bare[0][0], bare[0][-1]
    chance = random.Random(3)
    keys = sorted({key for noted in bare for key in noted[-1][1]})
    lon, lat = float(points[0][0]), float(points[0][1])
    first = _script(nearest[0], nearest[1], {lon: ":lon", lat: ":lat"})
    names = [f"key{number}" for number in range(len(documents[1]))]
    last = documents[0]
    for name in names:
        last = last.replace("%s", f":{name}", 1)
    lines = [
        *search.drawn_point(points),
        *(f"\\set {name} random({chance.choice(keys[: len(keys) // 2])}, {keys[-1]})" for name in names),
        f"{first};",
        f"{last};",
    ]
    return bench.pgbench(url, "people", lines)


def _script(statement: str, values: Sequence[Any], names: dict[float, str]) -> str:
    """The statement with its values written in, but for those that have a name."""
    for value in values:
        if isinstance(value, float) and value in names:
            written = names[value]
        elif isinstance(value, bytes):
            written = f"'\\x{value.hex()}'"
        elif isinstance(value, str):
            written = "'" + value.replace("'", "''") + "'"
        else:
            written = str(value)
        statement = statement.replace("%s", written, 1)
    return statement
