"""Services at confidential places whose public texts would give them away: found, told, and kept out of the public.

What can be moved safely has been withheld before; what stands in a text written for people only people can take out.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy.orm import Session

from referral.directory.exchange.known_rows import KnownRows
from referral.directory.exchange.marking import known_places
from referral.directory.exchange.private import joined
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.revealing import PLACE, SERVICE, SITE
from referral.directory.exchange.staging import CODES, NAMES, Staging
from referral.directory.exchange.ties import Ties, add_held_sites
from referral.directory.giveaways import Secrets, digits, folded_words, words_known
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import LocationPrivate
from referral.directory.rules import Revealed, revealing_fields

Row = Mapping[str, Any]
Rows = dict[str, list[dict[str, Any]]]
Findings = dict[str, tuple[Revealed, ...]]
# Withheld fields that lead to a place over the net.
_LINKS = {
    "location": ("url",), "service": ("url", "email", "assurer_email"), "contact": ("email",), "url": ("url",),
    "accessibility": ("url",), "schedule": ("schedule_link",),
}  # fmt: skip
_TOWNS = ("city", "region", "state_province", "country")
_SHORTEST_SENTENCE = 12
_REFERRING = {name: {field.name for field in each.references} for name, each in OBJECTS.items()}


def findings(session: Session, staging: Staging | None = None) -> Findings:
    """What reveals a confidential place, by service; while a file is taken in, of what it brings as well."""
    ties = _ties(session, staging)
    services = ties.by[SERVICE]
    if not services:
        return {}
    rows = _Gathered(KnownRows(session, staging), ties)
    withheld = _withheld(session, staging)
    found = {}
    for service in sorted(services):
        places = rows.places_of(service)
        secrets = rows.secrets(service, [withheld[place] for place in places if place in withheld])
        if revealed := revealing_fields(rows.of(service), secrets):
            found[service] = revealed
    return found


def held_back(found: Findings) -> dict[str, set[str]]:
    """Ids by object that nobody may see: the services, and organisations whose own words would give a place away."""
    owners = {each.id for revealed in found.values() for each in revealed if each.object == "organization"}
    return {"service": set(found), "organization": owners}


def hold_back(session: Session, staging: Staging, notes: Notes) -> None:
    """Finds once what a file would reveal, tells it, and notes in the staging file what is held back for it."""
    found = findings(session, staging)
    _tell(found, staging, notes)
    rows = [(CODES[name], id_) for name, ids in held_back(found).items() for id_ in sorted(ids)]
    staging.database.executemany("INSERT INTO held_back VALUES (?, ?)", rows)


def held_back_of(staging: Staging) -> dict[str, set[str]]:
    """What `hold_back` noted."""
    noted: dict[str, set[str]] = defaultdict(set)
    for object_, id_ in staging.query("SELECT object, id FROM held_back"):
        noted[NAMES[object_]].add(id_)
    return noted


def _tell(found: Findings, staging: Staging, notes: Notes) -> None:
    """Warns of each field, at the row that the file has it in; never repeats what it holds."""
    for service, revealed in sorted(found.items()):
        for each in revealed:
            rows = staging.with_ids(each.object, [each.id])
            row = rows[0] if rows else None
            notes.warn(
                file=row.file if row else "directory",
                row=row.line if row else None,
                column=each.field,
                message=f"{each.why}; until then service {service} is not published",
                object=each.object,
            )


def _ties(session: Session, staging: Staging | None) -> Ties:
    ties = Ties(known_places(session))
    add_held_sites(session, ties)
    if staging is not None:
        for via, id_, place in staging.query("SELECT via, id, location_id FROM tied"):
            ties.add(via, id_, place)
    return ties


def _withheld(
    session: Session, staging: Staging | None
) -> dict[str, tuple[Rows, tuple[float, float] | None]]:
    """Withheld rows and the exact (latitude, longitude) of each place."""
    found: dict[str, tuple[Rows, tuple[float, float] | None]] = {}
    for kept in session.query(LocationPrivate):
        found[kept.location_id] = (kept.withheld, _position(kept.latitude, kept.longitude))
    staged = "SELECT location_id, latitude, longitude, payload FROM withheld"
    for place, latitude, longitude, payload in staging.query(staged) if staging is not None else ():
        before, position = found.get(place, ({}, None))
        found[place] = (joined(before, orjson.loads(payload)), _position(latitude, longitude) or position)
    return found


def _position(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


class _Gathered:
    """The public rows of services at confidential places, read object by object."""

    def __init__(self, known: KnownRows, ties: Ties) -> None:
        self.known, self.ties = known, ties
        self.services = {row["id"]: row for row in known.whole("service", "id", ties.by[SERVICE])}
        self.owners = self._by("organization", "id", self._named("organization_id"))
        self.programs = self._by("program", "id", self._named("program_id"))
        self.sites = self._by("service_at_location", SERVICE, self.services)
        self.hanging = {
            name: {
                via: self._by(name, via, ties.by[via]) for via in (SERVICE, SITE, PLACE) if via in references
            }
            for name, references in _REFERRING.items()
            if name != "service_at_location"
        }
        self.locations = self._by("location", "id", ties.by[PLACE])
        self.open_streets = self._open_streets()
        owned = self._named("organization_id")
        self.own = {name: self._by(name, "organization_id", owned) for name in ("phone", "url", "contact")}
        told = {*self.services, *owned, *self._named("program_id"), *ties.by[SITE]}
        self.attributes = self._by("attribute", "link_id", told)

    def _named(self, column: str) -> set[str]:
        return {row[column] for row in self.services.values() if row.get(column)}

    def _by(self, name: str, via: str, values: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.known.whole(name, via, values):
            found[row[via]].append(row)
        return found

    def _open_streets(self) -> dict[str, set[str]]:
        """Streets by organisation that stand at its open places: they are public anyway."""
        owners = self._named("organization_id")
        places = {
            row["id"]: row["organization_id"]
            for row in self.known.whole("location", "organization_id", owners)
            if row["id"] not in self.ties.by[PLACE]
        }
        for sites in self.sites.values():
            for site in sites:
                if site["location_id"] not in self.ties.by[PLACE]:
                    places[site["location_id"]] = self.services[site["service_id"]].get("organization_id")
        found: dict[str, set[str]] = defaultdict(set)
        for address in self.known.whole("address", PLACE, places):
            found[places[address["location_id"]]].add(
                " ".join(folded_words(str(address.get("address_1") or "")))
            )
        return found

    def places_of(self, service: str) -> list[str]:
        """Its confidential places."""
        ids = {site["location_id"] for site in self.sites.get(service, ())} | {self.ties.by[SERVICE][service]}
        return sorted(ids & self.ties.by[PLACE].keys())

    def of(self, service: str) -> Rows:
        """All public rows that are answered with it and are its own or the place's."""
        row = self.services.get(service)
        if row is None:
            return {}
        places = self.places_of(service)
        sites = [each for each in self.sites.get(service, ()) if each["location_id"] in places]
        owner, program = row.get("organization_id") or "", row.get("program_id") or ""
        found: Rows = {"service": [row], "service_at_location": sites}
        found |= {"organization": self.owners.get(owner, []), "program": self.programs.get(program, [])}
        found["location"] = [each for place in places for each in self.locations.get(place, ())]
        for name, by in self.hanging.items():
            keys = {SERVICE: [service], SITE: [each["id"] for each in sites], PLACE: places}
            rows = [each for via, held in by.items() for key in keys[via] for each in held.get(key, ())]
            if rows:
                found[name] = list({each["id"]: each for each in rows}.values())
        told = [service, owner, program, *(each["id"] for each in sites)]
        found["attribute"] = [each for link in told for each in self.attributes.get(link, ())]
        return found

    def secrets(self, service: str, withheld: Iterable[tuple[Rows, tuple[float, float] | None]]) -> Secrets:
        """What is withheld, without what the organisation says of itself in public."""
        kept = list(withheld)
        owner = self.services.get(service, {}).get("organization_id") or ""

        def all_of(name: str, *columns: str) -> list[str]:
            rows = [row for each, _ in kept for row in each.get(name, ())]
            return [str(row[column]) for row in rows for column in columns if row.get(column)]

        public = self._public_of(owner)
        streets = [each for each in all_of("address", "address_1") if not public.shows_street(each)]
        known = [row.get(name) for row in self.owners.get(owner, ()) for name in ("name", "alternate_name")]
        return Secrets(
            streets=tuple(streets),
            postal_codes=tuple(all_of("address", "postal_code")),
            phones=tuple(each for each in all_of("phone", "number") if not public.shows_number(each)),
            links=_links(all_of, public.links),
            sentences=tuple(
                each for each in all_of("location", "transportation") if len(each) >= _SHORTEST_SENTENCE
            ),
            position=next((position for _, position in kept if position is not None), None),
            known=words_known([*all_of("address", *_TOWNS), *known]),
        )

    def _public_of(self, owner: str) -> "_Public":
        rows = [
            *self.owners.get(owner, ()),
            *(row for own in self.own.values() for row in own.get(owner, ())),
        ]
        links = {
            str(row[name]).lower() for row in rows for name in ("website", "email", "url") if row.get(name)
        }
        numbers = {digits(str(row["number"]))[-7:] for row in rows if row.get("number")}
        return _Public(links, numbers, self.open_streets.get(owner, set()))


class _Public:
    """What an organisation says of itself."""

    def __init__(self, links: set[str], numbers: set[str], streets: set[str]) -> None:
        self.links, self._numbers, self._streets = links, numbers, streets

    def shows_street(self, street: str) -> bool:
        return " ".join(folded_words(street)) in self._streets

    def shows_number(self, number: str) -> bool:
        return digits(number)[-7:] in self._numbers


def _links(all_of: Callable[..., list[str]], public: set[str]) -> tuple[str, ...]:
    secret = [each for name, columns in _LINKS.items() for each in all_of(name, *columns)]
    bare = [each.split("://")[-1].removeprefix("www.").rstrip("/").lower() for each in secret]
    return tuple(each for each in bare if len(each) > 4 and not any(each in known for known in public))
