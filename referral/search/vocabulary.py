"""The words that the index holds: written after large changes, read once per version by each process."""

import threading

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db import reader
from referral.kit.db.engine import current
from referral.kit.text.typos import Vocabulary
from referral.search.documents import words_of_needs
from referral.search.models import SearchSpokenCount, SearchState, SearchTerm
from referral.search.sql import dialect

# The name under which it is kept which version of the index the words were taken from.
_OF_INDEX = "vocabulary of index"
_lock = threading.Lock()
_kept: tuple[str, int, Vocabulary] | None = None


def is_stale(session: Session) -> bool:
    """Whether index rows were made since the words were last written."""
    versions = {state.name: state.version for state in session.scalars(sa.select(SearchState))}
    return versions.get("index", 0) != versions.get(_OF_INDEX, 0)


def refresh_vocabulary(session: Session) -> None:
    """Writes the words anew, raises the version and notes of which index they are."""
    session.execute(sa.delete(SearchTerm))
    session.execute(sa.text(f"INSERT INTO search_term (term, documents) {dialect().VOCABULARY}"))
    session.execute(sa.delete(SearchSpokenCount))
    session.execute(
        sa.text(
            "INSERT INTO search_spoken_count (language, need_key, sites)"
            " SELECT language, need_key, count(*) FROM search_spoken GROUP BY language, need_key"
        )
    )
    index = session.get(SearchState, "index")
    words = session.get(SearchState, "vocabulary")
    session.merge(SearchState(name="vocabulary", version=words.version + 1 if words else 1))
    session.merge(SearchState(name=_OF_INDEX, version=index.version if index else 0))


def vocabulary() -> Vocabulary:
    """The words of this version, with those of the needs."""
    global _kept
    rows = reader.fetch("SELECT version FROM search_state WHERE name = 'vocabulary'")
    version = int(rows[0][0]) if rows else 0
    url = current().url
    kept = _kept
    if kept is not None and kept[:2] == (url, version):
        return kept[2]
    with _lock:
        terms = dict.fromkeys(words_of_needs(), 1)
        terms |= dict(reader.fetch("SELECT term, documents FROM search_term"))
        made = Vocabulary((term, count) for term, count in terms.items() if not term.startswith("need0"))
        _kept = (url, version, made)
        return made
