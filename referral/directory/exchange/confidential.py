"""What is exact of confidential places is taken out of the staged rows before anything public can be written.

`marking` says which places these are, `revealing` what gives them away. The rows go to the staging file's `withheld`,
by place; the place itself keeps its kind, its organisation and the centre of a cell.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy.orm import Session

from referral.directory.exchange import marker
from referral.directory.exchange.comparing import stored
from referral.directory.exchange.marking import confidential_places
from referral.directory.exchange.positions import hide_positions
from referral.directory.exchange.private import withheld_ids
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.revealing import (
    CONTACT,
    FIELDS_OF_ROWS,
    FOLLOWERS,
    OWN_FIELDS,
    PLACE,
    SERVICE,
    SITE,
    WHOLE_ROWS,
    is_front_gate,
)
from referral.directory.exchange.staging import CODES, Staged, Staging
from referral.directory.exchange.telling import tell_key, tell_what_gives_away
from referral.directory.exchange.ties import Ties, add_held_sites, grouped, held_rows

# Withheld rows by place and object.
Withheld = defaultdict[str, defaultdict[str, list[dict[str, Any]]]]


def hide_confidential(staging: Staging, session: Session, notes: Notes) -> int:
    """Splits all confidential places; returns of how many something was withheld."""
    places = confidential_places(staging, session, notes)
    if not places:
        return 0
    withheld: Withheld = grouped()
    _tie(staging, session, places)
    for name, references in WHOLE_ROWS.items():
        _withhold_rows(staging, name, references, withheld)
    for name, fields in FIELDS_OF_ROWS.items():
        _withhold_fields(staging, name, fields, withheld)
    _withhold_own_fields(staging, withheld)
    _withhold_followers(staging, withheld)

    def keep(row: Staged) -> None:
        tell_key(row, notes)
        _withhold(withheld, row.id, row)

    exact = hide_positions(staging, session, places, keep)
    for place, rows in withheld.items():
        services = staging.query("SELECT id FROM tied WHERE via = ? AND location_id = ?", (SERVICE, place))
        tell_what_gives_away(staging, rows, [id_ for (id_,) in services], notes)
        position = exact.get(place, (None, None))
        staging.database.execute(
            "INSERT INTO withheld VALUES (?, ?, ?, ?)", (place, *position, orjson.dumps(rows).decode())
        )
    return len(withheld)


def hidden_in(staging: Staging) -> list[tuple[str, str, str]]:
    """What is tied to confidential places of the file and the directory: (reference, id, place)."""
    return [(via, id_, place) for via, id_, place in staging.query("SELECT via, id, location_id FROM tied")]


def _tie(staging: Staging, session: Session, places: set[str]) -> None:
    """Fills `tied`: ids of places, of services at them and of withheld contacts; `gone`: whose followers go too."""
    ties = Ties(places)
    add_held_sites(session, ties)
    for id_, service, place in staging.each(
        "SELECT id, payload ->> 'service_id', payload ->> 'location_id' FROM staged WHERE object = ?",
        (CODES["service_at_location"],),
    ):
        if place in places and service:
            ties.add_site(id_, service, place)
    for twin, of in staging.query("SELECT id, of FROM twin WHERE object = ?", (CODES["service"],)):
        if of in ties.by[SERVICE]:
            ties.add(SERVICE, twin, ties.by[SERVICE][of])
    gone = {row["id"]: place for _, row, place in held_rows(session, ties)}
    for name, id_, place in withheld_ids(session):
        gone[id_] = place
        if name == "contact":
            ties.add(CONTACT, id_, place)
    gone |= ties.by[PLACE] | ties.by[SITE]
    staging.database.executemany("INSERT OR IGNORE INTO tied VALUES (?, ?, ?)", ties)
    staging.database.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?)", sorted(gone.items()))


def _tied_rows(staging: Staging, name: str, references: Iterable[str]) -> list[tuple[Staged, dict[str, str]]]:
    """Staged rows of an object that refer to something tied, with the references and the places that they lead to."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for via in references:
        for n, place in staging.query(
            f"""
            SELECT n, location_id FROM staged CROSS JOIN tied ON via = ? AND tied.id = payload ->> '{via}'
            WHERE object = ?
            """,
            (via, CODES[name]),
        ):
            found[n][via] = place
    return [(staging.row(n), places) for n, places in sorted(found.items())]


def _withhold_rows(staging: Staging, name: str, references: Iterable[str], withheld: Withheld) -> None:
    for row, places in _tied_rows(staging, name, references):
        if is_front_gate(name, set(places), row.values.get("organization_id")):
            row.values[SERVICE] = None
            staging.replace(row)
            continue
        before = staging.query("SELECT location_id FROM gone WHERE id = ?", (row.id,))
        place = before[0][0] if before else next(iter(places.values()))
        _withhold(withheld, place, row)
        staging.drop([row.n])
        staging.database.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (row.id, place))
        if name == "contact":
            staging.database.execute("INSERT OR IGNORE INTO tied VALUES (?, ?, ?)", (CONTACT, row.id, place))


def _withhold(withheld: Withheld, place: str, row: Staged) -> None:
    withheld[place][row.object].append({"id": row.id, **stored(row.object, row.values)})


def _withhold_fields(
    staging: Staging, name: str, fields: dict[str, tuple[str, ...]], withheld: Withheld
) -> None:
    for row, places in _tied_rows(staging, name, fields):
        for via, place in places.items():
            _empty(staging, row, fields[via], place, withheld)
        staging.database.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (row.id, place))


def _withhold_own_fields(staging: Staging, withheld: Withheld) -> None:
    for name, via in (("service", SERVICE), ("service_at_location", SITE)):
        for n, place in staging.query(
            "SELECT n, location_id FROM tied JOIN staged ON object = ? AND staged.id = tied.id WHERE via = ?",
            (CODES[name], via),
        ):
            _empty(staging, staging.row(n), OWN_FIELDS[name], place, withheld)


def _empty(staging: Staging, row: Staged, fields: Iterable[str], place: str, withheld: Withheld) -> None:
    said = {name: row.values[name] for name in fields if row.values.get(name) is not None}
    if said:
        withheld[place][row.object].append({"id": row.id, **stored(row.object, said)})
        row.values.update(dict.fromkeys(said))
        staging.replace(row)


def _withhold_followers(staging: Staging, withheld: Withheld) -> None:
    """Languages of withheld phones; attributes and history of places, services at them and withheld rows."""
    for name, holder in FOLLOWERS.items():
        for n, place in staging.query(
            f"""
            SELECT n, location_id FROM staged CROSS JOIN gone ON gone.id = payload ->> '{holder}'
            WHERE object = ? AND payload ->> 'taxonomy_term_id' IS NOT ?
            """,
            (CODES[name], marker.TERM),
        ):
            row = staging.row(n)
            _withhold(withheld, place, row)
            staging.drop([n])
            staging.database.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (row.id, place))
    for row, place in _history_of_services(staging):
        _withhold(withheld, place, row)
        staging.drop([row.n])


def _history_of_services(staging: Staging) -> list[tuple[Staged, str]]:
    fields = ", ".join(f"'{name}'" for name in OWN_FIELDS["service"])
    found = staging.query(
        f"""
        SELECT n, location_id FROM staged CROSS JOIN tied ON via = ? AND tied.id = payload ->> 'resource_id'
        WHERE object = ? AND payload ->> 'field_name' IN ({fields})
        """,
        (SERVICE, CODES["metadata"]),
    )
    return [(staging.row(n), place) for n, place in found]
