"""The collections, and what their features can be asked by. Pure."""

from dataclasses import dataclass
from datetime import date

from referral.coverage.ogc.rules.conditions import Condition, Kind, Queryable


@dataclass(frozen=True, slots=True)
class Collection:
    """What the standard wants to know of a collection."""

    id: str
    title: str
    description: str
    queryables: dict[str, Queryable]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which features of a collection, all conditions together. A box is west, south, east, north, and may cross the
    date line; a period is two days, None where open; `after` the key of the last feature of the page before.
    """

    limit: int
    box: tuple[float, float, float, float] | None = None
    period: tuple[date | None, date | None] | None = None
    condition: Condition | None = None
    after: tuple[str, ...] | None = None


def _listed(*queryables: tuple[str, Kind, str]) -> dict[str, Queryable]:
    return {name: Queryable(name, kind, description) for name, kind, description in queryables}


SERVICES = Collection(
    "services",
    "Public services where they are given",
    "One feature for each public service at each of its places that has a position. A place that is kept hidden is "
    "drawn in the middle of a cell, of which cell_km is the size. datetime asks for services that run then.",
    _listed(
        ("geometry", Kind.GEOMETRY, "Where it is given; of a hidden place the middle of its cell"),
        ("name", Kind.TEXT, "The service's name"),
        ("organization", Kind.TEXT, "The organisation's name"),
        ("service_id", Kind.ID, "The service's id"),
        ("organization_id", Kind.ID, "The organisation's id"),
        ("location_id", Kind.ID, "The location's id"),
        ("need", Kind.MEMBERS, "Codes of the needs that it answers, wider ones included (GET /api/v1/needs)"),
        ("language", Kind.MEMBERS, "Codes of the languages spoken"),
        ("country", Kind.TEXT, "ISO 3166-1 code of the country"),
        ("region_path", Kind.TEXT, "Codes of its regions from the country down: LIKE 'AL/AL-11/%'"),
        ("confidential", Kind.TRUTH, "Whether the place is kept hidden"),
        ("cell_km", Kind.NUMBER, "Of a hidden place the size of its cell, kilometres"),
        ("free_of_charge", Kind.TRUTH, "Whether it costs nothing"),
        ("accepts_referrals", Kind.TRUTH, "Whether it takes referrals"),
        ("starts", Kind.DAY, "The day from which it runs"),
        ("ends", Kind.DAY, "The day until which it runs"),
        ("updated", Kind.MOMENT, "When what is said of it was last changed"),
    ),
)
REGIONS = Collection(
    "regions",
    "Regions",
    "Countries and what lies below them, with their outlines; approximate where these were derived from towns.",
    _listed(
        ("geometry", Kind.GEOMETRY, "Its outline"),
        ("code", Kind.TEXT, "Its code, ISO 3166-2 where there is one"),
        ("name", Kind.TEXT, "Its name"),
        ("country", Kind.TEXT, "ISO 3166-1 code of the country"),
        ("level", Kind.NUMBER, "0 country, 1 admin-1, 2 admin-2, 3 municipality"),
        ("parent_id", Kind.ID, "The id of the region above"),
        ("path", Kind.TEXT, "Codes from the country down, with slashes behind them"),
        ("population", Kind.NUMBER, "Inhabitants"),
        ("approximate", Kind.TRUTH, "Whether the outline was derived from towns"),
        ("source", Kind.TEXT, "Where the outline is from"),
    ),
)
COLLECTIONS = {each.id: each for each in (SERVICES, REGIONS)}
