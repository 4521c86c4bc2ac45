"""HSDS 1.x and 2.x brought up to 3.2.3: tables and columns that are objects of their own now.

`convert` takes a row of a table that HSDS 3 no longer has and gives the rows of HSDS 3 that say the same;
`aside` does so for a single column, as the `language` column of a phone. Values are raw still; cleaning
comes after.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from referral.directory.exchange.reading.cleaning import keys

Raw = dict[str, Any]


class Row(NamedTuple):
    """A row of HSDS 3: its object, its id in the source if it has one, its raw values."""

    object: str
    id: str | None
    values: Raw
    partial: bool = False


def convert(table: str, raw: Raw) -> list[Row]:
    """The rows of HSDS 3 that a row of an earlier table stands for. `raw` holds every column, by its
    spelled name.
    """
    return _TABLES[table](raw)


def _pick(raw: Raw, *names: str) -> Raw:
    return {name: raw[name] for name in names if name in raw}


def _first(raw: Raw, *names: str) -> Any:
    return next((raw[name] for name in names if raw.get(name) is not None), None)


def _address(kind: str) -> Callable[[Raw], list[Row]]:
    def make(raw: Raw) -> list[Row]:
        lines = [raw.get(f"address_{number}") for number in range(2, 5)]
        values = _pick(raw, "location_id", "attention", "address_1", "city", "region", "state_province")
        values |= _pick(raw, "postal_code", "country")
        values["address_1"] = _first(raw, "address_1", "address", "street")
        values["address_2"] = ", ".join(str(each) for each in lines if each) or None
        values["address_type"] = kind
        place = [] if raw.get("location_id") else _place_of_organization(kind, raw, values)
        return [*place, Row("address", raw.get("id"), values)]

    return make


def _place_of_organization(kind: str, raw: Raw, values: Raw) -> list[Row]:
    """HSDS 1.x let an address belong to an organisation; in HSDS 3 it needs a location to stand at."""
    owner = raw.get("organization_id")
    if owner is None:
        return []
    values["location_id"] = f"{owner}@{kind}"
    return [Row("location", f"{owner}@{kind}", {"organization_id": owner, "location_type": kind})]


def weekly(raw: Raw) -> Raw:
    """Weekday and hours of HSDS 1.x as a weekly rule. A day without hours is a day that is closed: it
    becomes a note, since a rule without hours would read as open all day.
    """
    values = _pick(
        raw, "service_id", "location_id", "service_at_location_id", "valid_from", "valid_to", "description"
    )
    day, opens, closes = raw.get("weekday"), raw.get("opens_at"), raw.get("closes_at")
    if str(opens or "").strip().lower() == "closed":
        opens = None
    if opens is None and closes in (None, "closed", "Closed"):
        values["description"] = f"{day}: closed" if day else values.get("description")
        return values
    return values | {"freq": "WEEKLY", "byday": day, "opens_at": opens, "closes_at": closes}


def _regular_schedule(raw: Raw) -> list[Row]:
    return [Row("schedule", raw.get("id"), weekly(raw))]


def _holiday_schedule(raw: Raw) -> list[Row]:
    values = _pick(raw, "service_id", "location_id", "service_at_location_id", "opens_at", "closes_at")
    closed = str(raw.get("closed") or "").strip().lower() in ("true", "1", "yes", "y", "t")
    start, end = _first(raw, "start_date", "date"), _first(raw, "end_date", "start_date", "date")
    if closed:
        values |= {"opens_at": None, "closes_at": None}
    values |= {
        "valid_from": start,
        "valid_to": end,
        "description": "Holiday: closed" if closed else "Holiday hours",
    }
    return [Row("schedule", raw.get("id"), values)]


def _attribute(holder: str | None) -> Callable[[Raw], list[Row]]:
    def make(raw: Raw) -> list[Row]:
        link = _first(raw, "link_id", "service_id")
        term = _first(raw, "taxonomy_term_id", "taxonomy_id")
        entity = holder or _first(raw, "link_entity", "link_type")
        values = {"link_id": link, "taxonomy_term_id": term, "link_entity": entity}
        values |= _pick(raw, "link_type", "value", "label")
        if raw.get("taxonomy_detail"):
            values["value"] = raw["taxonomy_detail"]
        return [Row("attribute", raw.get("id"), values)]

    return make


def _accessibility(raw: Raw) -> list[Row]:
    values = _pick(raw, "location_id", "details", "url")
    values["description"] = _first(raw, "accessibility", "description")
    return [Row("accessibility", raw.get("id"), values)]


def _payment(raw: Raw) -> list[Row]:
    payment = _first(raw, "payment", "payment_accepted", "payments_accepted")
    values = {
        "service_id": raw.get("service_id"),
        "option": "Payment accepted",
        "amount_description": payment,
    }
    return [Row("cost_option", raw.get("id"), values)]


def _eligibility(raw: Raw) -> list[Row]:
    values: Raw = {
        "eligibility_description": _first(raw, "eligibility", "eligibility_description", "description")
    }
    for field, older in (("minimum_age", "min_age"), ("maximum_age", "max_age")):
        found = _first(raw, field, older)
        if found is not None:
            values[field] = found
    return [Row("service", raw.get("service_id"), values, partial=True)]


def _program_service(raw: Raw) -> list[Row]:
    return [Row("service", raw.get("service_id"), _pick(raw, "program_id"), partial=True)]


def term(raw: Raw) -> list[Row]:
    """A row of the `taxonomies` table of HSDS 1.x and 2.0, which holds terms, and the taxonomy it names."""
    vocabulary = _first(raw, "vocabulary", "taxonomy")
    values = _pick(raw, "code", "description", "parent_id", "language", "term_uri")
    values |= {"name": _first(raw, "name", "term"), "taxonomy": vocabulary}
    if vocabulary is None:
        return [Row("taxonomy_term", raw.get("id"), values)]
    key = raw.get("taxonomy_id") or f"taxonomy/{vocabulary}"
    values["taxonomy_id"] = key
    return [Row("taxonomy", key, {"name": vocabulary}), Row("taxonomy_term", raw.get("id"), values)]


# Tables that say something about services only.
ADDITIONS = frozenset({"eligibility", "program_services"})

_TABLES: dict[str, Callable[[Raw], list[Row]]] = {
    "postal_addresses": _address("postal"),
    "physical_addresses": _address("physical"),
    "regular_schedules": _regular_schedule,
    "holiday_schedules": _holiday_schedule,
    "services_taxonomy": _attribute("service"),
    "service_attributes": _attribute("service"),
    "other_attributes": _attribute(None),
    "accessibility_for_disabilities": _accessibility,
    "payments_accepted": _payment,
    "eligibility": _eligibility,
    "program_services": _program_service,
}


def _languages(id_: str, text: str) -> Iterator[Row]:
    for name in text.replace(";", ",").split(","):
        if name.strip():
            yield Row("language", None, {"phone_id": id_, "name": name.strip()})


def _of_service_at(id_: str, text: str) -> Iterator[Row]:
    for key in keys(text):
        yield Row("service_at_location", f"{id_}@{key}", {"service_id": id_, "location_id": key})


def _of_location_at(id_: str, text: str) -> Iterator[Row]:
    for key in keys(text):
        yield Row("service_at_location", f"{key}@{id_}", {"service_id": key, "location_id": id_})


def _terms(holder: str) -> Callable[[str, str], Iterator[Row]]:
    def make(id_: str, text: str) -> Iterator[Row]:
        for key in keys(text):
            values = {"link_id": id_, "link_entity": holder, "taxonomy_term_id": key}
            yield Row("attribute", f"{id_}/attributes/{key}", values)

    return make


def _required(id_: str, text: str) -> Iterator[Row]:
    yield Row("required_document", f"{id_}/required_documents/1", {"service_id": id_, "document": text})


def _wheelchair(id_: str, text: str) -> Iterator[Row]:
    yield Row("accessibility", f"{id_}/accessibility/1", {"location_id": id_, "description": text})


# Columns that are records of their own: (object, column) -> how to make them of the holder's id and the cell.
ASIDE: dict[tuple[str, str], Callable[[str, str], Iterator[Row]]] = {
    ("phone", "language"): _languages,
    ("phone", "languages"): _languages,
    **{("service", each): _of_service_at for each in ("location_id", "location_ids", "locations")},
    **{("location", each): _of_location_at for each in ("service_id", "service_ids", "services")},
    **{("service", each): _terms("service") for each in ("taxonomy_id", "taxonomy_ids", "taxonomy_term_ids")},
    **{("organization", each): _terms("organization") for each in ("taxonomy_ids", "taxonomy_term_ids")},
    ("service", "required_documents"): _required,
    ("service", "required_document"): _required,
    ("location", "accessibility"): _wheelchair,
    ("location", "accessibility_for_disabilities"): _wheelchair,
}
