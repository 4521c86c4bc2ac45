"""The answer of the search as an object of our HSDS Profile. What HSDS has a field for has its schema. Pure."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from referral.directory.hsds.json_schema import file_of, hsds_schemas
from referral.directory.profile.patches import declare
from referral.search.documents import SHOWN
from referral.search.ranking import CRITERIA

Schema = dict[str, Any]
NAME = "search_answer"
_TEXT, _NUMBER, _WHOLE, _TRUE = ({"type": kind} for kind in ("string", "number", "integer", "boolean"))
_TEXTS = {"type": "array", "items": _TEXT}
_STATE = {"type": "string", "enum": ["met", "unmet", "unknown"]}


def _object(properties: Schema, required: Iterable[str] = ()) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


def _fields(object_: str, names: Iterable[str]) -> Schema:
    """Fields of an HSDS object, by reference to its schema."""
    known = hsds_schemas()[object_]["properties"]
    return {name: {"$ref": f"{file_of(object_)}#/properties/{name}"} for name in names if name in known}


def _many(properties: Schema) -> Schema:
    return {"type": "array", "items": _object(properties)}


def _service() -> Schema:
    """Fields of a service, and in short what HSDS nests in it."""
    gate = _object(dict.fromkeys(("phone", "email", "website", "address", "note"), _TEXT))
    short = {
        "needs": _TEXTS,
        "front_gate": gate,
        "languages": _TEXTS,
        "phones": _many(_fields("phone", SHOWN["phone"])),
        "schedules": _many(_fields("schedule", SHOWN["schedule"])),
        "capacities": _many({**_fields("service_capacity", SHOWN["service_capacity"]), "unit": _TEXT}),
    }
    return _object({**_fields("service", SHOWN["service"]), **short}, ("id", "name", "status", "needs"))


def _location() -> Schema:
    """The place with its address; of a confidential one the middle of its cell and the cell's size in km."""
    own = {"confidential": _TRUE, "cell_km": {"type": ["number", "null"]}, "region": _TEXT}
    fields = {**_fields("location", SHOWN["location"]), **_fields("address", SHOWN["address"])}
    return _object({**fields, **own}, ("id", "location_type", "confidential"))


def _fact() -> Schema:
    """What a service says of one trait, and whether it fits."""
    said = {"type": ["string", "integer", "array"], "items": _TEXT}
    return {**_object({"state": _STATE}, ("state",)), "additionalProperties": said}


def _match() -> Schema:
    """For each criterion that was asked, whether it is met and by what."""
    member = _object(
        {"state": _STATE, "criteria": {"type": "object", "additionalProperties": _fact()}}, ("state",)
    )
    people = {
        "state": _STATE,
        "members": {"type": "array", "items": member},
        "places_needed": _WHOLE,
        "together": _fact(),
    }
    return _object(
        {
            "need": _object({"state": _STATE, "asked": _TEXTS, "by": _TEXTS}, ("state",)),
            "distance": _object({"state": _STATE, "metres": _WHOLE}, ("state",)),
            "eligibility": _object(people, ("state", "members")),
            **_said_reasons(),
        }
    )


def _said_reasons() -> Schema:
    """What sites say of their languages, times, places and areas."""
    moment = {"type": ["string", "null"]}
    opened = {"until": moment, "opens_next": moment, "holiday": _TEXT, "at": _TEXT}
    places = {"needed": _WHOLE, "available": _WHOLE, "says": _TEXT, "updated": _TEXT, "stale": _TRUE}
    reasons: dict[str, Schema] = {
        "languages": {"asked": _TEXTS, "by": _TEXTS},
        "open": opened,
        "available": {"on": _TEXT, "from": _TEXT, "until": _TEXT, "intake": _TRUE},
        "free_of_charge": {},
        "accepts_referrals": {},
        "capacity": places,
        "freshness": {"verified": _TEXT, "due": _TEXT},
        "serves": {"areas": _TEXTS},
        "mode": {"asked": _TEXTS, "by": _TEXTS},
    }
    return {name: _object({"state": _STATE, **facts}, ("state",)) for name, facts in reasons.items()}


def _counts() -> Schema:
    """What comes on demand: how many match, and of which kinds; what was ranked; whom to call."""
    counted = _many({"value": _TEXT, "services": _WHOLE})
    facets = {**dict.fromkeys(("needs", "languages", "regions"), counted), "cut": _TRUE}
    line = {
        **dict.fromkeys(("country", "kind", "number", "who_may_call", "hours"), _TEXT),
        "languages": _TEXTS,
        "verified": _TRUE,
    }
    return {
        "ranked": _object({"candidates": _WHOLE, "cut": _TRUE}),
        "total": _object({"value": _WHOLE, "relation": _TEXT}),
        "facets": _object(facets),
        "hotlines": _many(line),
    }


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


@cache
def search_answer() -> Schema:
    """The whole answer."""
    result = {
        "service": _service(),
        "organization": _object(_fields("organization", SHOWN["organization"]), ("id", "name")),
        "location": _nullable(_location()),
        "distance_m": {"type": ["integer", "null"]},
        "match": _match(),
    }
    part = _object({"value": _NUMBER, "weight": _WHOLE})
    ranked = {"score": _NUMBER, "explain": _object(dict.fromkeys(CRITERIA, part))}
    place = {
        **dict.fromkeys(("name", "country"), _TEXT),
        "region": {"type": ["string", "null"]},
        **dict.fromkeys(("latitude", "longitude"), _NUMBER),
        "population": {"type": ["integer", "null"]},
    }
    answer = {
        "results": {"type": "array", "items": _object({**result, **ranked}, result)},
        "cursor": {"type": ["string", "null"]},
        "place": _nullable(_object(place, ("latitude", "longitude"))),
        "empty_because": _TEXT,
        **_counts(),
    }
    return {"name": NAME, **_object(answer, ("results", "cursor", "place"))}


def register() -> None:
    """Called once, by the factory."""
    declare(NAME, search_answer)
