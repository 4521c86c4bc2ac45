"""An import that is killed at any point leaves the directory as before, or is completed by the same command again."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.fixtures.application import settings_for
from tests.fixtures.databases import fresh_database
from tests.fixtures.exchange.command import exported, index_rows, rows_of, run, run_import, spawn
from tests.fixtures.exchange.package import service

MANY = 1_500
# Where the process kills itself: a function, and at which of its calls.
POINTS = {
    "staging": ("referral.directory.exchange.staging", "Staging.flush", 2),
    "checking": ("referral.directory.exchange.importing", "check_references", 1),
    "before the first row": ("referral.directory.exchange.importing", "_begin", 1),
    "in the first batch": ("referral.directory.exchange.applying", "Applier.apply", 1),
    "in a later batch": ("referral.directory.exchange.applying", "Applier.apply", 4),
    "after a batch": ("referral.directory.exchange.importing", "_remember", 3),
    "finishing": ("referral.directory.exchange.finishing", "resolve_references", 1),
    "indexing": ("referral.search.catching_up", "index_services", 2),
    "writing the words": ("referral.search.catching_up", "refresh_vocabulary", 1),
}
RARE = ("checking", "in the first batch", "after a batch", "writing the words")
KILL = """
import importlib, os, signal
module = importlib.import_module({module!r})
holder = module
*path, name = {name!r}.split(".")
for each in path:
    holder = getattr(holder, each)
original, calls = getattr(holder, name), []
def dying(*args, **kwargs):
    calls.append(1)
    result = original(*args, **kwargs) if {after} else None
    if len(calls) == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return result if {after} else original(*args, **kwargs)
setattr(holder, name, dying)
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Services of some organisations; a few of them changed when the import comes second."""
    path = tmp_path_factory.mktemp("file") / "services.ndjson"
    with path.open("w", encoding="utf-8") as out:
        for number in range(MANY):
            each = service(f"Service {number}", number=number, at=[(40 + number / MANY, 20)])
            each["organization"] = {"id": f"o{number % 40}", "name": f"Org {number % 40}", "description": "-"}
            out.write(json.dumps(each) + "\n")
    return path


@pytest.fixture(scope="module")
def undisturbed(
    database_kind: str, file: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[str], list[Any]]:
    """Export and index after an import that nobody disturbed."""
    from referral.factory import create_app

    with fresh_database(database_kind) as url:
        folder = tmp_path_factory.mktemp("undisturbed")
        app = create_app(settings_for(url, folder), testing=True)
        assert run_import(app, file).code == 0
        return exported(app, folder), index_rows()


def assert_complete(app: Flask, folder: Path, undisturbed: tuple[list[str], list[Any]]) -> None:
    assert exported(app, folder) == undisturbed[0]
    assert index_rows() == undisturbed[1]
    assert rows_of("search_dirty") == []
    assert rows_of("import_run", where="finished_at IS NULL") == []
    left = list((Path(app.extensions["settings"].var_folder) / "imports").glob("*.*te*"))
    assert left == []


@pytest.mark.parametrize(
    "point", [pytest.param(each, marks=pytest.mark.long) if each in RARE else each for each in POINTS]
)
def test_the_same_command_completes_what_was_killed(
    app: Flask, file: Path, tmp_path: Path, undisturbed: tuple[list[str], list[Any]], point: str
) -> None:
    module, name, call = POINTS[point]
    prelude = KILL.format(module=module, name=name, call=call, after=point != "before the first row")
    process = spawn(app, "directory", "import", file, prelude=prelude)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, said

    written = rows_of("service", ("count(*)",))[0][0]
    if point in ("staging", "checking", "before the first row"):
        assert written == 0
        assert rows_of("taxonomy") == []
    outcome = run_import(app, file)
    assert outcome.code == 0, outcome.said
    assert outcome.objects["service"]["read"] == MANY
    assert_complete(app, tmp_path, undisturbed)


def test_an_index_that_was_cut_short_is_completed_by_its_own_command(
    app: Flask, file: Path, tmp_path: Path, undisturbed: tuple[list[str], list[Any]]
) -> None:
    module, name, call = POINTS["indexing"]
    process = spawn(
        app, "directory", "import", file, prelude=KILL.format(module=module, name=name, call=call, after=True)
    )
    process.communicate(timeout=120)
    assert rows_of("search_dirty") != []
    assert "services indexed" in run(app, "directory", "index").output
    assert_complete(app, tmp_path, undisturbed)


def test_killed_at_random_moments_it_comes_to_its_end(
    app: Flask,
    file: Path,
    tmp_path: Path,
    undisturbed: tuple[list[str], list[Any]],
    count: Callable[..., int],
) -> None:
    chance = random.Random(11)
    for _ in range(count(short=2, long=20)):
        process = spawn(app, "directory", "import", file)
        try:
            process.wait(timeout=chance.uniform(1.0, 6.0))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert run_import(app, file).code == 0
    assert_complete(app, tmp_path, undisturbed)


WAITING = """
import sys, time
from referral.directory.exchange import importing
original = importing._stage
def slow(*args, **kwargs):
    print("staging", flush=True)
    time.sleep(60)
    return original(*args, **kwargs)
importing._stage = slow
"""


@pytest.fixture
def first(app: Flask, file: Path) -> Iterator["subprocess.Popen[str]"]:
    """An import that is under way."""
    process = spawn(app, "directory", "import", file, prelude=WAITING)
    assert process.stdout is not None
    started = time.monotonic()
    while "staging" not in process.stdout.readline():
        assert time.monotonic() - started < 60
    yield process
    process.kill()
    process.communicate()


def test_the_second_of_two_imports_is_told(app: Flask, file: Path, first: "subprocess.Popen[str]") -> None:
    outcome = run_import(app, file)
    assert outcome.code == 1
    assert "another import is running; wait until it ends" in outcome.said
    assert rows_of("service") == []
    assert first.poll() is None
