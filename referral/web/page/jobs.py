"""What the worker does for the pages."""

from sqlalchemy.orm import Session

from referral.kit import jobs
from referral.web.page.drafts import forget_expired
from referral.web.page.once import forget_taken

FORGET = "web.forget"


def forget(session: Session, _payload: jobs.Payload) -> None:
    """Drafts that nobody came back to, and keys of forms."""
    forget_expired(session)
    forget_taken(session)


def register() -> None:
    """Tells the worker."""
    jobs.handle(FORGET, forget)
    jobs.every(FORGET, 3600)
