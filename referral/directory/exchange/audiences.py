"""Audiences in the database: made narrower before anything of a file is written, exact when it has been."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.events import ServicesChanged, ServicesRestricted
from referral.directory.exchange.holding_back import findings, held_back, held_back_of
from referral.directory.exchange.known_rows import KnownRows
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.settling import Audiences, settled
from referral.directory.exchange.staging import CODES, Staging
from referral.directory.exchange.touching import touched_services
from referral.directory.models import Restricted, table_of
from referral.directory.profile import AUDIENCE, term_of_code
from referral.directory.queries.nesting import rows_by
from referral.directory.rules import AUDIENCES, PUBLIC, narrowed, words_of
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.bulk import among, bulk_insert

Key = tuple[str, str]


def narrow_audiences(session: Session, staging: Staging) -> None:
    """Before a file is applied: what it restricts is restricted first, also rows that are still to come."""
    wanted = _flat(settled(KnownRows(session, staging), held_back_of(staging)))
    if wanted:
        present = _present(session)
        wanted = {key: narrowed(audience, present.get(key, PUBLIC)) for key, audience in wanted.items()}
        _write(session, present, {**present, **wanted})


def settle_audiences(session: Session) -> None:
    """What is restricted is what listings say now, and what would give a confidential place away."""
    wanted = _flat(settled(KnownRows(session), held_back(findings(session))))
    _write(session, _present(session), wanted)


def audiences_of(session: Session, service_ids: Iterable[str]) -> dict[str, str]:
    """Audiences of those of the services that are restricted, whether they are there already or still to come."""
    statement = sa.select(Restricted.id, Restricted.audience).where(
        Restricted.object == "service", among(Restricted.__table__.c.id, sorted(service_ids))
    )
    return {row.id: row.audience for row in session.execute(statement)}


def tell_unknown(staging: Staging, notes: Notes) -> None:
    """Warns of audiences that nobody can read: such a listing is for nobody, until it is put right."""
    rows = staging.each(
        """
        SELECT file, line, payload ->> 'value' FROM staged
        WHERE object = ? AND payload ->> 'taxonomy_term_id' = ?
        """,
        (CODES["attribute"], term_of_code()[AUDIENCE].id),
    )
    for file, line, value in rows:
        for unknown in words_of(str(value or ""))[1]:
            notes.warn(
                file=file,
                row=line,
                column="value",
                value=unknown,
                message=f"no such audience: the listing is shown to nobody; right would be {', '.join(AUDIENCES)}",
                object="attribute",
            )


def _flat(audiences: Audiences) -> dict[Key, str]:
    return {(name, id_): audience for name, ids in audiences.items() for id_, audience in ids.items()}


def _present(session: Session) -> dict[Key, str]:
    return {(row.object, row.id): row.audience for row in session.scalars(sa.select(Restricted))}


def _write(session: Session, present: Mapping[Key, str], wanted: Mapping[Key, str]) -> None:
    """Makes the table what is wanted, and the column of the services; tells whose answers are others now."""
    changed = {key for key in present.keys() | wanted.keys() if present.get(key) != wanted.get(key)}
    if not changed:
        return
    by_object: dict[str, list[str]] = defaultdict(list)
    for name, id_ in sorted(changed):
        by_object[name].append(id_)
    for name, ids in by_object.items():
        table = Restricted.__table__
        session.execute(sa.delete(Restricted).where(Restricted.object == name, among(table.c.id, ids)))
        rows = [
            {"object": name, "id": id_, "audience": wanted[name, id_]} for id_ in ids if (name, id_) in wanted
        ]
        bulk_insert(session, table, rows)  # type: ignore[arg-type]
    _change_services(session, {id_: wanted.get(("service", id_), PUBLIC) for id_ in by_object["service"]})
    _tell(session, by_object, narrower={key for key in changed if key in wanted})


def _change_services(session: Session, audiences: Mapping[str, str]) -> None:
    """The time of the change goes with it, so that who asks what is new since then hears of it."""
    table, moment = table_of("service"), now()
    for id_, audience in audiences.items():
        values: dict[str, Any] = {"audience": audience, "modified_at": moment, "version": table.c.version + 1}
        session.execute(
            sa.update(table).where(table.c.id == id_, table.c.audience != audience).values(values)
        )


def _tell(session: Session, by_object: Mapping[str, list[str]], narrower: set[Key]) -> None:
    touched: set[str] = set()
    restricted: set[str] = set()
    for name, ids in by_object.items():
        rows = list(rows_by(session, name, "id", ids))
        touched |= touched_services(session, name, rows)
        restricted |= touched_services(session, name, [row for row in rows if (name, row["id"]) in narrower])
    if touched:
        events.emit(session, ServicesChanged(frozenset(touched)))
    if restricted:
        events.emit(session, ServicesRestricted(frozenset(restricted)))
