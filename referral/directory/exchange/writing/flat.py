"""One row a service at a place, for people and their spreadsheets and maps: CSV, XLSX, GeoJSON."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter
from sqlalchemy.orm import Session

from referral.directory.exchange.writing.batches import batches, total, whole_file
from referral.directory.hsds.shapes import SERVICE
from referral.directory.profile import TAXONOMY_ID as PROFILE_ID
from referral.directory.queries.nesting import nested
from referral.directory.rules import Sees
from referral.kit.db.work import unit_of_work

Progress = Callable[[str, int, int | None], None]
COLUMNS = (
    "service_id",
    "service",
    "service_alternate_name",
    "status",
    "organization",
    "needs",
    "description",
    "eligibility",
    "minimum_age",
    "maximum_age",
    "languages",
    "phones",
    "email",
    "url",
    "fees",
    "location",
    "address_1",
    "city",
    "state_province",
    "postal_code",
    "country",
    "latitude",
    "longitude",
)
_ROWS_OF_A_SHEET = 1_048_575
_LONGEST_CELL = 32_767


def rows(session: Session, progress: Progress, sees: Sees) -> Iterator[dict[str, Any]]:
    """A dictionary of COLUMNS for each service at each of its places; once without a place for those that have none."""
    done, services = 0, total(session, "service")
    for batch in batches(session, "service", sees):
        for service in nested(session, "service", batch, SERVICE, sees=sees):
            for at in service.get("service_at_locations") or [{}]:
                yield _row(service, at.get("location", {}))
        done += len(batch)
        progress("exporting", done, services)


def _row(service: dict[str, Any], location: dict[str, Any]) -> dict[str, Any]:
    address = (location.get("addresses") or [{}])[0]
    return {
        "service_id": service["id"],
        "service": service["name"],
        "service_alternate_name": service.get("alternate_name"),
        "status": service["status"],
        "organization": service.get("organization", {}).get("name"),
        "needs": _joined(_terms_named(service)),
        "description": service.get("description"),
        "eligibility": service.get("eligibility_description"),
        "minimum_age": service.get("minimum_age"),
        "maximum_age": service.get("maximum_age"),
        "languages": _joined(each.get("code") or each.get("name") for each in service.get("languages", [])),
        "phones": _joined(each["number"] for each in service.get("phones", [])),
        "email": service.get("email"),
        "url": service.get("url"),
        "fees": service.get("fees") or service.get("fees_description"),
        "location": location.get("name"),
        **{
            name: address.get(name)
            for name in ("address_1", "city", "state_province", "postal_code", "country")
        },
        "latitude": location.get("latitude"),
        "longitude": location.get("longitude"),
    }


def _terms_named(service: dict[str, Any]) -> Iterator[str]:
    """Names of the terms that a service carries; those of our profile say something else than a need."""
    for each in service.get("attributes", []):
        term = each["taxonomy_term"]
        if term.get("taxonomy_detail", {}).get("id") != PROFILE_ID:
            yield term["name"]


def _joined(values: Iterator[Any]) -> str | None:
    return "; ".join(dict.fromkeys(str(value) for value in values if value)) or None


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(" ", "").replace("(", "").replace(")", "").replace("-", "").isdigit()


def write_csv(path: Path, progress: Progress, sees: Sees) -> int:
    """CSV in UTF-8 with a byte-order mark, so that spreadsheets read every script."""
    many = 0
    with (
        unit_of_work(write=False) as session,
        whole_file(path) as file,
        file.open("w", encoding="utf-8-sig", newline="") as out,
    ):
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        for row in rows(session, progress, sees):
            writer.writerow({name: _harmless(value) for name, value in row.items()})
            many += 1
    return many


def write_xlsx(path: Path, progress: Progress, sees: Sees) -> int:
    """A workbook with one sheet, written row by row; a second sheet follows where one is full."""
    many = 0
    with unit_of_work(write=False) as session, whole_file(path) as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(file), options) as book:
            sheet: Any = None
            for many, row in enumerate(rows(session, progress, sees), start=1):
                line = (many - 1) % _ROWS_OF_A_SHEET
                if line == 0:
                    sheet = book.add_worksheet()
                    sheet.write_row(0, 0, COLUMNS)
                    sheet.freeze_panes(1, 0)
                sheet.write_row(line + 1, 0, [_cell(row[name]) for name in COLUMNS])
            if sheet is None:
                book.add_worksheet().write_row(0, 0, COLUMNS)
    return many


def _cell(value: Any) -> Any:
    return value[:_LONGEST_CELL] if isinstance(value, str) else value


def write_geojson(path: Path, progress: Progress, sees: Sees) -> int:
    """GeoJSON (RFC 7946): a point for each service at a place; no geometry where no position is public."""
    many = 0
    with unit_of_work(write=False) as session, whole_file(path) as file, file.open("wb") as out:
        out.write(b'{"type": "FeatureCollection", "features": [')
        for many, row in enumerate(rows(session, progress, sees), start=1):
            out.write((b",\n" if many > 1 else b"\n") + orjson.dumps(_feature(row)))
        out.write(b"\n]}\n")
    return many


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    longitude, latitude = row.pop("longitude"), row.pop("latitude")
    on_earth = (
        longitude is not None and latitude is not None and abs(longitude) <= 180 and abs(latitude) <= 90
    )
    geometry = {"type": "Point", "coordinates": [longitude, latitude]} if on_earth else None
    properties = {name: value for name, value in row.items() if value is not None}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
