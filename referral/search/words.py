"""What a typed text asks of the index: words with their other forms, near misses where nothing is so spelled, and the
needs that a word names in any language."""

from bisect import bisect_left
from functools import lru_cache

from referral.kit.text import QueryTerm, query_terms
from referral.kit.text.typos import Vocabulary
from referral.search.documents import words_of_needs
from referral.search.rules import WordAsked


def words_asked(text: str, known: Vocabulary) -> tuple[WordAsked, ...]:
    """The words of a text; none where it holds no letter or digit."""
    return tuple(_asked(term, known) for term in query_terms(text))


def _asked(term: QueryTerm, known: Vocabulary) -> WordAsked:
    forms = list(term.alternatives)
    prefixes = [term.typed] if term.prefix else []
    if not any(form in known for form in forms) and not (term.prefix and known.has_prefix(term.typed)):
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
