"""Codes that people type: 100 random bits, in groups, without letters that are taken for each other.

The alphabet is Crockford's base 32: whoever types O means 0, and I or L means 1; case, spaces and hyphens do not count.
"""

import re
from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 5
# How long an invitation can be open.
MOST_DAYS = 30
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—_.]+")
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_SHORT = re.compile(r"[0-9]{6}")


def written(numbers: Sequence[int]) -> str:
    """Twenty numbers from 0 to 31 as a code in groups of five: `7K2QD-…`."""
    text = "".join(ALPHABET[number] for number in numbers)
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def read(typed: str) -> str | None:
    """The code without its groups, however it was typed, or None where it is none."""
    text = _SEPARATORS.sub("", typed).upper().translate(_READ_AS)
    return text if _CODE.fullmatch(text) else None


def read_short(typed: str) -> str | None:
    """The six digits of an authenticator, or None."""
    text = _SEPARATORS.sub("", typed)
    return text if _SHORT.fullmatch(text) and text.isascii() else None
