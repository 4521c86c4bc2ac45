"""Which needs a taxonomy term of anybody's taxonomy stands for. Pure."""

from functools import lru_cache

from referral.directory.needs import Need, by_activity, by_open_eligibility
from referral.kit.text import fold, tokens


@lru_cache(maxsize=8_192)
def needs_of_term(name: str) -> tuple[str, ...]:
    """Codes of the needs that a term of this name means exactly; none where that would be a guess."""
    if not name.strip():
        return ()
    named = by_open_eligibility(name)
    # A name that is a need's own means that need, not the special ones which the other taxonomy files under it too.
    found = [each for each in named or by_activity(name) if _says(each, name)]
    found = found or [each for each in named if not each.victims] or named
    return tuple(each.code for each in found)


def _says(need: Need, name: str) -> bool:
    folded, stems = fold(name), tokens(name)
    phrases = [
        *need.labels.values(),
        *(each for words in need.synonyms.values() for each in words),
        need.code,
    ]
    return any(fold(phrase) == folded or tokens(phrase) == stems for phrase in phrases)
