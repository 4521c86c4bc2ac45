"""Full-text search for the directory's own lists: services whose words match, as a SELECT of their ids."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.search.models import SearchSite
from referral.search.sql import dialect
from referral.search.vocabulary import vocabulary
from referral.search.words import words_asked


def services_matching(_session: Session, text: str) -> sa.Select[Any]:
    """Ids of the services that a text finds; of none where it holds no word."""
    statement = sa.select(SearchSite.service_id)
    words = words_asked(text, vocabulary())
    if not words:
        return statement.where(sa.false())
    condition, query = dialect().text_condition(words)
    return statement.where(sa.text(condition).bindparams(words=query))
