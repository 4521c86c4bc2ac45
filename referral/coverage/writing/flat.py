"""The answer as a flat table: one line a region, one column a figure; people beside presence. Pure."""

import csv
import io
from collections.abc import Mapping
from typing import Any

SUPPRESSED, NOT_PUBLISHED, NO_DATA = "suppressed", "not published", ""
PRESENCE = (
    "code",
    "name",
    "approximate",
    "population",
    "population_source",
    "population_year",
    "services",
    "organizations",
    "sites",
    "capacity",
    "places",
    "services_per_10000",
    "capacity_per_10000",
    "places_per_10000",
    "stale_services",
    "stale_capacity",
    "verified_share",
    "within_10000_m",
    "within_25000_m",
    "within_50000_m",
    "people_beyond_reach",
    "distance_median_m",
    "distance_p90_m",
    "accessibility",
    "accessibility_places",
)
PEOPLE = (
    "referrals_sent",
    "declined_no_capacity",
    "declined_out_of_area",
    "no_answer",
    "median_hours_to_acknowledge",
    "median_hours_to_decide",
    "median_hours_to_serve",
    "median_hours_to_confirm",
)
COLUMNS = (*PRESENCE, *PEOPLE)


def flat_rows(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The regions of an answer by column. A text stands where a count is not shown; None where nobody has told."""
    people = {each["code"]: each for each in answer["people"].get("regions", ())}
    return [{**_presence(row), **_people(people.get(row["code"]))} for row in answer["regions"]]


def _presence(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: row.get(name) for name in PRESENCE}
    found["stale_services"] = row["stale"]["services"]
    found["stale_capacity"] = row["stale"]["capacity"]
    for radius, value in row["within_reach"].items():
        found[f"within_{radius}_m"] = value
    return found


def _people(told: Mapping[str, Any] | None) -> dict[str, Any]:
    if told is None:
        return dict.fromkeys(PEOPLE, NOT_PUBLISHED)
    outcomes, hours = told.get("outcomes", {}), told.get("median_hours", {})
    found = {"referrals_sent": count_or_why(told["sent"])}
    for name in ("declined_no_capacity", "declined_out_of_area", "no_answer"):
        found[name] = count_or_why(outcomes[name]) if name in outcomes else NOT_PUBLISHED
    for step in ("acknowledge", "decide", "serve", "confirm"):
        found[f"median_hours_to_{step}"] = hours.get(step)
    return found


def count_or_why(told: Mapping[str, Any]) -> int | str:
    """The count, or in words why there is none."""
    if told["state"] == "published":
        return int(told["value"])
    return SUPPRESSED if told["state"] == "suppressed" else NOT_PUBLISHED


def safe_text(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def csv_bytes(answer: Mapping[str, Any]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, so that spreadsheets read every script."""
    text = io.StringIO()
    lines = csv.writer(text)
    head = ("country", "need", "target_group", "as_of", "period")
    lines.writerow((*head, *COLUMNS))
    told = [answer["country"], answer["need"], answer["target_group"], answer["as_of"]]
    period = answer["people"].get("period", "")
    for row in flat_rows(answer):
        values = (NO_DATA if row[name] is None else safe_text(row[name]) for name in COLUMNS)
        lines.writerow((*told, period, *values))
    return text.getvalue().encode("utf-8-sig")
