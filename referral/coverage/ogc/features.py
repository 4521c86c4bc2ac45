"""Rows as GeoJSON features (RFC 7946): flat properties, the same ones always, null where nothing is said. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import orjson
import shapely

from referral.kit.clock import iso

EPOCH = date(1970, 1, 1)
_OF_SERVICE = ("alternate_name", "description", "status", "url", "email", "alert", "last_modified")
_OF_LOCATION = ("address_1", "city", "state_province", "postal_code", "transportation")
# Degrees: about a centimetre.
_DIGITS = 7


def service_feature(row: Mapping[str, Any]) -> dict[str, Any]:
    """A service at a place, from its public answer and its row."""
    told = orjson.loads(bytes(row["document"]) + b"}")
    service, organization, location = told["service"], told["organization"], told["location"] or {}
    phones = [each["number"] for each in service.get("phones", ()) if each.get("number")]
    path = row["region_path"]
    properties = {
        "service_id": row["service_id"],
        "name": service.get("name"),
        **{name: service.get(name) for name in _OF_SERVICE},
        "organization_id": row["organization_id"],
        "organization": organization.get("name"),
        "needs": service.get("needs", []),
        "languages": service.get("languages", []),
        "phone": phones[0] if phones else None,
        "location_id": row["location_id"],
        "location_name": location.get("name"),
        **{name: location.get(name) for name in _OF_LOCATION},
        "country": path[:2] if path else None,
        "region_path": path,
        "confidential": bool(row["confidential"]),
        "cell_km": row["cell_km"],
        "free_of_charge": None if row["free"] is None else bool(row["free"]),
        "accepts_referrals": None if row["accepts"] is None else bool(row["accepts"]),
        "starts": _day(row["starts"]),
        "ends": _day(row["ends"]),
        "updated": None if row["updated"] is None else iso(row["updated"]),
    }
    geometry = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}


def region_feature(row: Mapping[str, Any]) -> dict[str, Any]:
    """A region with its outline."""
    names = (
        "code",
        "level",
        "parent_id",
        "path",
        "name",
        "names",
        "population",
        "population_source",
        "source",
    )
    properties = {name: row[name] for name in names}
    properties |= {"country": row["country_code"], "approximate": bool(row["approximate"])}
    outline = shapely.from_wkb(bytes(row["wkb"]))
    geometry = orjson.loads(shapely.to_geojson(_rounded(outline)))
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}


def _rounded(shape: Any) -> Any:
    return shapely.transform(shape, lambda degrees: degrees.round(_DIGITS))


def _day(number: int | None) -> str | None:
    return None if number is None else (EPOCH + timedelta(days=number)).isoformat()
