"""Where a run works: databases of a synthetic country, servers, loads."""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import psycopg

from referral.kit.db.addresses import plain_url
from tests.fixtures import postgres_cluster

BIN = Path(sys.executable).parent
_MICROSECONDS = {"us": 1.0, "ms": 1_000.0, "s": 1_000_000.0}
# As an operator would set it on such a machine; durable, unlike the tests' own server.
_SERVER = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "1GB"}


GRANIAN: tuple[str | Path, ...] = (
    BIN / "granian",
    *("--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning"),
    *("--workers", "2", "--blocking-threads", "2", "app:app"),
)


class Workbench:
    """A folder with a private PostgreSQL server and the databases made so far."""

    def __init__(self, folder: Path, asked: argparse.Namespace) -> None:
        self.folder = folder
        self.asked = asked
        self.server = ""

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        postgres_cluster.SETTINGS.update(_SERVER | {"max_wal_size": "8GB", "maintenance_work_mem": "256MB"})
        self.server = os.environ.get("BENCH_POSTGRES_URL") or postgres_cluster.start(
            Path("/tmp") / f"bench-{os.getpid()}"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "BENCH_POSTGRES_URL" not in os.environ:
            postgres_cluster.stop(Path("/tmp") / f"bench-{os.getpid()}")
            shutil.rmtree(Path("/tmp") / f"bench-{os.getpid()}", ignore_errors=True)

    def database(self, dialect: str, services: int) -> str:
        """The address of a synthetic country of so many services, made if it is not there."""
        url, fresh = self.empty_database(dialect, f"country{services}")
        if fresh:
            print(f"making {services} services on {dialect} …", flush=True)
            started = time.monotonic()
            self.flask(url, "db", "upgrade")
            self.flask(url, "seed", "--scale", str(services))
            print(f"made in {time.monotonic() - started:.0f} s", flush=True)
            self._mark(dialect, f"country{services}").touch()
        return url

    def empty_database(self, dialect: str, name: str) -> tuple[str, bool]:
        """An address, and whether nothing finished is there yet."""
        finished = self._mark(dialect, name).exists()
        if dialect == "spatialite":
            path = self.folder / f"{name}.db"
            if not finished:
                for left in self.folder.glob(f"{name}.db*"):
                    left.unlink()
            return f"sqlite:///{path}", not finished
        with psycopg.connect(self.server, autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if there is not None and not finished:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            if there is None or not finished:
                finished = False
                connection.execute(f'CREATE DATABASE "{name}"')
        return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", self.server, count=0), not finished

    def _mark(self, dialect: str, name: str) -> Path:
        return self.folder / f"{name}.{dialect}.made"

    def flask(self, url: str, *words: str) -> str:
        """A command of the product; ends the run where it fails."""
        environment = {**os.environ, "DATABASE_URL": url, "VAR_FOLDER": str(self.folder / "var")}
        done = subprocess.run(
            [BIN / "flask", "--app", "app", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            sys.exit(f"flask {' '.join(words)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    @contextmanager
    def serving(self, url: str, command: Sequence[str | Path] = GRANIAN) -> Iterator[str]:
        """The product's server as `make run` starts it, without a log line a request; or by another command, in which
        {port} stands for the port.
        """
        port = free_port()
        settings = {"DATABASE_URL": url, "VAR_FOLDER": str(self.folder / "var"), "LOG_REQUESTS": "no"}
        words = [str(word).replace("{port}", str(port)) for word in command]
        address = f"http://127.0.0.1:{port}"
        with running(words, f"{address}/healthz", settings):
            yield address

    def load(
        self,
        address: str,
        asked: Sequence["str | Request"],
        *,
        clients: int,
        seconds: int | None = None,
    ) -> "Load":
        """wrk over the questions in turn: paths to GET, or requests to POST."""
        script = self.folder / "paths.lua"
        requests = [Request(each, None) if isinstance(each, str) else each for each in asked]
        quoted = ",\n".join(f"{{[[{each.path}]], [[{each.body or ''}]]}}" for each in requests)
        script.write_text(
            f"local asked = {{{quoted}}}\nlocal n = math.random(#asked)\n"
            "local headers = {['Content-Type'] = 'application/json'}\n"
            "request = function() n = n % #asked + 1; local path, body = asked[n][1], asked[n][2]\n"
            " if body == '' then return wrk.format('GET', path) end\n"
            " return wrk.format('POST', path, headers, body) end\n"
            "done = function(summary, latency) io.write(string.format('MEDIAN %f P95 %f ERRORS %d\\n',"
            " latency:percentile(50), latency:percentile(95),"
            " summary.errors.status + summary.errors.read + summary.errors.timeout)) end\n"
        )
        threads = min(clients, 2)
        length = f"{seconds or self.asked.seconds}s"
        command = [
            "wrk",
            f"-t{threads}",
            f"-c{clients}",
            f"-d{length}",
            "--latency",
            "-s",
            str(script),
            address,
        ]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
        told = re.search(r"MEDIAN ([\d.]+) P95 ([\d.]+) ERRORS (\d+)", output)
        if rate is None or told is None or int(told[3]):
            sys.exit(f"the load on {requests[0].path} failed:\n{output}")
        return Load(float(told[1]), float(told[2]), float(rate[1]))

    def pgbench(self, url: str, name: str, lines: Sequence[str]) -> float:
        """Transactions a second of a script, prepared, from 4 clients."""
        script = self.folder / f"{name}.sql"
        script.write_text("\n".join(lines) + "\n")
        command = ["pgbench", "-n", "-M", "prepared", "-c", "4", "-j", "2", "-T", str(self.asked.seconds)]
        output = subprocess.run(
            [*command, "-f", str(script), plain_url(url)], capture_output=True, text=True, check=True
        ).stdout
        rate = re.search(r"tps = ([\d.]+)", output)
        assert rate is not None, output
        return float(rate[1])


class Request(NamedTuple):
    """A path, and the JSON that is sent to it; None: it is only read."""

    path: str
    body: str | None


class Load(NamedTuple):
    """p50 and p95 in microseconds, and requests a second."""

    p50_us: float
    p95_us: float
    rate: float


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str | Path], ready: str, settings: Mapping[str, str]) -> Iterator[None]:
    """A server, from when it answers at the address `ready` until the block ends."""
    server = subprocess.Popen(command, env={**os.environ, **settings}, stdin=subprocess.DEVNULL)
    try:
        _wait(ready, server)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{server.args!r} did not start")
