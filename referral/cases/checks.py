"""What `/readyz` and `flask doctor` ask of this room: that erasures hold, and that every key in use is there."""

from collections.abc import Iterable

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from referral.cases.queries import privacy
from referral.cases.service.erasing import not_reapplied
from referral.kit.crypto import KeyFileError, keys
from referral.kit.db.health import Finding, ok, register_check, warning, wrong
from referral.kit.db.work import unit_of_work


def erasures_hold() -> bool:
    """Whether nobody of the ledger has a key again. A ledger that can't be read is no answer, and so no."""
    try:
        with unit_of_work(write=False) as session:
            return not not_reapplied(session)
    except KeyFileError:
        return False


def check(connection: Connection) -> Iterable[Finding]:
    """Findings for `flask doctor`."""
    session = Session(connection)
    yield _erasures(session)
    yield from _keys(session)


def _erasures(session: Session) -> Finding:
    try:
        back = not_reapplied(session)
    except KeyFileError as error:
        return wrong("erasures", str(error), "restore the ledger from its copy, or set ERASURE_LEDGER")
    if back:
        says = f"{len(back)} people who were erased are in the database again"
        return wrong("erasures", says, "run flask keys reapply-erasures")
    return ok("erasures", "nobody who was erased is in the database")


def _keys(session: Session) -> Iterable[Finding]:
    try:
        ring = keys.ring()
    except KeyFileError as error:
        yield wrong("keys", str(error), "set KEYS_FILE or KEYS to the keys of this database")
        return
    for key_id, count in privacy.keys_by_version(session).items():
        if key_id not in ring.roots:
            says = f"'{key_id}' is missing: what {count} data keys seal cannot be read"
            yield wrong("keys", says, "put it back from the backup of the keys")
        elif key_id != ring.current:
            yield warning("keys", f"{count} data keys still need '{key_id}'", "run flask keys rotate")
    yield ok("keys", f"'{ring.current}' is written with")


def register() -> None:
    """Called once, by the factory."""
    register_check("cases", check)
