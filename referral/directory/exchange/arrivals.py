"""How somebody arrives at a service is taken out of a file before anything else is done with it: it is never public."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy.orm import Session

from referral.directory.exchange.private import Tally
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staging
from referral.directory.models import ServicePrivate
from referral.directory.profile import ARRIVAL, term_of_code
from referral.directory.rules import WAYS_TO_ARRIVE

Said = list[dict[str, Any]]


def take_arrivals(staging: Staging, notes: Notes) -> None:
    """Moves the attributes from the staged rows to `arrival`; one that hangs on no service is refused."""
    terms = {term_of_code()[code].id: code for code in ARRIVAL}
    marks = ", ".join("?" * len(terms))
    found = staging.query(
        f"SELECT n, payload ->> 'taxonomy_term_id' FROM staged WHERE object = ?"
        f" AND payload ->> 'taxonomy_term_id' IN ({marks}) ORDER BY n",
        (CODES["attribute"], *terms),
    )
    for n, term in found:
        row, code = staging.row(n), terms[term]
        wrong = _wrong(row.values, code)
        if wrong is not None:
            notes.reject(file=row.file, row=row.line, expected=wrong[1], object="attribute", column=wrong[0])
            staging.refuse(n)
            continue
        said = {"id": row.id, "code": code, "value": row.values["value"], "label": row.values.get("label")}
        staging.database.execute(
            "INSERT INTO arrival VALUES (?, ?)", (row.values["link_id"], orjson.dumps(said).decode())
        )
        staging.drop([n])


def _wrong(values: Mapping[str, Any], code: str) -> tuple[str, str] | None:
    """The column that is wrong and what would be right. The value is never quoted."""
    if str(values.get("link_entity") or "").lower() != "service":
        return "link_entity", "service: how somebody arrives is said of a service"
    value = str(values.get("value") or "").strip()
    if code == "arrival" and value not in WAYS_TO_ARRIVE:
        return "value", f"one of {', '.join(WAYS_TO_ARRIVE)}"
    return None if value else ("value", "where she is met, in words")


def count_arrivals(session: Session, staging: Staging, counts: Tally) -> None:
    """Counts them as attributes against what is held; asked before they are written."""
    for service, said in _staged(staging).items():
        held = {each["id"]: each for each in _held(session, service)}
        for each in said:
            present = held.get(each["id"])
            tally = (
                counts.added if present is None else counts.unchanged if present == each else counts.changed
            )
            tally["attribute"] += 1


def write_arrivals(session: Session, staging: Staging) -> None:
    """Keeps them with the services, joined with what was said before."""
    for service, said in _staged(staging).items():
        joined = {each["id"]: each for each in (*_held(session, service), *said)}
        session.merge(ServicePrivate(service_id=service, arrival=list(joined.values())))
    session.flush()


def _held(session: Session, service: str) -> Said:
    kept = session.get(ServicePrivate, service)
    return kept.arrival if kept is not None else []


def _staged(staging: Staging) -> dict[str, Said]:
    rows: Iterable[tuple[str, str]] = staging.query("SELECT service_id, said FROM arrival ORDER BY rowid")
    found: dict[str, Said] = {}
    for service, said in rows:
        found.setdefault(service, []).append(orjson.loads(said))
    return found
