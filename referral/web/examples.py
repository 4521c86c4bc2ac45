"""Examples of every operation, from real answers to the demo data: what the reference shows is what is answered."""

from pathlib import Path
from typing import Any

import orjson
from flask import Flask

_SEARCH = {"need": ["accommodation"], "near": "Tirana", "limit": 2}
_QUERIES: dict[str, str] = {
    "listServices": "?per_page=1",
    "listServiceAtLocations": "?per_page=1",
    "listOrganizations": "?per_page=1",
    "listTaxonomies": "?per_page=1",
    "listTaxonomyTerms": "?per_page=2",
    "search": "?need=accommodation&near=Tirana&limit=2",
    "listNeeds": "?q=shelter",
    "findPlaces": "?q=Kuk%C3%ABs",
    "listRegions": "?country=AL&level=1",
}
_BODIES: dict[str, dict[str, Any]] = {
    "searchServices": {"search": "shelter", "per_page": 1},
    "searchServiceAtLocations": {"per_page": 1},
    "searchOrganizations": {"per_page": 1},
    "searchTaxonomies": {"per_page": 1},
    "searchTaxonomyTerms": {"top_only": True, "per_page": 2},
    "searchByBody": _SEARCH,
}
_MOST_BYTES = 12_000


def write_examples(app: Flask, folder: Path) -> int:
    """Asks each public operation once and keeps what it answered; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    client = app.test_client()
    written = 0
    for path, operations in app.extensions["api"].spec.to_dict()["paths"].items():
        for method, operation in operations.items():
            name = operation.get("operationId") if isinstance(operation, dict) else None
            address = _address(client, path) if name else None
            if name is None or address is None or operation.get("security", [{}])[0] != {}:
                continue
            example = _ask(client, method, address, name)
            if example is not None:
                body = orjson.dumps(example, option=orjson.OPT_INDENT_2)
                (folder / f"{name}.json").write_bytes(body + b"\n")
                written += 1
    return written


def _address(client: Any, path: str) -> str | None:
    """The path with a real id in the place of its parameter."""
    if "{" not in path:
        return path
    collection = path.split("/{")[0]
    if collection.endswith("/countries"):
        return f"{collection}/AL"
    found = client.get(collection).get_json()
    listed = next((value for value in found.values() if isinstance(value, list) and value), None)
    return f"{collection}/{listed[0]['id']}" if listed else None


def _ask(client: Any, method: str, address: str, name: str) -> dict[str, Any] | None:
    if method == "get":
        response = client.get(address + _QUERIES.get(name, ""))
        example: dict[str, Any] = {}
    else:
        example = {"request": _BODIES.get(name, {})}
        response = client.post(address, json=example["request"])
    if response.status_code != 200 or not response.is_json:
        return None
    answer = response.get_json()
    example["response"] = answer if len(response.data) <= _MOST_BYTES else shortened(answer)
    return example


def shortened(value: Any) -> Any:
    """Lists cut to their first two entries and long coordinates to a few, so that a reader sees the shape."""
    if isinstance(value, dict):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        keep = 2 if value and isinstance(value[0], dict | str) else 6
        return [shortened(each) for each in value[:keep]]
    return value
