"""How figures follow the index: few services at once before the commit, many marked for the worker."""

from sqlalchemy.orm import Session

from referral.coverage import service
from referral.kit import events
from referral.places.events import RegionsChanged
from referral.search.events import ServicesIndexed

AT_ONCE = 5


def on_services_indexed(session: Session, event: ServicesIndexed) -> None:
    """Reckons or marks what the services touch."""
    pairs = service.services_changed(session, event.service_ids)
    if not pairs:
        return
    if len(event.service_ids) <= AT_ONCE:
        service.reckon_at_once(session, pairs)
    else:
        service.mark(session, pairs)


def on_regions_changed(session: Session, event: RegionsChanged) -> None:
    """The ground is another."""
    service.mark_countries(session, event.countries)


def register() -> None:
    """Called once, by the factory, after those of the search."""
    events.register(ServicesIndexed, on_services_indexed)
    events.register(RegionsChanged, on_regions_changed)
