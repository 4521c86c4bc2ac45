"""Schemathesis asks every operation what it should and should not be asked: all answers are as declared.

Public operations are asked without a key, the others by an administrator. With `make test-long` many more questions.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings

from referral.access import limits
from referral.access.rules import attempts
from referral.access.service import create_administrator
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM

QUESTIONS = 300 if os.environ.get("TEST_LONG") else 6
# What a schema cannot say (a place that nobody knows, parameters that need each other) is refused with 422.
ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "422"]

pytestmark = [
    pytest.mark.only_on("spatialite", reason="what is asked here is the same code on both databases"),
    # Generators of bodies draw from words that hypothesis has not seen.
    pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning"),
]


@pytest.fixture(scope="module")
def seeded(module_app: Flask, module_database_url: str) -> Flask:
    """The application with demo data, settlements and regions."""
    engine.configure(module_database_url)
    with module_app.app_context():
        result = module_app.test_cli_runner().invoke(args=["seed"])
    assert result.exit_code == 0, result.output
    return module_app


@pytest.fixture(scope="module")
def administrator(seeded: Flask) -> str:
    """The header of an administrator."""
    with unit_of_work(write=True) as session:
        return f"Bearer {create_administrator(session, SYSTEM, 'Schemathesis').token}"


_served: dict[str, Flask] = {}


def served(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The application that the module's fixtures have made by the time that it is asked."""
    return _served["app"](environ, start_response)


# The document that is committed: tests/contract/test_openapi.py sees to it that it is current.
DOCUMENT = Path(__file__).resolve().parents[2] / "openapi" / "openapi.json"
schema = schemathesis.openapi.from_dict(
    orjson.loads(DOCUMENT.read_bytes()),
    config=schemathesis.Config.from_dict(
        {
            # What OGC's standard calls 400 is 422 elsewhere.
            "operations": [
                {
                    "include-path-regex": "^/api/v1/ogc",
                    "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "400"]}},
                }
            ],
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ACCEPTED},
                # 428 is what says that If-Match is missing.
                "missing_required_header": {"expected-statuses": [400, 401, 403, 422, 428]},
            },
        }
    ),
)
schema.app = served


@pytest.fixture(scope="module", autouse=True)
def in_process(seeded: Flask) -> None:
    """The operations are asked of the application in this process."""
    _served["app"] = seeded


@schema.parametrize()
@settings(max_examples=QUESTIONS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_answers_are_as_declared(
    case: schemathesis.Case, administrator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Wrong keys are tried here by the hundred; that they lock a source out is tested where it belongs.
    monkeypatch.setattr(attempts, "MOST_FAILURES", 10**9)
    monkeypatch.setattr(limits, "wait_for", lambda *_, **__: 0)
    if {} not in case.operation.definition.raw["security"]:
        # The other way to be known: an invented session beside a valid token says nothing.
        case.cookies = {}
        case.call_and_validate(headers={"Authorization": administrator})
    else:
        case.call_and_validate()
