"""What a password may be: long, and not the account's own name. No rule about kinds of characters (NIST SP 800-63B)."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

SHORTEST = 12
LONGEST = 256
# Of a name or an address, parts so short say nothing.
_TELLING = 4


class Weakness(StrEnum):
    """Why a password is not taken."""

    SHORT = f"Must have at least {SHORTEST} characters."
    LONG = f"Must have at most {LONGEST} characters."
    MONOTONE = "Must not be the same few characters over and over."
    OWN_NAME = "Must not be made from your own name or mail address."


def canonical(password: str) -> str:
    """The same password from every keyboard: compatibility forms are one (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def weakness_of(password: str, *, about: Iterable[str]) -> Weakness | None:
    """Why the password is refused, or None. `about` is what everybody knows of the account: names, address."""
    text = canonical(password)
    if len(text) < SHORTEST:
        return Weakness.SHORT
    if len(text) > LONGEST:
        return Weakness.LONG
    if len(set(text)) < 4:
        return Weakness.MONOTONE
    return Weakness.OWN_NAME if _made_of(text.casefold(), about) else None


def _made_of(text: str, about: Iterable[str]) -> bool:
    """Whether fewer than half the shortest length is left of the password without what is known."""
    words = {
        word
        for each in about
        for word in (each.casefold(), *_words(each.casefold()))
        if len(word) >= _TELLING
    }
    left = text
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left != text and len(left) < SHORTEST // 2


def _words(text: str) -> list[str]:
    return "".join(each if each.isalnum() else " " for each in text).split()
