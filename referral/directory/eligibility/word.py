"""A word of a fixed list: a code for files, a bit for index columns, English for people.

A bit is never renumbered and never given to another word; a new word takes the next free one of its list.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Self, TypeVar


class Word(StrEnum):
    """Its value is the code in lower-case ASCII; `label` stands in forms, `phrase` within a sentence."""

    bit: int
    label: str
    phrase: str

    def __new__(cls, code: str, bit: int, label: str, phrase: str) -> Self:
        """Written as a tuple: code, bit, label, phrase."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.bit, member.label, member.phrase = bit, label, phrase
        return member


W = TypeVar("W", bound=Word)


def word_of(kind: type[W], text: str) -> W:
    """The word of that list with this code; case, and hyphens or spaces for underscores, do not matter.

    ValueError, with a sentence that quotes the text and names the nearest codes or all, where there is none.
    """
    codes = {each.value: each for each in kind}
    code = text.strip().lower().replace("-", "_").replace(" ", "_")
    if code not in codes:
        near = get_close_matches(code, codes) or list(codes)
        raise ValueError(f"{text!r} is not known; right would be {' or '.join(near)}")
    return codes[code]


def mask(words: Iterable[Word]) -> int:
    """The set as the sum of 2 ** bit; 0 for the empty set."""
    return sum(1 << bit for bit in {each.bit for each in words})


def counted(words: Iterable[W], wider: Mapping[W, frozenset[W]]) -> frozenset[W]:
    """The words and all as which they count by `wider`, in any number of steps."""
    found = frozenset(words)
    more = found.union(*(wider.get(each, frozenset()) for each in found))
    return found if more == found else counted(more, wider)
