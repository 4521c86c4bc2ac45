"""The application on the demo's directory, for stories that are played in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.fixtures.application import settings_for
from tests.fixtures.demo_directory import demo_database
from tests.fixtures.stories import Story


@pytest.fixture
def demo_app(database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with the demo's listings, a database for each story."""
    from referral.factory import create_app

    with demo_database(database_kind) as url:
        yield create_app(settings_for(url, tmp_path), testing=True)


@pytest.fixture
def story(demo_app: Flask) -> Story:
    """Nobody has signed in yet."""
    return Story(demo_app)
