"""What the directory's public tables hold that hangs on confidential places, found by its references."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from referral.directory.exchange.revealing import (
    CONTACT,
    FIELDS_OF_ROWS,
    PLACE,
    SERVICE,
    SITE,
    WHOLE_ROWS,
    is_front_gate,
)
from referral.directory.queries.nesting import Row, rows_by


class Ties:
    """Ids of confidential places, services at them and withheld contacts, by the reference that names them.

    An id that is tied to several places belongs to the one of the smallest id, so that each import says the same.
    """

    def __init__(self, places: Iterable[str]) -> None:
        self.by: dict[str, dict[str, str]] = {PLACE: {}, SITE: {}, SERVICE: {}, CONTACT: {}}
        for place in places:
            self.add(PLACE, place, place)

    def add(self, via: str, id_: str, place: str) -> None:
        known = self.by[via]
        known[id_] = min(place, known.get(id_, place))

    def add_site(self, id_: str, service_id: str, place: str) -> None:
        """A service at a confidential place."""
        self.add(SITE, id_, place)
        self.add(SERVICE, service_id, place)

    def of(self, row: Row | dict[str, Any], references: Iterable[str]) -> dict[str, str]:
        """The row's references that lead to what is tied, each with its place."""
        found = {}
        for via in references:
            place = self.by[via].get(row.get(via) or "")
            if place is not None:
                found[via] = place
        return found

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for via, ids in self.by.items():
            for id_, place in sorted(ids.items()):
                yield via, id_, place


def add_held_sites(session: Session, ties: Ties) -> None:
    """Ties the services that the directory holds at these places."""
    for row in rows_by(session, "service_at_location", PLACE, ties.by[PLACE]):
        ties.add_site(row["id"], row["service_id"], row["location_id"])


def held_rows(session: Session, ties: Ties) -> Iterator[tuple[str, Row, str]]:
    """Public rows to be withheld whole: (object, row, place). Ties contacts as they come, for their phones."""
    for name, references in WHOLE_ROWS.items():
        for row, found in _tied(session, name, references, ties):
            if is_front_gate(name, set(found), row.get("organization_id")):
                continue
            place = next(iter(found.values()))
            if name == "contact":
                ties.add(CONTACT, row["id"], place)
            yield name, row, place


def held_fields(session: Session, ties: Ties) -> Iterator[tuple[str, Row, str, tuple[str, ...]]]:
    """Public rows that stay and lose fields: (object, row, place, names of fields)."""
    for name, fields in FIELDS_OF_ROWS.items():
        for row, found in _tied(session, name, tuple(fields), ties):
            for via, place in found.items():
                yield name, row, place, fields[via]


def held_front_gates(session: Session, ties: Ties) -> Iterator[tuple[str, Row]]:
    """Rows of the organisation that name a service at such a place: they stay, without naming it."""
    for name, references in WHOLE_ROWS.items():
        for row, found in _tied(session, name, references, ties):
            if is_front_gate(name, set(found), row.get("organization_id")):
                yield name, row


def _tied(
    session: Session, name: str, references: Iterable[str], ties: Ties
) -> Iterator[tuple[Row, dict[str, str]]]:
    rows: dict[str, Row] = {}
    for via in references:
        rows |= {row["id"]: row for row in rows_by(session, name, via, ties.by[via])}
    for _, row in sorted(rows.items()):
        yield row, ties.of(row, references)


def grouped() -> defaultdict[str, defaultdict[str, list[dict[str, Any]]]]:
    """Withheld rows: place → object → rows."""
    return defaultdict(lambda: defaultdict(list))
