"""Whom a referral is addressed to: the service, its place and organisation, whom it takes and when it is open.

Read from the directory with the eyes of the actor: to whom a listing is not shown, it is not there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from referral.access.queries.reach import answers_referrals
from referral.cases.service.referring import PartyMember
from referral.directory.eligibility import Criteria, Party, PartyAssessment, assess_party
from referral.directory.needs import ancestors
from referral.directory.opening import Hours
from referral.directory.profile import criteria_of, listing_of
from referral.directory.queries.audience import open_to
from referral.directory.queries.nesting import rows_by
from referral.directory.rules import EVERYTHING, Sees
from referral.kit.clock import now
from referral.kit.text import fold
from referral.places.profiles import UnknownCountry, country
from referral.places.queries import public_region, public_regions
from referral.referrals.errors import NoSuchService
from referral.search.hours.patterns import hours_of
from referral.search.index import said_by_services

_LISTED = ("active", "")
# Where nothing says in which zone an organisation works.
_NOWHERE = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A service as a referral needs it. `path` is that of the region of its place; `areas` where it says it serves."""

    service_id: str
    organization_id: str
    active: bool
    accepts: bool
    needs: frozenset[str]
    criteria: Criteria
    country: str | None
    path: str | None
    areas: tuple[str, ...]
    hours: Hours | None
    zone: str

    @property
    def categories(self) -> frozenset[str]:
        """The kinds of organisations that it belongs to, as a consent may name them: the needs that it answers."""
        wider = (each.code for code in self.needs for each in ancestors(code))
        return self.needs.union(wider)

    @property
    def calendar(self) -> dict[str, Any]:
        """In which hours its clocks run."""
        hours = None if self.hours is None else self.hours.to_json()
        return {"zone": self.zone, "country": self.country, "hours": hours}


def addressed(session: Session, service_id: str, at_id: str | None, *, sees: Sees = EVERYTHING) -> Addressed:
    """The service at a place of its own, or at none. Raises `NoSuchService`."""
    service = _one(session, "service", service_id, sees)
    if service is None:
        raise _missing("service_id")
    at = _one(session, "service_at_location", at_id, sees) if at_id is not None else None
    if at_id is not None and (at is None or at["service_id"] != service_id):
        raise _missing("service_at_location_id")
    place = _place(session, service, at)
    said = said_by_services(session, [service_id])
    pairs = said.whom.get(service_id, set())
    listing = listing_of(pairs)
    path = place["region_path"] if place else None
    code = (place["country_code"] if place else None) or (path.split("/", 1)[0] if path else None)
    today = now().date()
    runs = (listing.ends is None or listing.ends >= today) and service["withdrawn_at"] is None
    return Addressed(
        service_id=service_id,
        organization_id=service["organization_id"],
        active=runs and (service["status"] or "") in _LISTED and (at is None or at["withdrawn_at"] is None),
        accepts=listing.accepts_referrals is not False,
        needs=frozenset(said.needs.get(service_id, ())),
        criteria=criteria_of(pairs, minimum_age=service["minimum_age"], maximum_age=service["maximum_age"]),
        country=code,
        path=path,
        areas=_areas(session, service_id, at_id),
        hours=_hours(session, service, at, place, pairs),
        zone=listing.zone or zone_of(code),
    )


def zone_of(code: str | None) -> str:
    """The time zone of a country, or UTC where it is not known."""
    try:
        return country(code).time_zone if code else _NOWHERE
    except UnknownCountry:
        return _NOWHERE


def _missing(field: str) -> NoSuchService:
    message = "There is no such service; right would be the id of a search result."
    return NoSuchService(f"{field}: {message}", errors=[{"in": "body", "field": field, "message": message}])


def _one(session: Session, name: str, id_: str | None, sees: Sees) -> Any:
    if id_ is None:
        return None
    return next(rows_by(session, name, "id", [id_], *open_to(sees, name)), None)


def _place(session: Session, service: Any, at: Any) -> Any:
    """The location of the place, or the first of the service's where none is named."""
    if at is not None:
        return _one(session, "location", at["location_id"], EVERYTHING)
    ats = list(rows_by(session, "service_at_location", "service_id", [service["id"]]))
    return _one(session, "location", ats[0]["location_id"], EVERYTHING) if ats else None


def _areas(session: Session, service_id: str, at_id: str | None) -> tuple[str, ...]:
    rows = list(rows_by(session, "service_area", "service_id", [service_id]))
    if at_id is not None:
        rows += rows_by(session, "service_area", "service_at_location_id", [at_id])
    return tuple(str(row["name"] or row["extent"] or "") for row in rows)


def _hours(
    session: Session, service: Any, at: Any, place: Any, pairs: Iterable[tuple[str, str]]
) -> Hours | None:
    def schedules(column: str, row: Any) -> list[Any]:
        return (
            [] if row is None else [dict(each) for each in rows_by(session, "schedule", column, [row["id"]])]
        )

    location = {"schedules": schedules("location_id", place)}
    site = {"schedules": schedules("service_at_location_id", at), "location": location}
    own = {"schedules": schedules("service_id", service)}
    return hours_of(own, site, place["region_path"] if place else None, listing_of(pairs))


def serves_region(session: Session, to: Addressed, region_id: str | None) -> bool:
    """False only where every area that it names is a region we know, and none of them has to do with this one."""
    region = public_region(session, region_id) if region_id is not None else None
    if region is None or not to.areas:
        return True
    known = public_regions(session, country=region.country_code)
    paths = []
    for area in to.areas:
        named = [each.path for each in known if _is_named(each, area)]
        if not named:
            return True
        paths += named
    return any(region.path.startswith(path) or path.startswith(region.path) for path in paths)


def _is_named(region: Any, text: str) -> bool:
    names = (region.name, *region.names.values(), *region.other_names)
    return text.upper() == region.code.upper() or fold(text) in {fold(str(each)) for each in names}


def assessed(to: Addressed, party: Sequence[PartyMember]) -> PartyAssessment:
    """Whether the service would take them, with the fact behind every criterion."""
    return assess_party(to.criteria, Party(tuple(each.facts.traits() for each in party)))


def can_answer(session: Session, to: Addressed) -> bool:
    """Whether somebody of the organisation takes referrals in here."""
    return to.accepts and answers_referrals(session, to.organization_id)
