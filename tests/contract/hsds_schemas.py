"""The JSON Schemas of HSDS as they are published, with or without the patches of our profile, closed: a key that
neither knows is a fault.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

from referral.directory.profile.patches import patches
from referral.kit.merge_patch import merge_patch

BASE = "https://hsds.test/"
Schemas = dict[str, dict[str, Any]]


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    # Keys of Data Package in the schemas mean other things to JSON Schema, or nothing.
    kept = {name: _closed(each) for name, each in schema.items() if name not in ("constraints", "example")}
    if schema.get("type") == "object" and "properties" in schema:
        kept.setdefault("additionalProperties", False)
    return kept


def published(shared: Path) -> Schemas:
    """The schemas of the standard by name, and those of the entries of its lists."""
    folder = shared / "hsds" / "3.1-dev" / "schema"
    paths = [*folder.glob("*.json"), *folder.glob("compiled/*_list.json")]
    return {path.stem: json.loads(path.read_text()) for path in paths if path.name != "openapi.json"}


def patched(schemas: Schemas, patches: Schemas) -> Schemas:
    """The schemas with merge patches applied; a patch of none is a schema of its own."""
    return schemas | {name: merge_patch(schemas.get(name), patch) for name, patch in patches.items()}


def closed_validators(schemas: Schemas) -> dict[str, Any]:
    """A validator of each schema, closed, with formats checked."""
    closed = {name: {**_closed(each), "$id": f"{BASE}{name}.json"} for name, each in schemas.items()}
    registry = jsonschema_rs.Registry([(each["$id"], each) for each in closed.values()])
    return {
        name: jsonschema_rs.Draft202012Validator(each, registry=registry, validate_formats=True)
        for name, each in closed.items()
    }


def validators(shared: Path) -> dict[str, Any]:
    """Validators of HSDS as our profile changes it."""
    return closed_validators(patched(published(shared), patches()))


def faults(validator: Any, value: Any) -> list[str]:
    """What is wrong with a value, one line each."""
    return [
        f"{'/'.join(str(part) for part in error.instance_path)}: {error.message[:300]}"
        for error in validator.iter_errors(value)
    ]
