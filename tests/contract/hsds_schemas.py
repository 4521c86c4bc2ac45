"""The JSON Schemas of HSDS as they are published, closed: a key that the standard does not know is a fault.

What HSDS 3.2.3 answers beyond the per-object schemas (its own examples show it) is opened by name: an organisation's
`services`, a service at a location's `service`.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

BASE = "https://hsds.test/"
BEYOND = {
    "organization": {"services": {"type": "array", "items": {"$ref": "service.json"}}},
    "service_at_location": {"service": {"$ref": "service.json"}},
}


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    # Keys of Data Package in the schemas mean other things to JSON Schema, or nothing.
    kept = {name: _closed(each) for name, each in schema.items() if name not in ("constraints", "example")}
    if schema.get("type") == "object" and "properties" in schema:
        kept["additionalProperties"] = False
    return kept


def _load(folder: Path) -> dict[str, Any]:
    found = {}
    for path in [*folder.glob("*.json"), *folder.glob("compiled/*_list.json")]:
        if path.name == "openapi.json":
            continue
        schema = json.loads(path.read_text())
        schema["properties"] |= BEYOND.get(path.stem, {})
        found[path.stem] = {"$id": f"{BASE}{path.name}", **_closed(schema)}
    return found


def validators(shared: Path) -> dict[str, Any]:
    """A validator of each object, and of the entries of each list, with formats checked."""
    schemas = _load(shared / "hsds" / "3.1-dev" / "schema")
    registry = jsonschema_rs.Registry([(each["$id"], each) for each in schemas.values()])
    return {
        name: jsonschema_rs.Draft202012Validator(each, registry=registry, validate_formats=True)
        for name, each in schemas.items()
    }


def faults(validator: Any, value: Any) -> list[str]:
    """What is wrong with a value, one line each."""
    return [
        f"{'/'.join(str(part) for part in error.instance_path)}: {error.message[:300]}"
        for error in validator.iter_errors(value)
    ]
