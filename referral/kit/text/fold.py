"""One spelling for a word in any script, so that what is typed finds what is stored.

`fold` promises pure ASCII: words of [a-z0-9] with one space between them. It is idempotent, takes any
string at all and never raises. `words` gives the same words before they are folded, casefolded and
composed: there the endings are read.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from referral.kit.text.letters import spell

# Marks that only colour a letter. Vowel signs of Indic scripts are marks too, but carry sound, so they stay.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_NOT_PLAIN = re.compile("[^a-z0-9]")
_APOSTROPHES = "'’‘‛ʼʻʽʾʿʹˈ′`´՚＇׳"
# d'Armenie and l'Aquila are two words; Kut'aisi, Ma'an and women's are one.
_ELISION = re.compile(r"(?<!\w)([dlnscjmo])'(?=\w)")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
_PLAIN_WORD = re.compile("[a-z0-9]+")


class _Separators(dict[int, str | int | None]):
    """What stays, goes or separates, by code point; worked out once for each, for `str.translate`."""

    def __missing__(self, point: int) -> str | int | None:
        category = unicodedata.category(chr(point))
        kept = category[0] in "LN" or category in ("Mn", "Mc")
        result = point if kept else None if category in ("Cf", "Me", "Cs") else " "
        self[point] = result
        return result


_SEPARATORS = _Separators()
_TO_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))


def _undotted(abbreviation: re.Match[str]) -> str:
    return abbreviation[0].replace(".", "") + " "


def words(text: str) -> list[str]:
    """The words of a text, casefolded and composed, without punctuation, joiners and soft hyphens."""
    if not text.isascii():
        # Before normalising: NFKC makes a space and a mark of some apostrophes.
        text = unicodedata.normalize("NFKC", text.translate(_TO_APOSTROPHE))
        text = unicodedata.normalize("NFKC", text.casefold())
    else:
        text = text.lower().replace("`", "'")
    if "'" in text:
        text = _ELISION.sub(r"\1 ", text).replace("'", "")
    if "." in text:
        text = _DOTTED.sub(_undotted, text)
    if text.isascii():
        return _PLAIN_WORD.findall(text)
    return text.translate(_SEPARATORS).split()


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """One word of `words` as [a-z0-9]*; empty when nothing of it can be spelled."""
    if word.isascii():
        return _NOT_PLAIN.sub("", word)
    spelled = _MARKS.sub("", unicodedata.normalize("NFD", spell(word)))
    return _NOT_PLAIN.sub("", anyascii(spelled).lower())


def fold(text: str) -> str:
    """A word or phrase in its one spelling: Shkodër → shkoder, Ниш → nis, თბილისი → tbilisi."""
    return " ".join(folded for word in words(text) if (folded := fold_word(word)))
