"""Full-text search for the directory's own lists: services whose words match, as a SELECT of their ids."""

from typing import Any

import sqlalchemy as sa

from referral.directory.rules import NETWORK as THE_NETWORK
from referral.directory.rules import Sees
from referral.search.models import EVERYBODY, NETWORK, Partition
from referral.search.partitions import over, reading
from referral.search.sql import dialect
from referral.search.vocabulary import vocabulary
from referral.search.words import words_asked


def services_matching(text: str, sees: Sees) -> sa.Select[Any]:
    """Ids of the services that a text finds; of none where it holds no word."""
    everybodys = _matching(text, EVERYBODY)
    if THE_NETWORK not in sees:
        return everybodys
    found = sa.union_all(everybodys, _matching(text, NETWORK)).subquery()
    return sa.select(found.c.service_id)


def _matching(text: str, part: Partition) -> sa.Select[Any]:
    statement = sa.select(part.site.c.service_id)
    with reading(part):
        words = words_asked(text, vocabulary())
    if not words:
        return statement.where(sa.false())
    condition, query = dialect().text_condition(words)
    name = f"{part.name}_words"
    condition = over(condition, part.name).replace(":words", f":{name}")
    return statement.where(sa.text(condition).bindparams(**{name: query}))
