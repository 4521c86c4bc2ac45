"""Two organisations on a fresh database: ours, which sends, and theirs, which receives."""

import pytest
from flask import Flask

from tests.fixtures.offices import Office, new_case


@pytest.fixture
def ours(app: Flask) -> Office:
    return Office(app)


@pytest.fixture
def theirs(app: Flask) -> Office:
    return Office(app)


@pytest.fixture
def worker(ours):
    """The browser of the case worker who opened `case`."""
    return ours.browser("case_worker")


@pytest.fixture
def case(worker):
    """A mother with two children."""
    answer = worker.post("/cases", new_case(number="A-17"))
    assert answer.status_code == 201, answer.json
    return answer.json


@pytest.fixture
def mother(case):
    """The mother's id."""
    return case["members"][0]["id"]
