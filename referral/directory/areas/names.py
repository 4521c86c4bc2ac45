"""Which region a name means: a code, an id, or a name in any script, with the words that tell its kind around it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from referral.directory.areas import words
from referral.kit.text import fold
from referral.kit.text.terms import tokens

_COUNTRY, _MUNICIPALITY = 0, 3
# Endings of cases and articles that the general stems leave: Tiranës, Tirana; Fierit, Fier; Shqipëria, Shqipëri.
_ENDINGS = ("it", "ut", "es", "et", "ja", "ije", "a", "e", "i", "u", "s", "n")
_SHORTEST = 3
_VOWELS = "aeiou"


class KnownRegion(NamedTuple):
    """A region: its path from the country down, and all by which it is called. Level 0 is a country."""

    path: str
    country: str
    level: int
    code: str
    id: str
    names: tuple[str, ...]


class RegionNames:
    """All regions by what they are called. Immutable after it is built."""

    def __init__(self, regions: Iterable[KnownRegion]) -> None:
        self._by_key: dict[str, set[KnownRegion]] = defaultdict(set)
        self._by_name: dict[str, set[KnownRegion]] = defaultdict(set)
        self._by_words: dict[tuple[str, ...], set[KnownRegion]] = defaultdict(set)
        self._countries: dict[str, str] = {}
        for region in regions:
            self._add(region)

    def _add(self, region: KnownRegion) -> None:
        for key in (region.code.upper(), region.id.upper(), region.path.upper()):
            self._by_key[key].add(region)
        for name in region.names:
            self._by_name[fold(name)].add(region)
            self._by_words[_key(tokens(name))].add(region)
        if region.level == _COUNTRY:
            self._countries[region.country] = region.path

    def path_of_country(self, code: str) -> str:
        """The path of a country, known or not."""
        return self._countries.get(code, f"{code}/")

    def paths(self, text: str, home: Collection[str]) -> tuple[str, ...]:
        """Paths of what a text names, nothing where it names nothing that is known. `home` are the countries of the
        service: the country that `nationwide` means, and whose region is meant among several of one name.
        """
        return (
            self._of_code(text.strip())
            or self._of_name(self._by_name.get(fold(text), ()), home, range(_MUNICIPALITY + 1))
            or self._of_words(tokens(text), home)
        )

    def _of_code(self, text: str) -> tuple[str, ...]:
        # Two small letters are a word rather than a country: `me`, `am`.
        if len(text) == 2 and not text.isupper():
            return ()
        found = self._by_key.get(text.upper(), set())
        return (next(iter(found)).path,) if len(found) == 1 else ()

    def _of_words(self, found: Sequence[str], home: Collection[str]) -> tuple[str, ...]:
        plain = words.fillers() | words.whole()
        telling = [token for token in found if token not in plain]
        if telling and words.world().issuperset(telling):
            return ("",)
        if telling and words.nation().issuperset(telling):
            return tuple(self.path_of_country(code) for code in sorted(home))
        kinds = words.country_kinds() | words.wide_kinds() | words.narrow_kinds()
        name = _key(token for token in telling if token not in kinds)
        return self._of_name(self._by_words.get(name, ()) if name else (), home, _levels(telling))

    @staticmethod
    def _of_name(named: Iterable[KnownRegion], home: Collection[str], levels: range) -> tuple[str, ...]:
        """The one that is meant: of the service's country before others, the widest of a name within a country."""
        fitting = [region for region in named if region.level in levels]
        fitting = [region for region in fitting if region.country in home] or fitting
        widest = min((region.level for region in fitting), default=None)
        paths = {region.path for region in fitting if region.level == widest}
        countries = {region.country for region in fitting}
        return tuple(paths) if len(paths) == 1 and len(countries) == 1 else ()


def _levels(found: Sequence[str]) -> range:
    """Of which levels a region is whose name stands beside these words."""
    if not words.narrow_kinds().isdisjoint(found):
        return range(2, _MUNICIPALITY + 1)
    if not words.wide_kinds().isdisjoint(found):
        return range(1, 3)
    if not words.country_kinds().isdisjoint(found):
        return range(1)
    return range(_MUNICIPALITY + 1)


def _key(found: Iterable[str]) -> tuple[str, ...]:
    """The words of a name in order, without fillers and without the endings of cases."""
    return tuple(_bare(token) for token in found if token not in words.fillers())


def _bare(token: str) -> str:
    """The word without its case: endings go while at least three letters stay, and -er before which no vowel stands
    is -r, as in Dibër and Dibrës.
    """
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= _SHORTEST:
            return _bare(token[: -len(ending)])
    if token.endswith("er") and len(token) > _SHORTEST and token[-3] not in _VOWELS:
        return f"{token[:-2]}r"
    return token
