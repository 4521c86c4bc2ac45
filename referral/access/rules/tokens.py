"""Tokens of keys and administrators, and the pseudonym that a key's software names."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_LIFE_DAYS = 730

_TOKEN = re.compile(r"(?P<prefix>(?P<kind>rk|ra)_[a-z0-9]{8})_(?P<secret>[A-Za-z0-9_-]{43})")
# No space and no @: neither a name nor a mail address passes for a pseudonym.
_ACTING_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")


class TokenKind(StrEnum):
    """The two kinds of token, told apart by how they begin."""

    KEY = "rk"
    ADMINISTRATOR = "ra"


@dataclass(frozen=True)
class Token:
    """A token taken apart. `prefix` may be shown and logged; `secret` never."""

    kind: TokenKind
    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"{self.prefix}_{self.secret}"


def token_in(header: str) -> Token | None:
    """The token of an Authorization header `Bearer …`, or None where there is none of ours."""
    scheme, _, text = header.partition(" ")
    match = _TOKEN.fullmatch(text.strip()) if scheme.lower() == "bearer" else None
    if match is None:
        return None
    return Token(TokenKind(match["kind"]), match["prefix"], match["secret"])


def is_acting_user(text: str) -> bool:
    """Whether the text can be the stable pseudonym of somebody behind a key."""
    return _ACTING_USER.fullmatch(text) is not None
