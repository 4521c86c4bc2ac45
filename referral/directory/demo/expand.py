"""The demo files of the five programmes, expanded to HSDS records.

`demo_records(folder)` reads every `*.yaml` of the folder and promises: the same records in the same order on every
machine, what is referred to before what refers to it, and ids that depend on the entry's own key only.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from referral.directory.demo.country import (
    Country,
    DemoDataError,
    Rows,
    demo_id,
    pair,
    read_country,
    sentences,
)
from referral.directory.demo.hours import HoursError
from referral.directory.demo.places import ONLINE, described, place_records
from referral.directory.demo.services import service_records
from referral.directory.demo.texts import service_texts, spoken, texts_in_two
from referral.directory.exchange.reading.model import Origin, Record
from referral.directory.hsds.objects import OBJECTS

_OFFICES = ("public", "municipal")
UNITS = ("beds", "places", "families", "grants")
_ORDER = {name: number for number, name in enumerate(OBJECTS)}


def demo_records(folder: Path) -> Iterator[Record]:
    """Every record of the demo files in `folder`, parents first."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise DemoDataError(f"no demo files (*.yaml) in {folder}")
    records = [_unit(number, name) for number, name in enumerate(UNITS, start=1)]
    for path in files:
        records.extend(_country_records(read_country(path)))
    _check_programs(records)
    records.sort(key=lambda record: _ORDER[record.object])
    yield from records


def _check_programs(records: list[Record]) -> None:
    """A programme may stand in another country's file, so this can be asked only when all are read."""
    known = {record.id for record in records if record.object == "program"}
    for record in records:
        if record.object == "service" and record.values.get("program_id") not in {None, *known}:
            raise DemoDataError(
                f"{record.origin.file}: {record.values['name']} is of a programme that no file has"
            )


def _unit(number: int, name: str) -> Record:
    return Record("unit", demo_id("unit", name), {"name": name}, Origin("units", number))


def _country_records(country: Country) -> Iterator[Record]:
    for number, entry in enumerate(country.data["organizations"], start=1):
        yield from _organization_records(Rows(country, entry["key"], number), entry)


def _organization_records(rows: Rows, entry: Mapping[str, Any]) -> Iterator[Record]:
    places = _places(entry)
    yield _organization(rows, entry)
    told = {"name": entry["name"], "description": entry["about"]}
    yield from texts_in_two(rows, "organization", "", told, spoken(rows, entry))
    yield from _front_door(rows, entry, described(next(iter(places.values())))["town"])
    for program in entry.get("programs", ()):
        yield _program(rows, program)
    for key, place in places.items():
        yield from place_records(rows, key, place)
        if not described(place).get("confidential"):
            name = {"name": described(place).get("name") or ""}
            yield from texts_in_two(rows, "location", key, name, spoken(rows, entry))
    for service in entry["services"]:
        _check_places(rows, service, places)
        try:
            located = _own_region(rows, entry, service, places)
            yield from service_records(rows, located, places)
            yield from service_texts(rows, str(service["key"]), service, entry)
        except (HoursError, KeyError) as fault:
            raise DemoDataError(f"{_where(rows, service)}: {fault}") from fault


def _own_region(
    rows: Rows, entry: Mapping[str, Any], service: Mapping[str, Any], places: Mapping[str, Any]
) -> Mapping[str, Any]:
    """A public office serves the region in which it stands, unless the entry says otherwise."""
    if entry.get("status") not in _OFFICES or "area" in service:
        return service
    town = described(next(iter(places.values())))["town"]
    return {**service, "area": rows.country.town(town)["state"]}


def _places(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The organisation's places, with the one on the telephone and the net where a service is only there."""
    places: dict[str, Any] = dict(entry["places"])
    if any(ONLINE in service.get("at", ()) for service in entry["services"]):
        places[ONLINE] = {"virtual": True}
    return places


def _check_places(rows: Rows, service: Mapping[str, Any], places: Mapping[str, Any]) -> None:
    unknown = sorted(set(service.get("at", ["main"])) - set(places))
    if unknown:
        raise DemoDataError(
            f"{_where(rows, service)} is at {', '.join(unknown)}, which is not among its places"
        )


def _where(rows: Rows, service: Mapping[str, Any]) -> str:
    return f"{rows.country.file}: {rows.organization}/{service['key']}"


def _organization(rows: Rows, entry: Mapping[str, Any]) -> Record:
    name, english = pair(entry["name"])
    parent = entry.get("parent")
    return rows.make(
        "organization",
        name=name,
        alternate_name=english,
        description=sentences(entry["about"]),
        email=f"{rows.organization}@example.org",
        website=f"https://example.org/{rows.organization}",
        year_incorporated=entry.get("since"),
        legal_status=entry.get("status"),
        parent_organization_id=demo_id("organization", parent) if parent else None,
    )


def _front_door(rows: Rows, entry: Mapping[str, Any], town: str) -> Iterator[Record]:
    """Whom to ask first: a post without a person's name, the office telephone, and who pays."""
    organization = rows.id("organization")
    title = rows.country.phrase("titles", entry.get("contact", "coordinator"))
    email = f"{rows.organization}@example.org"
    yield rows.make("contact", "front", organization_id=organization, title=title, email=email)
    yield rows.make(
        "phone",
        "front",
        organization_id=organization,
        number=rows.country.phone(town, rows.organization),
        type="voice",
        description=rows.country.phrase("titles", "office"),
    )
    if "funding" in entry:
        yield rows.make("funding", "organization", organization_id=organization, source=entry["funding"])


def _program(rows: Rows, entry: Mapping[str, Any]) -> Record:
    name, english = pair(entry["name"])
    values = {
        "organization_id": rows.id("organization"),
        "name": name,
        "alternate_name": english,
        "description": sentences(entry["text"]),
    }
    return Record("program", demo_id("program", entry["key"]), values, Origin(rows.country.file, rows.number))
