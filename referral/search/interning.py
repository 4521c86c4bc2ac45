"""Texts that many sites share stand once, under a key that is never used again."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db.bulk import among, bulk_insert


def interned(
    session: Session, table: Any, column: str, texts: Iterable[str]
) -> tuple[dict[str, int], list[int]]:
    """The keys of the texts, and which of the keys are new. Whoever calls holds the lock of the index."""
    digests = {_digest(text): text for text in texts}
    found = session.execute(sa.select(table.digest, table.key).where(among(table.digest, list(digests))))
    known = {str(digest): int(key) for digest, key in found}
    missing = [digest for digest in digests if digest not in known]
    fresh: list[int] = []
    if missing:
        last = session.scalar(sa.select(sa.func.max(table.key))) or 0
        fresh = list(range(last + 1, last + 1 + len(missing)))
        keys = dict(zip(missing, fresh, strict=True))
        rows = [{"key": key, "digest": digest, column: digests[digest]} for digest, key in keys.items()]
        bulk_insert(session, table.__table__, rows)
        known |= keys
    return {text: known[digest] for digest, text in digests.items()}, fresh


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
