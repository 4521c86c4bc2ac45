"""A test run that was killed leaves a folder and a server's note; the next run clears them and goes on."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures import databases, postgres_cluster, workspace

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("TEST_WITHOUT_POSTGRES")), reason=databases.WITHOUT_POSTGRES
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's account can reach, which those of pytest are not."""
    found = workspace.workspace() / f"killed-{os.getpid()}"
    found.mkdir()
    yield found
    shutil.rmtree(found)


def test_a_server_that_was_killed_needs_no_stopping(folder: Path) -> None:
    cluster = folder / "postgres"
    postgres_cluster.start(cluster)
    note = cluster / "data" / "postmaster.pid"
    server = int(note.read_text().split("\n", 1)[0])
    assert postgres_cluster.runs(cluster / "data")

    os.kill(server, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while postgres_cluster.runs(cluster / "data"):
        assert time.monotonic() < deadline, "the killed server still stands in its folder"
        time.sleep(0.05)

    assert note.exists(), "a killed server leaves its note; without it this test shows nothing"
    postgres_cluster.stop(cluster)


def test_a_number_that_went_to_another_program_harms_nobody(folder: Path) -> None:
    data = folder / "postgres" / "data"
    data.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        (data / "postmaster.pid").write_text(f"{bystander.pid}\n{data}\n")

        postgres_cluster.stop(folder / "postgres")

        assert bystander.poll() is None
        bystander.communicate(b"\n", timeout=20)
    assert bystander.returncode == 0
