"""What all are asked: the sites as one plain table that the peers serve, and boxes that hold enough of them."""

import math
import random
import statistics
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import psycopg

from referral.directory.needs import all_needs
from referral.kit.db.addresses import plain_url

SCHEMA, TABLE = "bench_peers", "site"
RESULTS = 10
BOXES = 400
_KM_OF_DEGREE = 111.2  # of latitude, on the sphere

_MAKE = f"""
    CREATE TABLE {SCHEMA}.{TABLE} AS
    SELECT s.key AS id, s.service_id::text AS service_id, v.name, o.name AS organization,
        (SELECT string_agg(n.code, ',') FROM search_site_need k
            JOIN unnest(%s::smallint[], %s::text[]) AS n(key, code) ON n.key = k.need_key
            WHERE k.site_key = s.key) AS needs,
        ST_SetSRID(ST_MakePoint(s.longitude, s.latitude), 4326)::geometry(Point, 4326) AS geom
    FROM search_site s JOIN service v ON v.id = s.service_id JOIN organization o ON o.id = s.organization_id
    WHERE s.longitude IS NOT NULL
"""
_INSIDE = f"FROM {SCHEMA}.{TABLE} WHERE ST_Intersects(geom, ST_MakeEnvelope(%s, %s, %s, %s, 4326))"


class Box(NamedTuple):
    """Degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(f"{side:.5f}" for side in self)


class Found(NamedTuple):
    """What a peer must find in a box: how many sites, and the first of them by id."""

    matched: int
    first: list[int]


def make(url: str) -> None:
    """The table with its key and its spatial index, unless it is there."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        there = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.{TABLE}"]).fetchone()
        if there == (None,):
            print("making the table that the peers serve …", flush=True)
            needs = all_needs()
            with connection.transaction():
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                connection.execute(_MAKE, [[each.key for each in needs], [each.code for each in needs]])
                connection.execute(f"ALTER TABLE {SCHEMA}.{TABLE} ADD PRIMARY KEY (id)")
                connection.execute(f"CREATE INDEX ON {SCHEMA}.{TABLE} USING gist (geom)")
        connection.execute(f"VACUUM ANALYZE {SCHEMA}.{TABLE}")


def boxes(url: str) -> list[Box]:
    """Boxes 20 to 30 km wide around places near sites, the same in every run; each holds enough services to answer."""
    enough = f"SELECT count(DISTINCT service_id) FROM (SELECT service_id {_INSIDE} LIMIT %s) AS held"
    with psycopg.connect(plain_url(url)) as connection:
        found = []
        for box in _drawn(connection):
            services = connection.execute(enough, [*box, RESULTS * RESULTS]).fetchone()
            if services is not None and services[0] >= RESULTS:
                found.append(box)
        return found


def _drawn(connection: psycopg.Connection) -> Iterator[Box]:
    draw = random.Random(7)
    rows = connection.execute(
        f"SELECT ST_X(geom), ST_Y(geom) FROM {SCHEMA}.{TABLE} WHERE mod(id, 97) = 1 ORDER BY id"
    ).fetchall()
    for lon, lat in draw.sample(rows, min(BOXES, len(rows))):
        middle = lon + draw.uniform(-0.05, 0.05), lat + draw.uniform(-0.05, 0.05)
        high = draw.uniform(10, 15) / _KM_OF_DEGREE
        wide = high / math.cos(math.radians(lat))
        sides = (middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)
        yield Box(*(round(side, 5) for side in sides))


def median_held(url: str, asked: Sequence[Box]) -> float:
    """How many sites a box holds, in the median."""
    with psycopg.connect(plain_url(url)) as connection:
        held = [connection.execute(f"SELECT count(*) {_INSIDE}", box).fetchone() for box in asked]
    return statistics.median(row[0] for row in held if row is not None)


def found_in(url: str, box: Box) -> Found:
    """The answer by SQL."""
    with psycopg.connect(plain_url(url)) as connection:
        ids = [row[0] for row in connection.execute(f"SELECT id {_INSIDE} ORDER BY id", box)]
    return Found(len(ids), ids[:RESULTS])
