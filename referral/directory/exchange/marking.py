"""Which places are confidential, asked of a file's staged rows and of the directory together.

In this order: what is said to be confidential is (a mapping's `confidential`, an attribute with a term of that name,
on the location, a service at it, the tie between the two, or the address); what is said not to be is not; services
whose needs are shelter and victims of trafficking or violence are. What the directory holds as confidential stays so,
whatever a file says: opening a place is for a person to decide.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange import marker
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staging
from referral.directory.models import LocationPrivate, table_of
from referral.directory.needs import TAXONOMY_ID, all_needs
from referral.directory.queries.nesting import rows_by
from referral.directory.terms import needs_of_term
from referral.kit.db.bulk import among
from referral.kit.text import fold

_CHUNK = 5_000
# Needs that make a place confidential together: a shelter, and for victims.
_TELLING = frozenset(each.code for each in all_needs() if each.shelter or each.victims)
_SAYS_NO = ("false", "no", "0", "public", "open")
# On a service only the word itself: "confidential counselling" is a way of working, not a hidden house.
_WORD = ("confidential", "confidential location", "confidential address", "confidential place")


@dataclass(slots=True)
class _Said:
    """Ids that are said to be confidential, ids said not to be, and needs by id."""

    yes: set[str] = field(default_factory=set)
    no: set[str] = field(default_factory=set)
    needs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True, slots=True)
class _Site:
    id: str
    service_id: str
    location_id: str


def confidential_places(staging: Staging, session: Session, notes: Notes) -> set[str]:
    """Ids of all confidential locations that the directory holds or the file brings."""
    known = known_places(session)
    said = _said(staging, session)
    sites = _sites(staging, session, said)
    explicit, implied, open_ = _addressed(staging, said.yes), set[str](), set[str]()
    for site in sites:
        ids = (site.id, site.service_id, site.location_id)
        if said.yes & set(ids):
            explicit.add(site.location_id)
        elif _shelters_victims(set().union(*(said.needs.get(i, ()) for i in ids))):
            (open_ if said.no & set(ids) else implied).add(site.location_id)
    explicit |= staged_among(staging, "location", said.yes) | _held(session, "location", said.yes)
    _tell_kept(staging, known & (said.no - explicit), notes)
    hidden = with_twins(staging, known | explicit | (implied - said.no))
    marker.stage_open(staging, session, staged_among(staging, "location", open_ - hidden))
    return hidden


def known_places(session: Session) -> set[str]:
    """Locations that the directory holds as confidential."""
    location = table_of("location")
    marked = session.scalars(sa.select(location.c.id).where(location.c.confidential))
    return set(marked) | set(session.scalars(sa.select(LocationPrivate.location_id)))


def with_twins(staging: Staging, ids: Iterable[str]) -> set[str]:
    """The ids, and those of copies that were made of rows with two parents of one kind."""
    found = set(ids)
    return found | {twin for twin, of in staging.query("SELECT id, of FROM twin") if of in found}


def _code(object_: str) -> tuple[int]:
    return (CODES[object_],)


def staged_among(staging: Staging, object_: str, ids: Iterable[str]) -> set[str]:
    """Those of the ids that the file brings an object of."""
    return {id_ for id_ in ids if staging.holds(object_, id_)}


def _said(staging: Staging, session: Session) -> _Said:
    """By mapping keys and by attributes. Kept is only what matters here: a file may hold millions of the rest."""
    said = _Said()
    for id_, confidential, needs in staging.each(
        """
        SELECT id, payload ->> 'x_confidential', payload -> 'x_needs' FROM staged
        WHERE payload ->> 'x_confidential' IS NOT NULL OR payload ->> 'x_needs' IS NOT NULL
        """
    ):
        if confidential is not None:
            (said.yes if confidential else said.no).add(id_)
        if needs and (telling := _TELLING & {str(each) for each in orjson.loads(needs)}):
            said.needs[id_] |= telling
    used = staging.each(
        "SELECT DISTINCT payload ->> 'taxonomy_term_id' FROM staged WHERE object = ?", _code("attribute")
    )
    terms = _terms(staging, session, {term for (term,) in used if term})
    telling_terms = {id_ for id_, names in terms.items() if _tells(names)} | {marker.TERM}
    attributes = staging.each(
        """
        SELECT payload ->> 'link_id', payload ->> 'taxonomy_term_id', payload ->> 'value', payload ->> 'label'
        FROM staged WHERE object = ?
        """,
        _code("attribute"),
    )
    for link, term, value, label in attributes:
        if term not in telling_terms and not _is_sign(str(label or "")):
            continue
        on_service = staging.holds("service", link)
        _take(said, link, terms.get(term, ("", "")), (value, label), on_service=on_service)
        if term == marker.TERM:
            (said.no if fold(str(value or "")) in _SAYS_NO else said.yes).add(link)
    for each in (said.yes, said.no):
        each |= with_twins(staging, each)
    return said


def _is_sign(name: str) -> bool:
    return fold(name).startswith("confidential")


def _tells(names: tuple[str, str]) -> bool:
    """Whether a term says something of confidentiality, of shelter or of victims."""
    return any(_is_sign(name) or _TELLING & set(needs_of_term(name)) for name in names if name)


def _take(said: _Said, link: str, term: tuple[str, str], words: tuple[Any, Any], *, on_service: bool) -> None:
    value, label = (fold(str(word or "")) for word in words)
    names = [fold(each) for each in (*term, label)]
    exact = any(name in _WORD for name in names)
    if exact or (not on_service and any(name.startswith("confidential") for name in names)):
        # Under the heading "Confidential" a term may itself be the answer: "no".
        (said.no if value in _SAYS_NO or names[0] in _SAYS_NO else said.yes).add(link)
    for name in term:
        said.needs[link] |= set(needs_of_term(name))


def _terms(staging: Staging, session: Session, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Name and code of taxonomy terms, of the file or else of the directory."""
    own = {each.id: (each.code, "") for each in all_needs()}
    staged = staging.query(
        "SELECT id, payload ->> 'name', payload ->> 'code' FROM staged WHERE object = ?",
        _code("taxonomy_term"),
    )
    found = {id_: (str(name or ""), str(code or "")) for id_, name, code in staged}
    missing = ids - found.keys() - own.keys()
    for row in rows_by(session, "taxonomy_term", "id", missing):
        found[row["id"]] = (str(row["name"] or ""), str(row["code"] or ""))
    return found | own


def _sites(staging: Staging, session: Session, said: _Said) -> list[_Site]:
    """Services at locations, of the file and the directory, where something is said of one of the three."""
    spoken_of = said.yes | said.no | said.needs.keys()
    sites = {}
    for id_, service, place in staging.each(
        "SELECT id, payload ->> 'service_id', payload ->> 'location_id' FROM staged WHERE object = ?",
        _code("service_at_location"),
    ):
        if service and place and not spoken_of.isdisjoint((id_, service, place)):
            sites[id_] = _Site(id_, service, place)
    for column in ("service_id", "id"):
        for row in rows_by(session, "service_at_location", column, said.yes | said.needs.keys()):
            sites.setdefault(row["id"], _Site(row["id"], row["service_id"], row["location_id"]))
    _add_needs_held(session, {site.service_id for site in sites.values()}, said)
    return list(sites.values())


def _add_needs_held(session: Session, service_ids: set[str], said: _Said) -> None:
    """The needs that the directory holds of these services, whatever the file says of them."""
    attribute, term = table_of("attribute"), table_of("taxonomy_term")
    ordered = sorted(service_ids)
    for start in range(0, len(ordered), _CHUNK):
        statement = (
            sa.select(attribute.c.link_id, term.c.taxonomy_id, term.c.name, term.c.code)
            .join(term, term.c.id == attribute.c.taxonomy_term_id)
            .where(among(attribute.c.link_id, ordered[start : start + _CHUNK]))
        )
        for link, taxonomy, name, code in session.execute(statement):
            own = {code} if taxonomy == TAXONOMY_ID else needs_of_term(str(name or ""))
            said.needs[link] |= {*own, *needs_of_term(str(code or ""))}


def _addressed(staging: Staging, flagged: set[str]) -> set[str]:
    """Places whose address is said to be confidential."""
    if not flagged:
        return set()
    rows = staging.each("SELECT id, payload ->> 'location_id' FROM staged WHERE object = ?", _code("address"))
    return {place for id_, place in rows if id_ in flagged and place}


def _held(session: Session, object_: str, ids: Iterable[str]) -> set[str]:
    return {row["id"] for row in rows_by(session, object_, "id", ids)}


def _shelters_victims(codes: set[str]) -> bool:
    found = [each for each in all_needs() if each.code in codes]
    return any(each.shelter for each in found) and any(each.victims for each in found)


def _tell_kept(staging: Staging, ids: set[str], notes: Notes) -> None:
    for id_ in sorted(ids):
        for row in staging.with_ids("location", [id_]):
            notes.warn(
                file=row.file,
                row=row.line,
                column="confidential",
                message="the directory holds this place as confidential: it stays so until a person opens it",
                object="location",
            )
