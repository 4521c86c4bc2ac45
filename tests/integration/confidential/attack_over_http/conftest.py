"""The attacked directory behind the real server, and an attacker: one server for each kind of database."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from referral.kit.db import engine
from tests.fixtures.application import SECRET, settings_for
from tests.fixtures.databases import fresh_database
from tests.fixtures.exchange.command import ROOT, run_import
from tests.integration.confidential.attack_over_http.attacker import Attacker
from tests.integration.confidential.attack_over_http.world import FOR_OTHERS, load_surroundings, source
from tests.integration.confidential.restricted import with_restricted


@dataclass(frozen=True)
class Served:
    """A running server, its database, and the application in this process for commands."""

    address: str
    database_url: str
    app: Flask


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """`serve(kind)`: the attacked directory on that kind of database, started once."""
    with ExitStack() as stack:
        running: dict[str, Served] = {}

        def on(kind: str) -> Served:
            if kind not in running:
                running[kind] = stack.enter_context(
                    _attacked(kind, tmp_path_factory.mktemp(f"attacked-{kind}"))
                )
            return running[kind]

        yield on


@pytest.fixture
def served(serve: Callable[[str], Served], database_kind: str) -> Served:
    """The attacked directory on this test's kind of database."""
    return serve(database_kind)


@pytest.fixture
def attacker(served: Served) -> Iterator[Attacker]:
    """Somebody without a key."""
    attacker = Attacker(served.address)
    yield attacker
    attacker.close()


@contextmanager
def _attacked(kind: str, folder: Path) -> Iterator[Served]:
    from referral.factory import create_app

    with fresh_database(kind) as url:
        app = create_app(settings_for(url, folder), testing=True)
        load_surroundings()
        attacked = with_restricted(source(), *FOR_OTHERS)
        outcome = run_import(app, attacked.write_tables(folder / "source"))
        assert outcome.code == 0, outcome.said
        assert outcome.total("rejected") == 0, outcome.said
        engine.current().engine.dispose()
        with _server(url, folder) as address:
            yield Served(address, url, app)


@contextmanager
def _server(url: str, folder: Path) -> Iterator[str]:
    """The product's own server in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "VAR_FOLDER": str(folder),
        "SECRET_KEY": SECRET,
        "LOG_REQUESTS": "no",
    }
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    words += ["--blocking-threads", "1", "--log-level", "warning", "--workers-kill-timeout", "5", "app:app"]
    log = folder / "server.log"
    with log.open("wb") as output:
        command = [str(Path(sys.executable).parent / "granian"), *words]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait(server, f"http://127.0.0.1:{port}", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(8)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    end = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text()[-2000:]}")
