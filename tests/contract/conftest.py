"""Directories filled for the contract tests: invented demo data, and real, messy data of others."""

from pathlib import Path

import pytest
from flask import Flask

from referral.kit.db import engine
from tests.contract.filling import take_demo, take_foreign


@pytest.fixture(scope="module")
def demo_app(module_app: Flask, module_database_url: str, root: Path) -> Flask:
    """The application with the demo data of the five programmes."""
    engine.configure(module_database_url)
    take_demo(module_app, root)
    return module_app


@pytest.fixture(scope="module")
def messy_app(demo_app: Flask, module_database_url: str, root: Path, shared: Path) -> Flask:
    """The application with the demo data, Illinois and Jordan."""
    engine.configure(module_database_url)
    take_foreign(demo_app, root, shared)
    return demo_app
