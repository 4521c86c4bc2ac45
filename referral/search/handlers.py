"""How the index follows the directory: a small change is indexed before its commit, a large one is marked and caught
up with in batches, by whoever made it or by the worker."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from referral.directory.events import PlacesConcealed, ServicesChanged, ServicesRestricted
from referral.directory.queries.lists import install_text_match
from referral.kit import events
from referral.places.events import RegionsChanged
from referral.search.areas import services_with_areas
from referral.search.index import BATCH, index_services, mark_dirty
from referral.search.matching import services_matching
from referral.search.models import EVERYBODY, NETWORK
from referral.search.sql import dialect
from referral.search.vocabulary import refresh_vocabulary

AT_ONCE = 50


def on_services_changed(session: Session, event: ServicesChanged) -> None:
    """Indexes or marks the services."""
    _follow(session, event.service_ids)


def on_regions_changed(session: Session, _event: RegionsChanged) -> None:
    """A name may mean another region now, or one at last: services that name areas are read anew."""
    _follow(session, services_with_areas(session))


def _follow(session: Session, service_ids: Collection[str]) -> None:
    if len(service_ids) <= AT_ONCE:
        index_services(session, sorted(service_ids))
    else:
        mark_dirty(session, service_ids)


def on_places_concealed(session: Session, event: PlacesConcealed | ServicesRestricted) -> None:
    """Indexes the services at once, however many: exact words and positions must not wait. The vocabulary follows."""
    ordered = sorted(event.service_ids)
    for start in range(0, len(ordered), BATCH):
        index_services(session, ordered[start : start + BATCH])
    for part in (EVERYBODY, NETWORK):
        dialect().forget_deleted(session.connection(), part=part.name)
    refresh_vocabulary(session)


def register() -> None:
    """Called once, by the factory."""
    events.register(ServicesChanged, on_services_changed)
    events.register(PlacesConcealed, on_places_concealed)
    events.register(ServicesRestricted, on_places_concealed)
    events.register(RegionsChanged, on_regions_changed)
    install_text_match(services_matching)
