"""What of a text goes into an index, what a query asks of it, and when the two meet.

Every word gives its folded form and, where it differs, its stem: one to three terms. A query word is met
when any of its forms is among the terms, the last word also when a term starts with it. `meets` is that
rule, written once: whatever a database answers must be equal to it.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from referral.kit.text.endings import without_ending
from referral.kit.text.fillers import FILLERS
from referral.kit.text.fold import fold_word, words
from referral.kit.text.stems import stem_latin

SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a query: any of its forms may equal a term; with `prefix`, a term may start with typed."""

    alternatives: tuple[str, ...]
    prefix: bool

    @property
    def typed(self) -> str:
        """The word as typed, folded."""
        return self.alternatives[0]


@lru_cache(maxsize=1 << 17)
def _forms(word: str) -> tuple[str, ...]:
    """The folded form first, the stem last, each once; nothing for a word that folds to nothing."""
    folded = fold_word(word)
    if not folded:
        return ()
    if word.isascii():
        return _distinct(folded, stem_latin(folded))
    bare = without_ending(word)
    stem = fold_word(bare)
    first = word[0]
    if "\u0531" <= first <= "\u0587":
        # Երևան is Yerevan in its own romanisation and Erevan by way of Russian.
        return _distinct(folded, stem, stem[1:] if stem.startswith("ye") and len(stem) > 4 else stem)
    if first < "\u0530":
        return _distinct(folded, stem_latin(stem))
    return _distinct(folded, stem)


def _distinct(*forms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))


def tokens(text: str) -> list[str]:
    """The words of a text in order, each folded and then stemmed."""
    return [forms[-1] for word in words(text) if (forms := _forms(word))]


def index_terms(text: str) -> list[str]:
    """The distinct terms of a text in order of appearance: folded forms and stems."""
    terms: dict[str, None] = {}
    for word in words(text):
        for form in _forms(word):
            terms[form] = None
    return list(terms)


def query_terms(text: str) -> list[QueryTerm]:
    """What a typed text asks for, each word once; fillers and single letters only where nothing else is."""
    typed = list(dict.fromkeys(forms for word in words(text) if (forms := _forms(word))))
    telling = [
        forms for forms in typed if forms[0] not in FILLERS and (len(forms[0]) > 1 or forms[0].isdigit())
    ]
    asked = telling or typed
    last = len(asked) - 1
    return [
        QueryTerm(forms, prefix=place == last and len(forms[0]) >= SHORTEST_PREFIX)
        for place, forms in enumerate(asked)
    ]


def _met(term: QueryTerm, ordered: list[str], present: frozenset[str]) -> bool:
    if not present.isdisjoint(term.alternatives):
        return True
    if not term.prefix:
        return False
    place = bisect_left(ordered, term.typed)
    return place < len(ordered) and ordered[place].startswith(term.typed)


def meets(document: str, query: str) -> bool:
    """Whether every term of the query is met by the document; a query without terms meets nothing."""
    present = frozenset(index_terms(document))
    ordered = sorted(present)
    asked = query_terms(query)
    return bool(asked) and all(_met(term, ordered, present) for term in asked)
