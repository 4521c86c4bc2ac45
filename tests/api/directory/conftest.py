"""The small directory on both databases."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.exchange.importing import Request
from referral.kit.db import engine
from tests.api.directory import small_directory
from tests.contract.filling import take


@pytest.fixture(scope="module")
def small_app(module_app: Flask, module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with the small directory."""
    engine.configure(module_database_url)
    report = take(module_app, Request(small_directory.write(tmp_path_factory.mktemp("small"))))
    assert not any(each["rejected"] for each in report.objects.values())
    return module_app


@pytest.fixture
def small(small_app: Flask, module_database_url: str) -> FlaskClient:
    """A client of it."""
    engine.configure(module_database_url)
    return small_app.test_client()
