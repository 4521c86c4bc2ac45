"""Whom a service takes, as a mapping read it, becomes attributes with a term of our profile.

A service says it anew with each import: what an earlier one made and this one does not say any more is emptied, or
people would go on being turned away by it. Attributes of other origin are left alone.
"""

from collections.abc import Iterator, Sequence

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.staging import CODES, Staging
from referral.directory.models import table_of
from referral.directory.profile import all_terms, term_of_code
from referral.kit.db.bulk import among
from referral.kit.ids import derived_id

_BATCH = 1_000
_CONDITION = "condition="
Said = dict[str, tuple[str, int | None, list[str]]]


def agreed(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """What two rows of one service say of whom it takes: what only one of them says has to be asked about."""
    common = [each for each in first if each in second]
    others = [each for each in (*first, *second) if each not in common]
    return common + [
        each if each.startswith(_CONDITION) else f"{_CONDITION}{each.replace('=', ': ', 1)}"
        for each in dict.fromkeys(others)
    ]


def add_criteria(staging: Staging, session: Session) -> None:
    """Attributes for the criteria that rows of services carry as `x_criteria`; reads what the directory has of them."""
    for batch in _batches(staging):
        made: set[str] = set()
        for service_id, (file, line, said) in batch.items():
            for code, _, value in (each.partition("=") for each in said):
                id_ = _attribute_id(service_id, code, value)
                made.add(id_)
                term = term_of_code()[code]
                values = _link(service_id) | {
                    "taxonomy_term_id": term.id,
                    "label": term.name,
                    "value": value,
                }
                staging.add("attribute", id_, values, file=file, line=line)
        for id_, service_id in _of_earlier_imports(session, list(batch)):
            if id_ not in made:
                file, line, _ = batch[service_id]
                staging.add("attribute", id_, _link(service_id) | {"value": None}, file=file, line=line)
    staging.flush()


def _link(service_id: str) -> dict[str, str | None]:
    return {"link_id": service_id, "link_entity": "service"}


def _attribute_id(service_id: str, code: str, value: str) -> str:
    return derived_id("criterion", service_id, code, value)


def _batches(staging: Staging) -> Iterator[Said]:
    after = 0
    statement = """
        SELECT n, id, file, line, payload -> 'x_criteria' FROM staged
        WHERE object = ? AND n > ? AND payload ->> 'x_criteria' IS NOT NULL ORDER BY n LIMIT ?
    """
    while rows := staging.query(statement, (CODES["service"], after, _BATCH)):
        after = rows[-1][0]
        yield {id_: (file, line, orjson.loads(said)) for _, id_, file, line, said in rows}


def _of_earlier_imports(session: Session, service_ids: list[str]) -> Iterator[tuple[str, str]]:
    """(id, service) of attributes that a mapping made and that still say something."""
    attribute, codes = table_of("attribute"), {term.id: term.code for term in all_terms()}
    columns = (attribute.c.id, attribute.c.link_id, attribute.c.taxonomy_term_id, attribute.c.value)
    statement = sa.select(*columns).where(
        among(attribute.c.link_id, service_ids),
        attribute.c.taxonomy_term_id.in_(list(codes)),
        attribute.c.value.is_not(None),
    )
    for id_, link, term, value in session.execute(statement):
        if id_ == _attribute_id(link, codes[term], value):
            yield id_, link
