"""Examples of every operation, from real answers to the demo data: what the reference shows is what is answered.

An example holds what was asked (`path`, `query`, `request`) and what came back (`response`). What would differ each
time, and what opens a door, is replaced by values that are plainly no real ones.
"""

from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.access.rules import Scope
from referral.access.service import create_administrator, create_key
from referral.cli import examples_of_members, examples_of_programmes, examples_of_referrals
from referral.cli.examples_of_cases import CASES, REPLACED_IN_CASES
from referral.cli.examples_of_members import REPLACED, Asked, Stage
from referral.kit.db.work import unit_of_work
from referral.kit.http.specification import operations
from referral.kit.identity import SYSTEM

HOST = "https://directory.example.org"
_COVERAGE = {"country": "AL", "need": "legal-aid"}
_QUERIES: dict[str, dict[str, Any]] = {
    "listServices": {"per_page": 1},
    "listServiceAtLocations": {"per_page": 1},
    "listOrganizations": {"per_page": 1},
    "listTaxonomies": {"per_page": 1},
    "listTaxonomyTerms": {"per_page": 2},
    "search": {"need": ["accommodation"], "near": "Tirana", "limit": 2},
    "listNeeds": {"q": "shelter"},
    "listPlaces": {"q": "Kukës"},
    "listRegions": {"country": "AL", "level": 1},
    "getCoverage": _COVERAGE,
    "listCoverageGaps": _COVERAGE,
    "getCoverageGeoJson": _COVERAGE,
    "getCoverageCsv": _COVERAGE,
    "getCoverageWorkbook": _COVERAGE,
    "getCoverageMap": _COVERAGE,
    "getCoverageReport": _COVERAGE,
    "listCoverageFlows": {"country": "AL"},
    "listOgcItems": {"limit": 1, "filter": "country = 'AL' AND NOT confidential"},
    "getTile": {"need": "accommodation"},
}
_BODIES: dict[str, dict[str, Any]] = {
    "searchServices": {"search": "shelter", "per_page": 1},
    "searchServiceAtLocations": {"search": "shelter", "per_page": 1},
    "searchOrganizations": {"search": "caritas", "per_page": 1},
    "searchTaxonomies": {"per_page": 1},
    "searchTaxonomyTerms": {"top_only": True, "per_page": 2},
    "searchByBody": {
        "need": ["accommodation"],
        "near": "Tirana",
        "limit": 2,
        "party": [{"age": 31, "sex": "female"}, {"age": 4, "sex": "male"}],
    },
    "createApiKey": {
        "name": "Case software of the office in Tirana",
        "scopes": ["directory:read"],
        "days": 365,
    },
}
# What is asked by somebody who was made for it.
_ASKED = {**examples_of_members.ASKED, **examples_of_referrals.ASKED, **examples_of_programmes.ASKED}
# What differs each time or is secret, by the tag of the operation.
_KEY = {"key": "rk_example0_this-is-an-example-and-opens-nothing-000000", "prefix": "rk_example0"}
_REPLACED: dict[str, dict[str, Any]] = {
    "coverage": {"as_of": "2026-11-25T09:00:00Z"},
    "access": {"last_used_on": None, **REPLACED, **_KEY},
    "cases": REPLACED_IN_CASES,
    "referrals": examples_of_referrals.REPLACED,
    "programmes": examples_of_programmes.REPLACED,
    "audit": {"hash": "0" * 64, "sequence": 12, "entries": 12},
    "search": {"cursor": "the-cursor-of-the-answer-before"},
    "ogc": {"timeStamp": "2026-12-01T09:00:00Z"},
}
# What stands in an address and is in no list.
_NAMED: dict[str, str | int] = {
    "code": "AL",
    "file": "service_at_location.json",
    "collection": "services",
    "layer": "services",
    "z": 7,
    "x": 71,
    "y": 47,
}
_MOST_BYTES = 12_000


def write_examples(app: Flask, folder: Path) -> int:
    """Asks each operation once and keeps what it answered; returns how many.

    For a scratch database: an administrator and a key are made in it, and the key is ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    client = app.test_client()
    asked = operations(app.extensions["api"].spec.to_dict())
    organization = _listed(client, "/api/v1/organizations", {})[0]["id"]
    headers = _administrator(organization)
    stage = Stage(app, HOST, organization)
    for address, operation in asked:
        method, path = address.split(" ")
        name = operation["operationId"]
        by = _ASKED.get(name) or CASES.get(name)
        if by is not None:
            example = _ask_member(by(stage), method, path, name)
        else:
            example = _ask(client, method, path, name, headers, organization)
        replaced = _replaced(example, _REPLACED.get(operation["tags"][0], {}))
        body = orjson.dumps(replaced, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        (folder / f"{name}.json").write_bytes(body + b"\n")
    for stale in {path.stem for path in folder.glob("*.json")} - {each["operationId"] for _, each in asked}:
        (folder / f"{stale}.json").unlink()
    return len(asked)


def _administrator(organization_id: str) -> dict[str, str]:
    """The header of an administrator made for this, beside a key to show."""
    with unit_of_work(write=True) as session:
        token = create_administrator(session, SYSTEM, "Examples").token
        create_key(
            session,
            SYSTEM,
            organization_id=organization_id,
            name="Case software",
            scopes=[Scope.DIRECTORY_READ],
            days=365,
        )
    return {"Authorization": f"Bearer {token}"}


def _listed(client: FlaskClient, path: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    found = client.get(path, headers=headers).get_json()
    return next((value for value in found.values() if isinstance(value, list) and value), [])


def _ask(
    client: FlaskClient, method: str, path: str, name: str, headers: dict[str, str], organization: str
) -> dict[str, Any]:
    example: dict[str, Any] = {}
    while "{" in path:
        collection, _, parameter = path.partition("}")[0].partition("/{")
        value = _NAMED.get(parameter) or _listed(client, collection, headers)[0]["id"]
        example.setdefault("path", {})[parameter] = value
        path = path.replace(f"{{{parameter}}}", str(value))
    if name in _QUERIES:
        example["query"] = _QUERIES[name]
    if name in _BODIES:
        example["request"] = _BODIES[name]
        if name == "createApiKey":
            example["request"] = {"organization_id": organization, **_BODIES[name]}
    response = client.open(
        path,
        method=method,
        base_url=HOST,
        headers=headers,
        query_string=example.get("query"),
        json=example.get("request"),
    )
    return example | _answer(response, name)


def _ask_member(asked: Asked, method: str, path: str, name: str) -> dict[str, Any]:
    example: dict[str, Any] = {} if asked.body is None else {"request": asked.body}
    if asked.query:
        example["query"] = asked.query
    named = {**({"id_": asked.id} if asked.id is not None else {}), **asked.named}
    if named:
        example["path"] = named
    for parameter, value in named.items():
        path = path.replace(f"{{{parameter}}}", value)
    response = asked.client.open(
        path,
        method=method,
        base_url=HOST,
        headers=asked.headers,
        query_string=asked.query,
        json=asked.body,
    )
    return example | _answer(response, name)


def _answer(response: TestResponse, name: str) -> dict[str, Any]:
    if response.status_code >= 300:
        raise RuntimeError(f"{name} has no example: {response.status_code} {response.get_data(as_text=True)}")
    if not response.is_json:
        return {}
    answer = response.get_json()
    return {"response": answer if len(response.data) <= _MOST_BYTES else shortened(answer)}


def _replaced(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced_field(name, each, values) for name, each in value.items()}
    return [_replaced(each, values) for each in value] if isinstance(value, list) else value


def _replaced_field(name: str, value: Any, values: dict[str, Any]) -> Any:
    """A list is replaced only by a list: what is named like a single value may also be a list of objects."""
    wanted = values.get(name)
    alike = isinstance(value, list) == isinstance(wanted, list) and not isinstance(value, dict)
    return wanted if name in values and value is not None and alike else _replaced(value, values)


def shortened(value: Any) -> Any:
    """Lists cut to their first two entries and long coordinates to a few, so that a reader sees the shape."""
    if isinstance(value, dict):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        keep = 2 if value and isinstance(value[0], dict | str) else 6
        return [shortened(each) for each in value[:keep]]
    return value
