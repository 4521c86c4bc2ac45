"""The OpenAPI document: what the Api declares, with a real example on every operation.

Examples stand in `openapi/examples/<operationId>.json`, written by `make openapi` from real answers to demo data.
"""

from pathlib import Path
from typing import Any

import orjson
from flask import Flask

EXAMPLES = Path(__file__).resolve().parents[2] / "openapi" / "examples"


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
    for operations in document["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict) and "operationId" in operation:
                _finish(operation)
    return document


def _finish(operation: dict[str, Any]) -> None:
    operation["responses"].pop("default", None)
    if "422" not in operation["responses"]:
        operation["responses"]["422"] = {"$ref": "#/components/responses/UNPROCESSABLE_ENTITY"}
    path = EXAMPLES / f"{operation['operationId']}.json"
    if not path.exists():
        return
    example = orjson.loads(path.read_bytes())
    for status, response in operation["responses"].items():
        for kind, content in response.get("content", {}).items():
            if str(status).startswith("2") and kind == "application/json" and "response" in example:
                content["example"] = example["response"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and "request" in example:
        body["example"] = example["request"]
