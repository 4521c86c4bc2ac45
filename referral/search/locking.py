"""Who writes the index is alone."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.search.models import SearchState


def lock_index(session: Session) -> None:
    """One writer at a time: keys are given in order. (On SQLite a writing transaction is alone anyway.)"""
    statement = sa.select(SearchState.version).where(SearchState.name == "index").with_for_update()
    if session.execute(statement).first() is None:
        session.execute(
            sa.text("INSERT INTO search_state (name, version) VALUES ('index', 0) ON CONFLICT DO NOTHING")
        )
        session.execute(statement)
