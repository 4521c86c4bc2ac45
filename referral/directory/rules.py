"""What the directory asks of a question, who may see a listing, and what gives a hidden place away: plain values."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from referral.access.rules import AUDIENCE_ROLES, Scope
from referral.directory.exchange.revealing import (
    OWN_FIELDS,
    PLACE,
    PUBLIC_OF_LOCATION,
    SERVICE,
    SITE,
    WHOLE_ROWS,
)
from referral.directory.giveaways import Secrets, given_away
from referral.kit.identity import Actor, ActorKind


class ListForm(StrEnum):
    """How HSDS lists are answered."""

    JSON = "json"
    NDJSON = "ndjson"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The filters of HSDS list endpoints; they AND together. None means: not asked."""

    search: str | None = None
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None
    parent_id: str | None = None
    top_only: bool = False
    postcode: str | None = None
    proximity_m: float | None = None


@dataclass(frozen=True, slots=True)
class PageWindow:
    """Which rows of an ordered list a page holds, read from the nearer end: (offset, limit, from the end?)."""

    offset: int
    limit: int
    backwards: bool


def page_window(*, page: int, per_page: int, total: int) -> PageWindow | None:
    """The window of a page (from 1), or None where it lies beyond the end.

    A page in the second half is read backwards from the end, so that the last page costs what the first one does.
    """
    start = (page - 1) * per_page
    if start >= total:
        return None
    limit = min(per_page, total - start)
    from_end = total - start - limit
    if from_end < start:
        return PageWindow(from_end, limit, backwards=True)
    return PageWindow(start, limit, backwards=False)


# ---- who may see a listing -----------------------------------------------------------------------------------------

# Whoever stands in one of a listing's words sees it; everybody sees what is `public`, nobody what is for `nobody`.
PUBLIC, NETWORK, HOTLINE, NOBODY = "public", "network", "hotline", "nobody"
AUDIENCES = (PUBLIC, NETWORK, HOTLINE, *(f"role:{role}" for role in AUDIENCE_ROLES))
# The words that an actor stands in. The public stands in none.
Sees = frozenset[str]
THE_PUBLIC: Sees = frozenset()
# For commands of whoever holds the database anyway.
EVERYTHING: Sees = frozenset({"*"})
_ALSO = {"national hotline": HOTLINE, "national hotline only": HOTLINE, "hotline only": HOTLINE}


def sees(actor: Actor) -> Sees:
    """The words that an actor stands in: the network's for its members, keys and administrators, others by what a
    member is and by a key's scopes.
    """
    if actor.kind is ActorKind.ADMINISTRATOR:
        return frozenset({NETWORK})
    if actor.kind is ActorKind.MEMBER:
        return frozenset({NETWORK, *(f"role:{role}" for role in actor.roles if role in AUDIENCE_ROLES)})
    if actor.kind is not ActorKind.KEY or actor.organization_id is None:
        return THE_PUBLIC
    words = {scope.removeprefix("audience:") for scope in actor.scopes if scope.startswith("audience:")}
    if actor.scopes & {Scope.DIRECTORY_READ, Scope.DIRECTORY_WRITE}:
        words.add(NETWORK)
    return frozenset(words & set(AUDIENCES))


def words_of(value: str) -> tuple[list[str], list[str]]:
    """The words of an attribute's value, known and unknown: "network", "role:police, role:justice"."""
    said = [" ".join(each.lower().split()) for each in re.split("[,;]", value)]
    spelled = [_ALSO.get(each, re.sub(r"^role[: ] ?", "role:", each)) for each in said if each]
    known = [each for each in spelled if each in AUDIENCES]
    return known, [each for each in spelled if each not in AUDIENCES] or ([] if known else [value])


def audience_of(values: Iterable[str]) -> str:
    """One text for all that is said of a listing's audience; `public` where nothing is.

    What cannot be read admits nobody, and `public` beside a narrower word says nothing.
    """
    known: set[str] = set()
    said = unknown = False
    for value in values:
        right, wrong = words_of(value)
        said, unknown = True, unknown or bool(wrong)
        known |= set(right)
    if (said and known == {PUBLIC} and not unknown) or not said:
        return PUBLIC
    return _text(known - {PUBLIC})


def narrowed(one: str, other: str) -> str:
    """The audience of what belongs to two listings: who sees both by one word."""
    if PUBLIC in (one, other):
        return other if one == PUBLIC else one
    return _text(set(one.split()) & set(other.split()))


def widened(one: str, other: str) -> str:
    """The audience of what two listings share: who sees either."""
    if PUBLIC in (one, other):
        return PUBLIC
    return _text(set(one.split()) | set(other.split()))


def _text(words: set[str]) -> str:
    return " ".join(sorted(words - {NOBODY})) or NOBODY


# How somebody arrives at a confidential place; where nothing is said, she is fetched.
MEETING_POINT, FETCHED, ADDRESS = "meeting_point", "fetched", "address"
WAYS_TO_ARRIVE = (MEETING_POINT, FETCHED, ADDRESS)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody arrives. `meeting_point` in words; exact (latitude, longitude) and address rows only where the owner
    allows them.
    """

    way: str
    meeting_point: str | None = None
    position: tuple[float, float] | None = None
    addresses: tuple[Mapping[str, Any], ...] = ()


def way_of(said: Iterable[tuple[str, str]]) -> tuple[str, str | None]:
    """The way and the meeting point out of pairs (code, value). The most careful way counts where several are said."""
    values = list(said)
    points = [value for code, value in values if code == "meeting_point"]
    ways = {value for code, value in values if code == "arrival"}
    if FETCHED in ways or (not ways and not points):
        return FETCHED, None
    if MEETING_POINT in ways or not ways:
        return (MEETING_POINT, "; ".join(points)) if points else (FETCHED, None)
    return ADDRESS, "; ".join(points) or None


# ---- what gives a hidden place away --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Revealed:
    """A public field that gives a confidential place away. Never holds what it found."""

    object: str
    id: str
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.object} {self.id}, {self.field}: {self.why}"


# Public rows by object: of a service at a confidential place, and all that is answered with it.
PublicRows = Mapping[str, Sequence[Mapping[str, Any]]]
# Columns that hold no words of people.
_NO_TEXT = frozenset({"id", "folded", "region_path", "country_code", "status", "audience", "location_type"})


def revealing_fields(rows: PublicRows, secrets: Secrets) -> tuple[Revealed, ...]:
    """What must not be public while the place is confidential, each with what would be right; none: it may be
    published.
    """
    found = [*_standing_rows(rows), *_standing_fields(rows), *_telling_texts(rows, secrets)]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.object, each.id, each.field, each.why)))


def _standing_rows(rows: PublicRows) -> Iterator[Revealed]:
    """Addresses, phones, contacts and sites of the place itself. A row of the organisation is the front gate."""
    for name, references in WHOLE_ROWS.items():
        for row in rows.get(name, ()):
            via = [each for each in references if each in (PLACE, SITE, SERVICE) and row.get(each)]
            if via:
                why = "belongs to a confidential place: give the organisation's instead, or a front gate"
                yield Revealed(name, row["id"], via[0], why)


def _standing_fields(rows: PublicRows) -> Iterator[Revealed]:
    fields = {**OWN_FIELDS, "location": ("name", "alternate_name", "description", "transportation", "url")}
    fields["location"] += ("external_identifier", "external_identifier_type")
    for name, columns in fields.items():
        for row in rows.get(name, ()):
            for column in columns:
                if row.get(column) and column not in PUBLIC_OF_LOCATION:
                    yield Revealed(name, row["id"], column, "is said of a confidential place: leave it empty")


def _telling_texts(rows: PublicRows, secrets: Secrets) -> Iterator[Revealed]:
    for name, each in rows.items():
        for row in each:
            for column, value in row.items():
                if isinstance(value, str) and column not in _NO_TEXT and not column.endswith("_id"):
                    yield from (Revealed(name, row["id"], column, why) for why in given_away(value, secrets))
