"""The OpenAPI document: what the Api declares, with a real example on every operation.

Examples stand in `openapi/examples/<operationId>.json`, written by `make openapi` from real answers to demo data.
"""

from pathlib import Path
from typing import Any

import orjson
from flask import Flask

EXAMPLES = Path(__file__).resolve().parents[3] / "openapi" / "examples"

_EXEMPLIFIED = ("application/json", "application/geo+json")


def specification(app: Flask) -> dict[str, Any]:
    """The whole document, made once an application."""
    made = app.extensions.get("specification")
    if made is None:
        made = app.extensions["specification"] = _make(app)
    return dict(made)


def forget(app: Flask) -> None:
    """Makes the document anew at the next question."""
    app.extensions.pop("specification", None)


def _make(app: Flask) -> dict[str, Any]:
    document: dict[str, Any] = app.extensions["api"].spec.to_dict()
    document["info"].update(
        {
            "description": "Find the services that would take a person, and pass cases between organisations.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        }
    )
    document["servers"] = [{"url": "/"}]
    # flask-smorest's own errors are not the ones that are answered.
    for name in ("DEFAULT_ERROR", "UNPROCESSABLE_ENTITY"):
        document["components"]["responses"].pop(name, None)
    document["components"]["schemas"].pop("PaginationMetadata", None)
    for _, operation in operations(document):
        _finish(operation, document["components"]["schemas"])
    return document


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every operation with its address (method and path)."""
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict) and "operationId" in operation
    ]


def _finish(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    operation["responses"].pop("default", None)
    if "requestBody" in operation:
        named = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        # Where nothing is required, an empty body asks what `{}` asks.
        operation["requestBody"]["required"] = bool(schemas[named].get("required"))
    path = EXAMPLES / f"{operation['operationId']}.json"
    if path.exists():
        _exemplify(operation, orjson.loads(path.read_bytes()))


def _exemplify(operation: dict[str, Any], example: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        given = example.get(parameter["in"], {})
        if parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if str(status).startswith("2") and media_type in _EXEMPLIFIED and "response" in example:
                content["example"] = example["response"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and "request" in example:
        body["example"] = example["request"]
