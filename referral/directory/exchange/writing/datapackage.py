"""The description of a tabular package (Data Package, Table Schema), made from the standard's declaration."""

from collections.abc import Collection, Sequence
from typing import Any

from referral.directory.hsds.objects import HSDS_VERSION, OBJECTS, Field, HsdsObject

_TYPES = {"number": "number", "date": "date", "datetime": "datetime", "time": "time"}
_FORMATS = {"uri": "uri", "email": "email", "uuid": "uuid", "reference": "uuid"}


def datapackage(names: Sequence[str], dangling: Collection[tuple[str, str]] = ()) -> dict[str, Any]:
    """The package of these objects. References (object, field) that dangle somewhere are not promised as keys."""
    return {
        "profile": "tabular-data-package",
        "name": "human-services-data",
        "version": HSDS_VERSION,
        "resources": [_resource(OBJECTS[name], names, dangling) for name in names],
    }


def _resource(
    each: HsdsObject, names: Sequence[str], dangling: Collection[tuple[str, str]]
) -> dict[str, Any]:
    keys = [
        {"fields": field.name, "reference": {"resource": field.to, "fields": "id"}}
        for field in each.references
        if field.to in names and field.to != each.name and (each.name, field.name) not in dangling
    ]
    schema: dict[str, Any] = {
        "primaryKey": "id",
        "fields": [
            _described("id", "string", "uuid", required=True),
            *(_field(field) for field in each.fields),
        ],
    }
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": each.name,
        "path": each.file,
        "format": "csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    described = _described(
        field.name, _TYPES.get(field.kind, "string"), _FORMATS.get(field.kind), required=field.required
    )
    if field.kind in ("time", "datetime", "date"):
        described["format"] = "any"
    if field.allowed:
        described.setdefault("constraints", {})["enum"] = list(field.allowed)
    return described


def _described(name: str, kind: str, form: str | None, *, required: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "type": kind}
    if form:
        described["format"] = form
    if required:
        described["constraints"] = {"required": True}
    return described
