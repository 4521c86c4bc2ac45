"""The words that a mistyped one may have meant, out of the words that an index holds.

One vocabulary serves every database, so both are asked for the same words. Distance is Damerau-Levenshtein
in its restricted form (optimal string alignment): one slip is allowed from four letters, two from eight.
"""

from bisect import bisect_left
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

ONE_SLIP_FROM = 4
TWO_SLIPS_FROM = 8


def slips_allowed(term: str) -> int:
    """How far a word of this length may be from what was meant; numbers are never guessed at."""
    if len(term) < ONE_SLIP_FROM or not term.isalpha():
        return 0
    return 2 if len(term) >= TWO_SLIPS_FROM else 1


class Vocabulary:
    """The terms of an index with the number of documents that hold each. Immutable after it is built."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self._frequency = dict(terms)
        self._ordered = sorted(self._frequency)
        self._by_length: dict[int, list[str]] = {}
        for term in self._ordered:
            if term.isalpha():
                self._by_length.setdefault(len(term), []).append(term)

    def __len__(self) -> int:
        return len(self._ordered)

    def __contains__(self, term: object) -> bool:
        return term in self._frequency

    def has_prefix(self, start: str) -> bool:
        """Whether any term starts so."""
        place = bisect_left(self._ordered, start)
        return place < len(self._ordered) and self._ordered[place].startswith(start)

    def expand(self, term: str, *, prefix: bool, limit: int = 8) -> list[str]:
        """The terms to look for instead of a folded one.

        `[term]` when it is in the vocabulary or, with `prefix`, when some term starts so: no guess is due.
        Else at most `limit` near terms by distance, then the more frequent, then the alphabet; maybe none.
        """
        if term in self._frequency or (prefix and self.has_prefix(term)):
            return [term]
        slips = slips_allowed(term)
        if not slips:
            return []
        near = sorted(
            (distance, -self._frequency[found], found)
            for found, distance in self._within(term, slips)
            if distance <= 1 or found[0] == term[0]
        )
        return [found for _, _, found in near[:limit]]

    def _within(self, term: str, slips: int) -> list[tuple[str, int]]:
        choices = [
            word
            for length in range(len(term) - slips, len(term) + slips + 1)
            for word in self._by_length.get(length, ())
        ]
        found = process.extract(term, choices, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [(word, int(distance)) for word, distance, _ in found]
