"""What this directory changes of HSDS: merge patches (RFC 7386) by object, and what they make of its schemas. Pure.

Everything is added, nothing is taken away or narrowed: without what the profile adds an answer is plain HSDS. Rooms
above declare the objects of their own answers with `declare`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from referral.directory.hsds.json_schema import BEYOND, branch_schema, file_of, hsds_schemas
from referral.directory.hsds.shapes import branches_of
from referral.directory.profile.codes import TAXONOMY_ID, TAXONOMY_NAME, all_terms
from referral.directory.profile.texts import LINK_TYPE, TRANSLATABLE
from referral.kit.languages import LANGUAGES
from referral.kit.merge_patch import merge_patch

Schema = dict[str, Any]
# Of the profile, not of HSDS: the middle number grows with what is added.
VERSION = "1.1.0"
_declared: dict[str, Callable[[], Schema]] = {}


def declare(name: str, schema: Callable[[], Schema]) -> None:
    """Adds an object that HSDS does not have."""
    _declared[name] = schema


@cache
def _of_hsds() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for name, keys in BEYOND.items():
        branches = {branch.key: branch for branch in branches_of(name)}
        found[name] = {"properties": {key: branch_schema(branches[key]) for key in keys}}
    return {**found, "attribute": _attribute(), "location": _location()}


def patches() -> dict[str, Schema]:
    """The patch of each changed object; of an object that HSDS does not have, its whole schema."""
    return _of_hsds() | {name: schema() for name, schema in _declared.items()}


def compiled() -> dict[str, Schema]:
    """The schemas of all objects, HSDS's with the patches applied."""
    whole = dict(hsds_schemas())
    for name, patch in patches().items():
        whole[name] = merge_patch(whole.get(name), patch)
    return whole


def by_file(schemas: dict[str, Schema]) -> dict[str, Schema]:
    """Schemas by the names of their files."""
    return {file_of(name): schema for name, schema in schemas.items()}


def _attribute() -> Schema:
    """The terms that carry what HSDS has no field for, and how translations are labelled. Annotations, no rules."""
    return {
        "properties": {
            "link_type": {
                "description": f"`{LINK_TYPE}` where the value is a text of the linked object in another language."
            },
            "label": {
                "description": "Of a translation the field and the language, parted by @. Of the language of an "
                "original the field, where it is not that of the whole object.",
                "examples": ["description@sq"],
            },
            "value": {"description": "The fact as a short text, or the translation itself."},
        },
        "x-taxonomy": {
            "id": TAXONOMY_ID,
            "name": TAXONOMY_NAME,
            "terms": [{"id": term.id, "code": term.code, "name": term.name} for term in all_terms()],
        },
        "x-translations": {
            "languages": list(LANGUAGES),
            "fields": {name: list(fields) for name, fields in TRANSLATABLE.items()},
        },
    }


def _location() -> Schema:
    middle = (
        "Of a confidential place the middle of a grid cell; the attribute `confidential` says its size in km."
    )
    return {"properties": {name: {"description": middle} for name in ("latitude", "longitude")}}
