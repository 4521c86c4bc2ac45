"""A synthetic country of any size, for `flask seed --scale` and for the benchmarks.

`synthetic_country(200_000)` gives HSDS rows in batches, what is referred to before what refers to it; `write_tabular`
writes the same rows as an HSDS tabular package. Ids are counted, so the same size and seed give the same ids.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path

from referral.directory.demo.synthetic_plan import make_plan
from referral.directory.demo.synthetic_rows import SOURCES, Row
from referral.directory.exchange.reading.model import Origin, Record
from referral.directory.hsds.objects import OBJECTS

BATCH = 5_000


def synthetic_country(services: int, *, seed: int = 1) -> Iterator[tuple[str, list[Row]]]:
    """Batches of at most 5,000 flat HSDS rows with their object's name; all rows of an object have the same keys."""
    plan = make_plan(services, seed=seed)
    for name in OBJECTS:
        if name in SOURCES:
            for rows in _batches(SOURCES[name](plan)):
                yield name, rows


def synthetic_records(services: int, *, seed: int = 1) -> Iterator[Record]:
    """The same as records for the importer."""
    origin = Origin("synthetic country", None)
    for name, rows in synthetic_country(services, seed=seed):
        for row in rows:
            values = {key: value for key, value in row.items() if key != "id"}
            yield Record(name, str(row["id"]), values, origin)


def write_tabular(folder: Path, services: int, *, seed: int = 1) -> dict[str, int]:
    """Writes one CSV file an object into `folder`, which is made, and returns the number of rows of each object."""
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for name, rows in synthetic_country(services, seed=seed):
        columns = tuple(rows[0])
        path = folder / OBJECTS[name].file
        with path.open("a" if name in counts else "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if name not in counts:
                writer.writerow(columns)
            writer.writerows(map(itemgetter(*columns), rows))
        counts[name] = counts.get(name, 0) + len(rows)
    return counts


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch
