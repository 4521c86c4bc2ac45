"""One demo service with all that hangs on it, in the fields of HSDS.

Defaults come from the country (languages, hours); what an entry says itself wins. The needs it answers travel as
`x_needs`, codes of the product's own taxonomy, which the importer turns into taxonomy attributes.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from referral.directory.demo.country import LANGUAGES, Rows, demo_id, pair, sentences
from referral.directory.demo.hours import schedules
from referral.directory.demo.places import described
from referral.directory.exchange.reading.model import Record
from referral.directory.profile import term_of_code

CAPACITY_AS_OF = "2026-11-01T08:00:00Z"
ASSURED = "2026-10-15"
_CORNERS = 12
# What the words of `who` mean, as criteria; `takes: {age: 0-12 male}` in an entry adds to them.
_WHO: dict[str, tuple[tuple[str, str], ...]] = {
    "returnee": (("target_group", "returnee"),),
    "woman": (("sex", "female"),),
    "jobless": (("target_group", "unemployed"),),
    "victim": (("target_group", "trafficking_victim_potential"),),
    "violence": (
        ("target_group", "violence_survivor"),
        ("target_group", "dependant_of_victim"),
    ),
    "displaced": (("target_group", "idp"),),
    "roma": (("target_group", "roma_egyptian"),),
}
_AS_WRITTEN = ("status", "wait_time", "alert", "licenses", "accreditations")


def service_records(rows: Rows, entry: Mapping[str, Any], places: Mapping[str, Any]) -> Iterator[Record]:
    key = str(entry["key"])
    yield _service(rows, key, entry)
    for place in entry.get("at", ["main"]):
        yield rows.make(
            "service_at_location",
            key,
            place,
            service_id=rows.id("service", key),
            location_id=rows.id("location", place),
        )
    yield from _schedules(rows, key, entry)
    yield from _languages(rows, key, entry)
    yield from _phone(rows, key, entry, places)
    yield from _terms(rows, key, entry)
    yield from _area(rows, key, entry)
    yield from _capacity(rows, key, entry)
    yield from _said(rows, key, entry)


def _service(rows: Rows, key: str, entry: Mapping[str, Any]) -> Record:
    name, english = pair(entry["name"])
    low, high = entry.get("ages", (None, None))
    program = entry.get("program")
    return rows.make(
        "service",
        key,
        organization_id=rows.id("organization"),
        program_id=demo_id("program", program) if program else None,
        name=name,
        alternate_name=english,
        description=sentences(entry["text"]),
        url=f"https://example.org/{rows.organization}/{key}",
        email=f"{rows.organization}@example.org",
        interpretation_services=entry.get("interpretation"),
        application_process=_phrase(rows, "apply", entry.get("apply")),
        fees_description=_phrase(rows, "fees", entry.get("fee", "free")),
        eligibility_description=_phrase(rows, "who", entry.get("who")),
        minimum_age=low,
        maximum_age=high,
        assured_date=entry.get("assured", ASSURED),
        assurer_email=f"{rows.organization}@example.org",
        **{"status": "active"} | {name: entry[name] for name in _AS_WRITTEN if name in entry},
        last_modified=f"{entry.get('assured', ASSURED)}T09:00:00Z",
        x_needs=list(entry["needs"]),
    )


def _phrase(rows: Rows, group: str, key: str | None) -> str | None:
    return rows.country.phrase(group, key) if key else None


def _schedules(rows: Rows, key: str, entry: Mapping[str, Any]) -> Iterator[Record]:
    """Hours of the service; a mapping place → hours where they differ between its places."""
    hours = entry.get("hours", rows.country.data["hours"])
    for place, text in hours.items() if isinstance(hours, Mapping) else ((None, hours),):
        owner = {"service_id": rows.id("service", key)}
        if place:
            owner = {"service_at_location_id": rows.id("service_at_location", key, place)}
        for number, fields in enumerate(schedules(text, offset=rows.country.offset), start=1):
            yield rows.make("schedule", key, place or "", str(number), **owner, **fields)


def _languages(rows: Rows, key: str, entry: Mapping[str, Any]) -> Iterator[Record]:
    for code in entry.get("languages", rows.country.data["languages"]):
        yield rows.make(
            "language", key, code, service_id=rows.id("service", key), name=LANGUAGES[code], code=code
        )


def _phone(rows: Rows, key: str, entry: Mapping[str, Any], places: Mapping[str, Any]) -> Iterator[Record]:
    """A line of the service's own: where it is said, and where the telephone is the only door."""
    if "phone" not in entry:
        return
    town = described(next(iter(places.values())))["town"]
    yield rows.make(
        "phone",
        "service",
        key,
        service_id=rows.id("service", key),
        number=rows.country.phone(town, rows.organization, "service", key),
        type="voice",
        description=entry["phone"],
    )


def _terms(rows: Rows, key: str, entry: Mapping[str, Any]) -> Iterator[Record]:
    """What it costs, what papers it asks for, who pays for it."""
    service = rows.id("service", key)
    for paper in entry.get("papers", ()):
        document = rows.country.phrase("papers", paper)
        yield rows.make("required_document", key, paper, service_id=service, document=document)
    if "cost" in entry:
        amount, currency, note = entry["cost"]
        yield rows.make(
            "cost_option",
            key,
            service_id=service,
            option=note,
            currency=currency,
            amount=amount,
            amount_description=note,
        )
    if "funding" in entry:
        yield rows.make("funding", key, service_id=service, source=entry["funding"])


def _area(rows: Rows, key: str, entry: Mapping[str, Any]) -> Iterator[Record]:
    """`area: Fier` names it, `area: 25 km` is around its place; `area: [Fier, 25]` draws it: around the town."""
    area = entry.get("area")
    if area is None:
        return
    name, km = area if isinstance(area, list) else (area, None)
    extent = _circle(rows.country.town(name)["at"], float(km)) if km else None
    yield rows.make(
        "service_area",
        key,
        service_id=rows.id("service", key),
        name=rows.country.town(name)["state"] if km else name,
        description=f"{name}, {km} km" if km else None,
        extent=json.dumps(extent) if extent else None,
        extent_type="geojson" if extent else None,
    )


def _circle(centre: list[float], km: float) -> dict[str, Any]:
    """A regular polygon around (lat, lon) as GeoJSON, longitude first, counter-clockwise."""
    lat, lon = centre
    squeeze = math.cos(math.radians(lat))
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS)]
    ring = [
        [round(lon + km * math.cos(t) / (111.2 * squeeze), 5), round(lat + km * math.sin(t) / 111.2, 5)]
        for t in turns
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _capacity(rows: Rows, key: str, entry: Mapping[str, Any]) -> Iterator[Record]:
    """`capacity: [beds, 3, 12]`: three of twelve were free; a fourth value says since when, if not the usual time."""
    if "capacity" not in entry:
        return
    unit, available, maximum, *rest = entry["capacity"]
    yield rows.make(
        "service_capacity",
        key,
        service_id=rows.id("service", key),
        unit_id=demo_id("unit", unit),
        available=available,
        maximum=maximum,
        updated=rest[0] if rest else CAPACITY_AS_OF,
    )


def _said(rows: Rows, key: str, entry: Mapping[str, Any]) -> Iterator[Record]:
    """Whom it takes and how, as attributes of our profile: what `who` means, with the ages that the entry names."""
    said = [*_WHO.get(str(entry.get("who")), ()), *entry.get("takes", {}).items()]
    if "ages" in entry and any(code == "age" for code, _ in said):
        low, high = entry["ages"]
        said.append(("age", f"{low}-{high}"))
    said += [("mode", mode) for mode in entry.get("mode", ())]
    for code, value in said:
        yield rows.make(
            "attribute",
            key,
            code,
            value,
            link_id=rows.id("service", key),
            link_entity="service",
            taxonomy_term_id=term_of_code()[code].id,
            label=term_of_code()[code].name,
            value=value,
        )
