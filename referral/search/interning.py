"""What many sites share stands once, under a key that is never used again."""

from collections.abc import Iterable, Mapping
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
    keys, new = keys_by_digest(session, table, {digest: {column: text} for digest, text in digests.items()})
    return {text: keys[digest] for digest, text in digests.items()}, [keys[digest] for digest in new]


def keys_by_digest(
    session: Session, table: Any, wanted: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, int], list[str]]:
    """The keys by digest, and which digests are new: their rows are written, with the other columns of each.

    Whoever calls holds the lock of the index.
    """
    found = session.execute(sa.select(table.digest, table.key).where(among(table.digest, list(wanted))))
    keys = {str(digest): int(key) for digest, key in found}
    new = [digest for digest in wanted if digest not in keys]
    if new:
        last = session.scalar(sa.select(sa.func.max(table.key))) or 0
        keys |= {digest: key for key, digest in enumerate(new, start=last + 1)}
        rows = [{"key": keys[digest], "digest": digest, **wanted[digest]} for digest in new]
        bulk_insert(session, table.__table__, rows)
    return keys, new


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
