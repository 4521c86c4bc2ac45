"""The settings of the server side by side: processes, threads, runtime. One question, from 4 clients and from one."""

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.performance import search
from tests.performance.report import Table
from tests.performance.workbench import BIN, Workbench

_ROUNDS = 3


class Setting(NamedTuple):
    """A way to start the server."""

    name: str
    command: tuple[str | Path, ...]


def measure(bench: Workbench, table: Table) -> None:
    """PostGIS and SQLite, the large country. The first row is what `make run` and `make bench` use."""
    for dialect in ("postgis", "spatialite"):
        measure_on(dialect, bench, table)


def measure_on(dialect: str, bench: Workbench, table: Table) -> None:
    """One database under every setting."""
    url = bench.database(dialect, bench.asked.services)
    question = f"/api/v1/search?need={search.NEED}&limit={search.RESULTS}&near="
    paths = [f"{question}{lat},{lon}" for lon, lat in search.asked_points(url)]
    for setting in settings():
        with bench.serving(url, setting.command) as address:
            bench.load(address, paths, clients=4, seconds=2)
            rates = [bench.load(address, paths, clients=4, seconds=3).rate for _ in range(_ROUNDS)]
            p50 = bench.load(address, paths, clients=1, seconds=3).p50_us
        rate = statistics.median(rates)
        table.note(f"{dialect}: {setting.name}", f"{rate:.0f}/s at 4 clients, p50 {p50:.0f} µs at 1")


def settings() -> Iterator[Setting]:
    """granian in all combinations that suit two cores; gunicorn where it is installed."""
    for workers, threads in ((2, 2), (2, 1), (2, 4), (1, 2), (1, 4), (4, 1)):
        for runtime in ("st", "mt"):
            yield _granian(workers, threads, runtime)
    if (BIN / "gunicorn").exists():
        for workers, threads in ((2, 2), (2, 1), (2, 4), (4, 1)):
            yield _gunicorn(workers, threads)


def _granian(workers: int, threads: int, runtime: str) -> Setting:
    words = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning")
    chosen = ("--workers", str(workers), "--blocking-threads", str(threads), "--runtime-mode", runtime)
    name = f"granian, {workers} workers × {threads} blocking threads, runtime {runtime}"
    return Setting(name, (BIN / "granian", *words, *chosen, "app:app"))


def _gunicorn(workers: int, threads: int) -> Setting:
    words = ("--bind", "127.0.0.1:{port}", "--log-level", "warning", "--worker-class", "gthread")
    chosen = ("--workers", str(workers), "--threads", str(threads))
    return Setting(
        f"gunicorn, {workers} workers × {threads} threads", (BIN / "gunicorn", *words, *chosen, "app:app")
    )
