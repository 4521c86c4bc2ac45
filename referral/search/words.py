"""What a typed text asks of the index: words with their other forms, near misses where nothing is so spelled, and the
needs that a word names in any language."""

import re
from bisect import bisect_left
from functools import lru_cache

from referral.kit.text import QueryTerm, fold, query_terms
from referral.kit.text.typos import Vocabulary
from referral.search.documents import words_of_needs
from referral.search.rules import WordAsked

# Arabic writes no short vowels: with one of four consonants changed it is mostly another word, not a slip.
_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_ARABIC_SLIP_FROM = 5


def words_asked(text: str, known: Vocabulary) -> tuple[WordAsked, ...]:
    """The words of a text; none where it holds no letter or digit."""
    exact = {short for word in _ARABIC.findall(text) if len(short := fold(word)) < _ARABIC_SLIP_FROM}
    return tuple(_asked(term, known, exact) for term in query_terms(text))


def _asked(term: QueryTerm, known: Vocabulary, exact: set[str]) -> WordAsked:
    forms = list(term.alternatives)
    prefixes = [term.typed] if term.prefix else []
    stands = any(form in known for form in forms) or (term.prefix and known.has_prefix(term.typed))
    if not stands and term.typed not in exact:
        forms += known.expand(term.typed, prefix=term.prefix)
    needs = dict.fromkeys(need for form in forms for need in words_of_needs().get(form, ()))
    for start in prefixes:
        needs |= dict.fromkeys(_needs_beginning(start))
    return WordAsked(tuple(dict.fromkeys([*forms, *needs])), tuple(prefixes))


@lru_cache(maxsize=1)
def _ordered() -> list[str]:
    return sorted(words_of_needs())


def _needs_beginning(start: str) -> list[str]:
    ordered = _ordered()
    found: dict[str, None] = {}
    place = bisect_left(ordered, start)
    while place < len(ordered) and ordered[place].startswith(start):
        found |= dict.fromkeys(words_of_needs()[ordered[place]])
        place += 1
    return list(found)
