"""Serbian between its two scripts, letter by letter: the digraphs lj, nj and dž are one letter each. Pure.

To Latin nothing is lost. To Cyrillic a pair of letters can also be two (injekcija, nadživeti): the stems where it is
are listed. Words that can't be Serbian (addresses of mail and web, letters that Serbian does not have, Roman numbers)
stay as they are.
"""

import re
import unicodedata

_PAIRS = {"lj": "љ", "nj": "њ", "dž": "џ"}
_LATIN = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))
_CYRILLIC = {cyrillic: latin for latin, cyrillic in (_LATIN | _PAIRS).items()}
_LIGATURES = str.maketrans(
    {"Ǆ": "DŽ", "ǅ": "Dž", "ǆ": "dž", "Ǉ": "LJ", "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj"}
)
# Stems in which the two letters are two: the first of them is followed by a mark until the letters are replaced.
_APART = re.compile(
    r"((?:in)(?=jekc|jekt|jicir|jurij)|(?:kon)(?=jug|junk|juk)|(?:van)(?=jezi)|(?:tan)(?=jug)"
    r"|(?:na|po|pre|o)d(?=živ|žnj|žanr|župan))",
    re.IGNORECASE,
)
_PAIR = re.compile("|".join(_PAIRS), re.IGNORECASE)
_MARK = "\u2060"
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"(?<!\w)[IVX]{2,}(?!\w)")
_ADDRESS = re.compile(r"@|://|www\.|\w\.[a-z]{2,}(?:/|\W?$)", re.IGNORECASE)


def to_latin(text: str) -> str:
    """Serbian Cyrillic in Latin letters; everything else stays."""
    made = []
    for place, letter in enumerate(text):
        latin = _CYRILLIC.get(letter.lower())
        if latin is None:
            made.append(letter)
        elif letter.islower():
            made.append(latin)
        else:
            made.append(latin.upper() if len(latin) == 1 or _in_capitals(text, place) else latin.title())
    return "".join(made)


def _in_capitals(text: str, place: int) -> bool:
    """Whether a capital stands among capitals: by the letter behind it, and else by the one before it."""
    behind, before = text[place + 1 : place + 2], text[place - 1 : place] if place else ""
    return behind.isupper() if behind.isalpha() else before.isupper()


def to_cyrillic(text: str) -> str:
    """Serbian Latin in Cyrillic letters; everything else stays."""
    plain = unicodedata.normalize("NFC", text).translate(_LIGATURES)
    return _WORD.sub(lambda found: _word(found[0]), plain)


def _word(word: str) -> str:
    if _ADDRESS.search(word) or _ROMAN.search(word):
        return word
    return _LETTERS.sub(lambda found: _letters(found[0]), word)


def _letters(word: str) -> str:
    if any(letter.lower() not in _LATIN for letter in word):
        return word
    marked = _APART.sub(rf"\1{_MARK}", word)
    marked = _PAIR.sub(lambda found: _cased(found[0], _PAIRS[found[0].lower()]), marked)
    return "".join(_cased(each, _LATIN.get(each.lower(), each)) for each in marked if each != _MARK)


def _cased(like: str, letter: str) -> str:
    return letter.upper() if like[0].isupper() else letter
