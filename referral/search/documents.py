"""The public answer of one service at one place, and the words by which it is found. Pure.

Built from public values only. Of a confidential place it holds the cell's centre and size, and the front gate: what
the service or its organisation names as one, or else the organisation's own contact.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from referral.directory.needs import Need, all_needs, ancestors
from referral.kit.text import index_terms

_LONGEST_TEXT = 500
_SERVICE_FIELDS = (
    "id",
    "name",
    "alternate_name",
    "description",
    "status",
    "url",
    "email",
    "application_process",
    "eligibility_description",
    "minimum_age",
    "maximum_age",
    "fees",
    "fees_description",
    "alert",
    "last_modified",
)
_SCHEDULE_FIELDS = (
    "freq",
    "byday",
    "bymonthday",
    "opens_at",
    "closes_at",
    "valid_from",
    "valid_to",
    "description",
)
_ADDRESS_FIELDS = ("address_1", "city", "state_province", "postal_code", "country")


_NAMES = ("name", "alternate_name")
_LOCATION_FIELDS = ("id", "location_type", "name", "latitude", "longitude", "transportation")
# Fields of the answer by HSDS object.
SHOWN: dict[str, tuple[str, ...]] = {
    "service": _SERVICE_FIELDS,
    "schedule": _SCHEDULE_FIELDS,
    "organization": ("id", "name", "website"),
    "location": _LOCATION_FIELDS,
    "address": _ADDRESS_FIELDS,
    "phone": ("number", "extension", "type", "description"),
    "service_capacity": ("available", "maximum", "updated"),
}
_MOST_SCHEDULES = 14


def _only(fields: Iterable[str], object_: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shortened(object_[name]) for name in fields if name in object_}


def shortened(value: Any) -> Any:
    """A text as long as an answer holds; what is no text as it is."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return value[: _LONGEST_TEXT - 1].rstrip() + "…"
    return value


def _phones(*holders: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Numbers of the nearest holder that has any."""
    for holder in holders:
        phones = [_only(SHOWN["phone"], phone) for phone in holder.get("phones", [])]
        if phones:
            return phones[:5]
    return []


def _with_number(gate: Mapping[str, str]) -> dict[str, Any]:
    """A front gate as a holder of phones."""
    return {"phones": [{"number": gate["phone"], "type": "voice"}]} if "phone" in gate else {}


def languages_of(service: Mapping[str, Any], location: Mapping[str, Any]) -> list[str]:
    """Codes of the languages spoken: of the service, its place and their phones."""
    holders = [service, location, *service.get("phones", []), *location.get("phones", [])]
    codes = {
        str(each["code"]).lower()
        for holder in holders
        for each in holder.get("languages", [])
        if each.get("code")
    }
    return sorted(codes)


def needs_of(codes: Iterable[str]) -> list[Need]:
    """Needs in the order of the taxonomy."""
    wanted = set(codes)
    return [need for need in all_needs() if need.code in wanted]


def need_keys(needs: Iterable[Need]) -> list[int]:
    """Keys of the needs, of all wider ones, and 0 for any."""
    keys = {0}
    for need in needs:
        keys |= {need.key, *(wider.key for wider in ancestors(need.code))}
    return sorted(keys)


def document(
    service: Mapping[str, Any], at: Mapping[str, Any], place: Mapping[str, Any] | None, needs: Iterable[Need]
) -> bytes:
    """The answer as JSON without its closing brace: distance and reasons are added to it. Needs stand first."""
    location = at.get("location", {})
    organization = service.get("organization", {})
    body: dict[str, Any] = {"needs": [need.code for need in needs], **_only(_SERVICE_FIELDS, service)}
    body["languages"] = languages_of(service, location)
    gate = service.get("front_gate", {})
    if gate:
        body["front_gate"] = gate
    phones = _phones(at, service, location, _with_number(gate), organization)
    if phones:
        body["phones"] = phones
    if schedules := schedules_of(service, at):
        body["schedules"] = [_only(_SCHEDULE_FIELDS, each) for each in schedules]
    if service.get("capacities"):
        body["capacities"] = [
            {**_only(SHOWN["service_capacity"], each), "unit": each["unit"]["name"]}
            for each in service["capacities"][:5]
        ]
    answer = {
        "service": body,
        "organization": _only(SHOWN["organization"], organization),
        "location": _place(at, place),
    }
    return orjson.dumps(answer)[:-1]


def schedules_of(service: Mapping[str, Any], at: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The hours that hold at a place: those said of the service there, else of the service, else of the place."""
    location = at.get("location", {})
    found = at.get("schedules") or service.get("schedules") or location.get("schedules") or []
    return list(found[:_MOST_SCHEDULES])


def _place(at: Mapping[str, Any], place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    location = at.get("location")
    if location is None or place is None:
        return None
    answer = _only(_LOCATION_FIELDS, location)
    for address in location.get("addresses", [])[:1]:
        answer |= _only(_ADDRESS_FIELDS, address)
    answer["confidential"] = bool(place["confidential"])
    if place["confidential"]:
        answer["cell_km"] = place["cell_km"]
    if place["region_path"]:
        answer["region"] = place["region_path"].rstrip("/").rsplit("/", 1)[-1]
    return answer


def fields_of_text(
    service: Mapping[str, Any],
    at: Mapping[str, Any],
    needs: Iterable[Need],
    translations: Callable[[Mapping[str, Any], tuple[str, ...]], Iterable[str]] = lambda _object, _fields: (),
) -> tuple[list[str], list[str], list[str], list[str]]:
    """Terms by field: name, needs, organisation, place and description, those of all `translations` among them."""
    location = at.get("location", {})
    organization = service.get("organization", {})
    places = [*_texts(location, _NAMES, translations), *_texts(service, ("description",), translations)]
    for address in location.get("addresses", []):
        places += [address.get(name) for name in (*_ADDRESS_FIELDS[:-1], "region")]
    return (
        _terms(_texts(service, _NAMES, translations)),
        [need_term(key) for key in need_keys(needs) if key],
        _terms(_texts(organization, _NAMES, translations)),
        _terms(places),
    )


def _texts(
    each: Mapping[str, Any],
    fields: tuple[str, ...],
    translations: Callable[[Mapping[str, Any], tuple[str, ...]], Iterable[str]],
) -> list[Any]:
    return [*(each.get(field) for field in fields), *translations(each, fields)]


def _terms(texts: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(term for text in texts if text for term in index_terms(str(text))))


def need_term(key: int) -> str:
    """The term that stands for a need in the index: its words are looked up when the question is read."""
    return f"need0{key}"


@lru_cache(maxsize=1)
def words_of_needs() -> dict[str, tuple[str, ...]]:
    """For every term of a label or synonym the terms of the needs that have it."""
    found: dict[str, set[str]] = {}
    for need in all_needs():
        phrases = [*need.labels.values(), *(word for words in need.synonyms.values() for word in words)]
        for term in _terms(phrases):
            found.setdefault(term, set()).add(need_term(need.key))
    return {term: tuple(sorted(needs)) for term, needs in found.items()}
