"""Whether a public text gives away what is withheld of a confidential place. Pure.

Texts are compared folded (any script, no accents), numbers by their digits. What the organisation says of itself in
public anyway, its office's street or telephone, is no secret.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from referral.kit.text import fold

# Words of streets in the languages of the network, folded: they tell nothing by themselves.
_STREETS = """
    rruga rr rrugica sheshi bulevardi bul lagjja lagja ulica ul trg bulevar put naselje street st str road rd avenue ave
    square lane boulevard blvd calle avenida av pasaje colonia carretera strasse weg platz ulitsa poghots kucha aghmarti
    sokak mahala naselba via rue numri nr no kati pallati hyrja shk floor house building
"""
_GENERIC = frozenset(_STREETS.split())
_SHORTEST_WORD = 5
_SHORTEST_PHONE = 7
_NEAR_DEGREES = 0.01
_NUMBER = re.compile(r"(?<![\w.,])[-+]?\d{1,3}[.,]\d{3,}")
_DIGITS = re.compile(r"\+?\d[\d\s()./-]{5,}\d")
# Links to maps, what3words and plus codes are positions, however they are written.
_MAP = re.compile(
    r"maps\.app\.goo|goo\.gl/maps|google\.[a-z.]+/maps|maps\.google|openstreetmap\.org|osm\.org/|waze\.com|what3words"
    r"|w3w\.co|///\w+\.\w+\.\w+|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is withheld: streets as they are written, postal codes, numbers, addresses of the net, whole sentences.

    `known` holds words that are public anyway: towns, regions, the organisation's own names.
    """

    streets: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    known: frozenset[str] = field(default_factory=frozenset)


def given_away(text: str, secrets: Secrets) -> Iterator[str]:
    """Why the text must not be public, a sentence for each kind of secret that it holds."""
    words = folded_words(text)
    if any(_names_street(words, each, secrets.known) for each in secrets.streets):
        yield "names the street of a confidential place: take it out"
    if any(_stands(words, folded_words(each)) for each in secrets.postal_codes):
        yield "holds the postal code of a confidential place: take it out"
    if any(_same_number(said, each) for said in _DIGITS.findall(text) for each in secrets.phones):
        yield "holds the telephone number of a confidential place: give that of the front gate"
    lowered = text.lower()
    if any(_link(each) in lowered for each in secrets.links):
        yield "holds a website or e-mail address of a confidential place: give that of the front gate"
    folded = " ".join(words)
    if any(" ".join(folded_words(each)) in folded for each in secrets.sentences):
        yield "tells the way to a confidential place: take it out"
    if _MAP.search(text) or _positions(text, secrets.position):
        yield "holds a position of a confidential place: take it out"


@lru_cache(maxsize=4_096)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(re.findall(r"\w+", fold(text)))


def _stands(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    many = len(wanted)
    if not wanted or len("".join(wanted)) < 4:
        return False
    return any(words[start : start + many] == wanted for start in range(len(words) - many + 1))


def _names_street(words: tuple[str, ...], street: str, known: frozenset[str]) -> bool:
    """The street's own words one after the other, whatever stands for "street" between them, in other endings too."""
    own = [each for each in folded_words(street) if _tells(each)]
    text = [each for each in words if _tells(each)]
    if not own or (len(own) == 1 and (len(own[0]) < _SHORTEST_WORD or own[0] in known)):
        # A short word, or the name of a town, is a street's only where it stands with the word for one or a number.
        return bool(own) and _beside_street(words, own[0])
    return any(
        all(_alike(said, each) for said, each in zip(text[start:], own, strict=False))
        for start in range(len(text) - len(own) + 1)
    )


def _tells(word: str) -> bool:
    return not word.isdigit() and word not in _GENERIC and len(word) > 1


def _beside_street(words: tuple[str, ...], name: str) -> bool:
    """ "Rruga Tirana", "Tirana 12"; and not "in Tirana"."""
    for before, after in pairwise(words):
        if (before in _GENERIC and after == name) or (
            before == name and (after.isdigit() or after in _GENERIC)
        ):
            return True
    return False


def _alike(said: str, own: str) -> bool:
    """The same word, or one that differs in its last two letters: names of streets are inflected."""
    if said == own:
        return True
    stem = own[:-2]
    return len(stem) >= _SHORTEST_WORD and said.startswith(stem) and abs(len(said) - len(own)) <= 3


def digits(number: str) -> str:
    """The digits of a telephone number."""
    return re.sub(r"\D", "", number)


def _same_number(said: str, secret: str) -> bool:
    """With or without the country's code."""
    ours, theirs = digits(said)[-8:], digits(secret)[-8:]
    return (
        min(len(ours), len(theirs)) >= _SHORTEST_PHONE
        and ours[-_SHORTEST_PHONE:] == theirs[-_SHORTEST_PHONE:]
    )


def _link(address: str) -> str:
    bare = re.sub(r"^[a-z]+://(www\.)?", "", address.strip().lower())
    return bare.rstrip("/")


def _positions(text: str, position: tuple[float, float] | None) -> bool:
    """A number close to the exact latitude or longitude; of a place whose position nobody gave, any pair of numbers."""
    numbers = [float(each.replace(",", ".")) for each in _NUMBER.findall(text)]
    if position is None:
        return len(numbers) >= 2
    return any(abs(each - exact) < _NEAR_DEGREES for each in numbers for exact in position)


def words_known(texts: Iterable[str | None]) -> frozenset[str]:
    """The folded words of public texts."""
    return frozenset(word for text in texts if text for word in folded_words(text))
