"""Identifiers: time-ordered UUIDs for what we make, derived ones for what others made.

All ids are kept as lower-case text, so that order by id is the same in Python and on both databases.
"""

import os
import re
import time
from uuid import UUID, uuid5

# Fixed for ever: every id derived from somebody else's key depends on it.
DERIVED = UUID("6f0f6d0a-3a53-5c1e-9a53-52d1a1f0c7b4")


_CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits."""
    value = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    value[6] = (value[6] & 0x0F) | 0x70
    value[8] = (value[8] & 0x3F) | 0x80
    return str(UUID(bytes=bytes(value)))


def derived_id(*parts: str) -> str:
    """The same UUID (version 5) for the same parts, whoever asks and whenever."""
    return str(uuid5(DERIVED, "\x1f".join(parts)))


def as_uuid(text: str) -> str | None:
    """The canonical form of a UUID in any usual spelling, or None where the text is none."""
    try:
        if _CANONICAL.fullmatch(text):
            return text  # as nearly all of an import's are, by the million
        return str(UUID(text))
    except (ValueError, AttributeError, TypeError):
        return None
