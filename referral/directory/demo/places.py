"""The places of one demo organisation: location, address, access and, for a confidential place, its own telephone.

`main: Fier; Rruga e Ullinjve 12` is a place in a town; the mapping form adds what differs: `confidential`, `name`,
`access`, `at` (an exact position), `phone`, `nowhere: true` (a place whose position nobody has measured) and
`virtual: true`. A confidential place is given exactly: hiding it is the importer's work, and needs something to hide.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from referral.directory.demo.country import DemoDataError, Rows, jittered, pair
from referral.directory.exchange.reading.model import Record

ONLINE = "online"


def described(entry: str | Mapping[str, Any]) -> dict[str, Any]:
    """The mapping form of a place."""
    if isinstance(entry, str):
        town, separator, street = entry.partition(";")
        if not separator:
            raise DemoDataError(f"a place is written 'town; street', not {entry!r}")
        return {"town": town.strip(), "street": street.strip()}
    return dict(entry)


def place_records(rows: Rows, key: str, entry: str | Mapping[str, Any]) -> Iterator[Record]:
    place = described(entry)
    if place.get("virtual"):
        yield _virtual(rows, key, place)
        return
    yield _location(rows, key, place)
    yield _address(rows, key, place)
    for feature in place.get("access", ()):
        yield rows.make(
            "accessibility",
            key,
            feature,
            location_id=rows.id("location", key),
            description=rows.country.phrase("access", feature),
            details=feature,
        )
    if place.get("phone"):
        yield rows.make(
            "phone",
            "place",
            key,
            location_id=rows.id("location", key),
            number=rows.country.phone(place["town"], rows.organization, key),
            type="voice",
            description=place["phone"],
        )


def _virtual(rows: Rows, key: str, place: Mapping[str, Any]) -> Record:
    return rows.make(
        "location",
        key,
        location_type="virtual",
        organization_id=rows.id("organization"),
        name=place.get("name"),
        url=f"https://example.org/{rows.organization}/{key}",
    )


def _location(rows: Rows, key: str, place: Mapping[str, Any]) -> Record:
    lat, lon = (None, None) if place.get("nowhere") else _position(rows, key, place)
    name, english = pair(place.get("name", ""))
    return rows.make(
        "location",
        key,
        location_type="physical",
        organization_id=rows.id("organization"),
        name=name or None,
        alternate_name=english,
        transportation=place.get("transport"),
        latitude=lat,
        longitude=lon,
        x_confidential=True if place.get("confidential") else None,
    )


def _position(rows: Rows, key: str, place: Mapping[str, Any]) -> tuple[float, float]:
    if "at" in place:
        return float(place["at"][0]), float(place["at"][1])
    town = rows.country.town(place["town"])
    centre = (float(town["at"][0]), float(town["at"][1]))
    return jittered(centre, rows.organization, key, within_km=float(town.get("spread", 0.7)))


def _address(rows: Rows, key: str, place: Mapping[str, Any]) -> Record:
    town = rows.country.town(place["town"])
    return rows.make(
        "address",
        key,
        location_id=rows.id("location", key),
        address_1=place["street"],
        city=place["town"],
        state_province=town["state"],
        postal_code=str(town["post"]),
        country=rows.country.code,
        address_type="physical",
    )
