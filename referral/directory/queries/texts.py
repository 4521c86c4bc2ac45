"""What is said in other languages of nested HSDS objects: read in one SELECT, found at each object by its place.

An original without a language of its own has that of what it is part of: a service that of its organisation, a place
that of the service at it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.hsds.shapes import Branch
from referral.directory.models import table_of
from referral.directory.profile import text_terms
from referral.directory.profile.texts import TRANSLATABLE, Texts
from referral.kit.db.bulk import among
from referral.kit.languages import Wanted

_CHUNK = 2_000
# An object's language is that of the first of these that says one, before that of what it hangs on.
_LENDERS = {"service": ("organization",), "service_at_location": ("service",)}
NOTHING_SAID = Texts()


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a tree: its HSDS name, its JSON, and the language that it has from what it is part of."""

    object: str
    values: dict[str, Any]
    inherited: str | None


def texts_of(
    session: Session, objects: Iterable[Mapping[str, Any]], name: str, branches: tuple[Branch, ...]
) -> dict[str, Texts]:
    """What is said of the texts of these objects and of all that hangs on them, by id of the object."""
    attribute, terms = table_of("attribute"), text_terms()
    carried = attribute.c.taxonomy_term_id.in_(terms)
    if session.execute(sa.select(attribute.c.id).where(carried).limit(1)).first() is None:
        return {}
    entities = {each["id"]: object_ for object_, each in _all(objects, name, branches)}
    found: dict[str, Texts] = {}
    ordered = sorted(entities)
    for start in range(0, len(ordered), _CHUNK):
        statement = (
            sa.select(attribute.c.link_id, attribute.c.taxonomy_term_id, attribute.c.label, attribute.c.value)
            .where(carried, among(attribute.c.link_id, ordered[start : start + _CHUNK]))
            .order_by(attribute.c.id)
        )
        for link, term, label, value in session.execute(statement):
            texts = found.setdefault(link, Texts())
            _take(texts, terms[term], str(label or ""), str(value or ""), entities[link])
    return found


def _take(texts: Texts, code: str, label: str, value: str, entity: str) -> None:
    """What can't be read was told at the import; it stays an attribute and is no translation."""
    try:
        if value:
            texts.add(code, label, value, entity)
    except ValueError:
        return


def _all(
    objects: Iterable[Mapping[str, Any]], name: str, branches: tuple[Branch, ...]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in objects:
        if name in TRANSLATABLE:
            yield name, each
        for branch in branches:
            yield from _all(_below(each, branch), branch.object, branch.branches)


def _below(holder: Mapping[str, Any], branch: Branch) -> Sequence[dict[str, Any]]:
    below = holder.get(branch.key)
    if below is None:
        return ()
    return below if branch.many else [below]


def nodes(
    each: dict[str, Any],
    name: str,
    branches: tuple[Branch, ...],
    said: Mapping[str, Texts],
    inherited: str | None = None,
) -> Iterator[Node]:
    """The object and all that hangs on it, each with the language that it inherits."""
    yield Node(name, each, _lent(each, name, said) or inherited)
    own = language_of(each, name, said) or inherited
    for branch in branches:
        # What something belongs to has no language from it.
        passed = None if branch.key in ("organization", "service") else own
        for child in _below(each, branch):
            yield from nodes(child, branch.object, branch.branches, said, passed)


def language_of(each: Mapping[str, Any], name: str, said: Mapping[str, Texts]) -> str | None:
    """The language that is said of an object's originals, or of what it belongs to."""
    return said.get(each["id"], NOTHING_SAID).whole or _lent(each, name, said)


def _lent(each: Mapping[str, Any], name: str, said: Mapping[str, Texts]) -> str | None:
    for key in _LENDERS.get(name, ()):
        lender = each.get(key)
        if lender is not None and (lent := language_of(lender, key, said)) is not None:
            return lent
    return None


def localize(
    session: Session,
    name: str,
    objects: Sequence[dict[str, Any]],
    branches: tuple[Branch, ...],
    wanted: Wanted,
) -> set[str | None]:
    """Puts the best text into each field that has one; returns the languages of all texts shown, None for unknown."""
    said = texts_of(session, objects, name, branches)
    used: set[str | None] = set()
    for each in objects if said else ():
        for node in nodes(each, name, branches, said):
            texts = said.get(node.values["id"], NOTHING_SAID)
            for field in TRANSLATABLE.get(node.object, ()):
                shown = texts.shown(field, node.values.get(field), node.inherited, wanted)
                if shown.text is not None:
                    node.values[field] = shown.text
                    used.add(shown.language)
    return used
