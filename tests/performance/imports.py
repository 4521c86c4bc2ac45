"""Import of an HSDS tabular package against COPY of the same rows; export in constant memory."""

import os
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from referral.directory.demo.synthetic import write_tabular
from referral.kit.db.addresses import plain_url
from tests.performance.report import Table
from tests.performance.workbench import BIN, Workbench


def measure(bench: Workbench, table: Table) -> None:
    """The same package into both databases."""
    services = bench.asked.imported
    package = bench.folder / f"package{services}"
    if not (package / ".made").exists():
        write_tabular(package, services)
        (package / ".made").touch()
    seconds: dict[str, float] = {}
    for dialect in ("postgis", "spatialite"):
        url, _ = bench.empty_database(dialect, f"imported{services}")
        bench.flask(url, "db", "upgrade")
        bench.flask(url, "places", "load")
        seconds[dialect], memory = _timed(bench, url, "directory", "import", str(package))
        table.note(
            f"{dialect}: import of {services} services", f"{seconds[dialect]:.0f} s, {memory:.0f} MB at most"
        )
        if dialect == "postgis":
            copied = _copy_again(url)
            table.at_most(
                f"postgis: import of {services} services : COPY of the same rows",
                f"{seconds[dialect]:.0f} : {copied:.0f} s",
                seconds[dialect] / copied,
                10,
            )
        _measure_export(bench, table, dialect, url)
    table.at_most(
        "import on SQLite : on PostGIS",
        f"{seconds['spatialite']:.0f} : {seconds['postgis']:.0f} s",
        seconds["spatialite"] / seconds["postgis"],
        1.5,
    )


def _timed(bench: Workbench, url: str, *words: str) -> tuple[float, float]:
    """Seconds and the largest resident memory in MB of a command."""
    environment = {**os.environ, "DATABASE_URL": url, "VAR_FOLDER": str(bench.folder / "var")}
    began = time.monotonic()
    process = subprocess.Popen(
        [BIN / "flask", "--app", "app", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _peak_mb(process.pid))
        time.sleep(0.05)
    assert process.returncode == 0, words
    return time.monotonic() - began, peak


def _peak_mb(pid: int) -> float:
    """The most that a process held so far. (`ru_maxrss` would tell this process's own: it survives an exec.)"""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(status.split("VmHWM:")[1].split()[0]) / 1024 if "VmHWM:" in status else 0.0


def _copy_again(url: str) -> float:
    """COPY of every row that the import wrote into tables with the same indexes, and COMMIT."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                " AND relname NOT IN ('spatial_ref_sys', 'settlement', 'settlement_name', 'region', 'region_shape')"
            )
        ]
        connection.execute("DROP SCHEMA IF EXISTS again CASCADE")
        connection.execute("CREATE SCHEMA again")
        total = 0.0
        for name in tables:
            source, target = sql.Identifier("public", name), sql.Identifier("again", name)
            connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(target, source))
            with connection.cursor() as cursor:
                with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(source)) as out:
                    data = b"".join(bytes(block) for block in out)
                began = time.monotonic()
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as into:
                    into.write(data)
                total += time.monotonic() - began
        connection.execute("DROP SCHEMA again CASCADE")
    return total


def _measure_export(bench: Workbench, table: Table, dialect: str, url: str) -> None:
    target = Path(bench.folder / f"export-{dialect}.ndjson")
    seconds, memory = _timed(bench, url, "directory", "export", "--format", "ndjson", str(target))
    size = target.stat().st_size / 1e6
    target.unlink()
    figures = f"{seconds:.0f} s, {size:.0f} MB written, {memory:.0f} MB of memory at most"
    table.note(f"{dialect}: export as ndjson", figures)
