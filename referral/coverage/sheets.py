"""What maps and workbooks need beside the answer: areas, names, and who does what where."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.coverage import answering, reading
from referral.coverage.groups import GROUPS
from referral.coverage.queries import GAPS_LEVEL, public_told
from referral.coverage.sites import admits, countries_of
from referral.coverage.writing.maps import Sheet
from referral.directory.models import table_of
from referral.kit.db.bulk import among
from referral.places.profiles import UnknownCountry
from referral.places.profiles import country as profile_of
from referral.places.queries import public_regions, public_shapes
from referral.search.presence import PublicSite, public_sites

_EPOCH = date(1970, 1, 1)


def answer_of(found: answering.Found) -> dict[str, Any]:
    """The answer as a value."""
    value: dict[str, Any] = orjson.loads(answering.body(found))
    return value


def sheet_of(
    session: Session, found: answering.Found, *, indicator: str, language: str, classes: str = "quantile"
) -> Sheet:
    """What a map or report draws."""
    asked = found.asked
    gaps = orjson.loads(reading.figures(asked.country, GAPS_LEVEL, found.page))
    return Sheet(
        answer=answer_of(found),
        shapes=public_shapes(session, country=asked.country),
        indicator=indicator,
        language=language,
        country_name=_country_name(asked.country, language),
        need_name=asked.need.labels.get(language, asked.need.labels["en"]),
        source=source_of(session, asked.country, asked.level),
        gaps=gaps,
        classes=classes,
    )


def _country_name(code: str, language: str) -> str:
    try:
        names = profile_of(code).names
    except UnknownCountry:
        return code
    return names.get(language) or names.get("en") or code


def source_of(session: Session, country: str, level: int) -> str:
    """Whose regions and populations these are."""
    said: dict[str, None] = {}
    for region in public_regions(session, country=country, level=level):
        said[region.source] = None
        if region.population_source:
            said[region.population_source] = None
    return "; ".join(said)


def who_what_where(session: Session, asked: answering.Question) -> list[list[Any]]:
    """Rows of a 4W table: each public service of the need at each of its places, by organisation and service."""
    sites = [
        row for row in public_sites(session, need_key=asked.need.key) if asked.country in countries_of(row)
    ]
    services = _names(session, "service", {row.service_id for row in sites})
    organizations = _names(session, "organization", {row.organization_id for row in sites})
    told = public_told(session, {row.service_id for row in sites}, 0)
    regions = {region.path: region.name for region in public_regions(session, country=asked.country)}
    rows = []
    for row in sites:
        capacity = told.get(row.service_id)
        admin1, admin2, place = _where(row.region_path, regions)
        rows.append(
            [
                organizations.get(row.organization_id, ""),
                services.get(row.service_id, ""),
                asked.need.code,
                asked.country,
                admin1,
                admin2,
                place,
                _for_whom(row),
                capacity.maximum if capacity else None,
                capacity.available if capacity else None,
                (_EPOCH + timedelta(days=row.verified_on)).isoformat() if row.verified_on else None,
            ]
        )
    return sorted(rows, key=lambda each: (each[0], each[1], each[4] or "", each[6] or ""))


def _names(session: Session, object_: str, ids: set[str]) -> dict[str, str]:
    table = table_of(object_)
    found = session.execute(sa.select(table.c.id, table.c.name).where(among(table.c.id, sorted(ids))))
    return {id_: str(name or "") for id_, name in found}


def _where(path: str | None, regions: Mapping[str, str]) -> tuple[str | None, str | None, str | None]:
    """First and second order region, and the smallest, by name."""
    parts = (path or "").split("/")[:-1]
    names = [regions.get("/".join(parts[: number + 1]) + "/") for number in range(len(parts))]
    padded = [*names[1:3], None, None]
    return padded[0], padded[1], names[-1] if names else None


def _for_whom(row: PublicSite) -> str:
    """The groups that the site turns away are left out; empty where it takes everybody."""
    taken = [group.label for group in GROUPS if admits(row, group)]
    return "" if len(taken) == len(GROUPS) else ", ".join(taken[1:])
