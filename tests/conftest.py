"""What every test stands on: the run's folder and servers, the network guard, counts, outside data."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from tests.fixtures import network, postgres_cluster, workspace

pytest_plugins = ["tests.fixtures.databases", "tests.fixtures.application"]

ROOT = Path(__file__).resolve().parents[1]
LONG = bool(os.environ.get("TEST_LONG"))
IN_CI = bool(os.environ.get("CI"))

hypothesis.settings.register_profile("short", max_examples=25, deadline=None, derandomize=IN_CI)
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("long" if LONG else "short")


def pytest_configure(config: pytest.Config) -> None:
    """Opens the run's folder, once for all workers, and closes the network."""
    network.guard()
    if hasattr(config, "workerinput"):
        return
    for folder in workspace.abandoned():
        try:
            _close(folder)
        except (OSError, subprocess.CalledProcessError, postgres_cluster.PostgresMissing) as error:
            # What a killed run left must never keep the next one from starting.
            print(f"Could not clear away {folder}: {error}", file=sys.stderr)
    workspace.open_workspace()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the run's server and removes its folder, also after a worker crashed."""
    if not hasattr(config, "workerinput") and workspace.VARIABLE in os.environ:
        _close(workspace.workspace())


def _close(folder: Path) -> None:
    postgres_cluster.stop(folder / "postgres")
    workspace.remove(folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `long` run only with `make test-long`."""
    if LONG:
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The public data and designs that stand beside the checkout; without them the test is skipped."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the public data in ../shared, which is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def count() -> Callable[..., int]:
    """`count(short=20, long=200)`: how many, in `make test` and in `make test-long`."""

    def choose(*, short: int, long: int) -> int:
        return long if LONG else short

    return choose
