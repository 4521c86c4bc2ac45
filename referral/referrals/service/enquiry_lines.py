"""An enquiry as it leaves: through the projection of whoever looks, with the services that they may know of."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from referral.kit.clock import iso, now
from referral.kit.identity import Actor
from referral.referrals.models import Enquiry, EnquiryService
from referral.referrals.projection.enquiries import Part, project_enquiry
from referral.referrals.queries import enquiries as queries
from referral.referrals.rules.bands import adult_or_child


def show_enquiry(session: Session, actor: Actor, enquiry_id: str) -> dict[str, Any]:
    """The enquiry as the actor sees it. Raises `NotFound`."""
    return lines_of(session, actor, [queries.enquiry_for(session, actor, enquiry_id)])[0]


def lines_of(session: Session, actor: Actor, found: Sequence[Enquiry]) -> list[dict[str, Any]]:
    """Enquiries as the actor sees them, in the given order."""
    services = queries.services_of(session, actor, [each.id for each in found])
    return [_line(actor, each, services[each.id]) for each in found]


def _line(actor: Actor, enquiry: Enquiry, services: Sequence[EnquiryService]) -> dict[str, Any]:
    asks = enquiry.organization_id == actor.organization_id
    part = Part.ASKER if asks else Part.ASKED
    values = {
        "id": enquiry.id,
        "side": part.value,
        "state": enquiry.state,
        "need": enquiry.need_code,
        "party_size": enquiry.party_size,
        "age_bands": list(enquiry.age_bands),
        "adult_or_child": adult_or_child(frozenset(enquiry.age_bands)),
        "languages": list(enquiry.languages),
        "needed_from": enquiry.needed_from.isoformat() if enquiry.needed_from else None,
        "region": enquiry.region_id,
        "region1": enquiry.region1_id,
        "country": enquiry.country,
        "priority": enquiry.priority,
        "reduced": enquiry.protection and not asks,
        "asker": enquiry.organization_id,
        "author_id": enquiry.author_id,
        "asked_at": iso(enquiry.recorded_at),
        "ends_at": iso(enquiry.ends_at),
        "services": [_service(each, asks=asks) for each in services],
    }
    return project_enquiry(values, part, protection=enquiry.protection)


def _service(row: EnquiryService, *, asks: bool) -> dict[str, Any]:
    """One answer. Who of the service answered is its own business."""
    runs = row.held > 0 and row.held_until is not None and row.held_until > now()
    return {
        "service_id": row.service_id,
        "service_at_location_id": row.service_at_location_id,
        "organization_id": row.organization_id,
        "connected": row.connected,
        "answer": row.answer,
        "places": row.places,
        "held": row.held if runs else 0,
        "held_until": iso(row.held_until) if row.held_until else None,
        "told_by": row.told_by,
        "answered_at": iso(row.answered_at) if row.answered_at else None,
        **({} if asks else {"answered_by": row.answered_by}),
    }
