"""Which needs a word or phrase means, in any of the languages and scripts, by code, label or synonym. Pure.

Three steps, the first that finds anything answers: the phrase is exactly a code, label or synonym; it is one
but for its endings ("sigurne kuće"); all its telling words stand in one of them ("victims shelter").
Within a step codes and labels come before synonyms, then the order of the taxonomy decides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from referral.directory.needs.term import Need
from referral.kit.text import fold, index_terms, query_terms, tokens

_Found = dict[str, int]
Phrase = TypeVar("Phrase", str, frozenset[str])


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Every code, label and synonym of some needs, folded once. Build it with `WordIndex.of`."""

    needs: tuple[Need, ...]
    exact: dict[str, _Found] = field(default_factory=dict)
    stemmed: dict[str, _Found] = field(default_factory=dict)
    phrases: dict[frozenset[str], _Found] = field(default_factory=dict)

    @classmethod
    def of(cls, needs: Iterable[Need]) -> "WordIndex":
        """The index of these needs, whose order ranks the answers."""
        index = cls(tuple(needs))
        for need in index.needs:
            for rank, phrase in _phrases(need):
                _keep(index.exact, fold(phrase), (need.code, rank))
                _keep(index.stemmed, " ".join(tokens(phrase)), (need.code, rank))
                _keep(index.phrases, frozenset(index_terms(phrase)), (need.code, rank))
        return index

    def find(self, word: str) -> list[Need]:
        """The needs that the word or phrase means, best first; none for a text without letters or digits."""
        folded = fold(word)
        if not folded:
            return []
        found = self.exact.get(folded) or self.stemmed.get(" ".join(tokens(word))) or self._containing(word)
        # sorted is stable: within a rank the order of the taxonomy stays.
        return sorted((need for need in self.needs if need.code in found), key=lambda need: found[need.code])

    def _containing(self, word: str) -> _Found:
        asked = [frozenset(term.alternatives) for term in query_terms(word)]
        found: _Found = {}
        for phrase, codes in self.phrases.items():
            if asked and not any(phrase.isdisjoint(forms) for forms in asked):
                for code, rank in codes.items():
                    found[code] = min(rank, found.get(code, rank))
        return found


def _phrases(need: Need) -> Iterator[tuple[int, str]]:
    yield 0, need.code
    yield from ((0, label) for label in need.labels.values())
    yield from ((1, synonym) for synonyms in need.synonyms.values() for synonym in synonyms)


def _keep(index: dict[Phrase, _Found], phrase: Phrase, entry: tuple[str, int]) -> None:
    code, rank = entry
    found = index.setdefault(phrase, {})
    found[code] = min(rank, found.get(code, rank))
