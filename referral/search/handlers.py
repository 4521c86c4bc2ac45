"""How the index follows the directory: a small change is indexed before its commit, a large one is marked and caught
up with in batches, by whoever made it or by the worker."""

from sqlalchemy.orm import Session

from referral.directory.events import ServicesChanged
from referral.directory.queries.lists import install_text_match
from referral.kit import events
from referral.search.index import index_services, mark_dirty
from referral.search.matching import services_matching

AT_ONCE = 50


def on_services_changed(session: Session, event: ServicesChanged) -> None:
    """Indexes or marks the services."""
    if len(event.service_ids) <= AT_ONCE:
        index_services(session, sorted(event.service_ids))
    else:
        mark_dirty(session, event.service_ids)


def register() -> None:
    """Called once, by the factory."""
    events.register(ServicesChanged, on_services_changed)
    install_text_match(services_matching)
