"""The words that the index holds: written after large changes, read once per version by each process."""

import threading

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db.engine import current
from referral.kit.text.typos import Vocabulary
from referral.search.documents import words_of_needs
from referral.search.models import EVERYBODY, NETWORK, Partition, SearchState
from referral.search.partitions import current_partition, fetch, over
from referral.search.sql import dialect

# The name under which it is kept which version of the index the words were taken from.
_OF_INDEX = "vocabulary of index"
_lock = threading.Lock()
_kept: dict[str, tuple[str, int, Vocabulary]] = {}


def is_stale(session: Session) -> bool:
    """Whether index rows were made since the words were last written."""
    return any(_is_stale(session, part) for part in (EVERYBODY, NETWORK))


def _is_stale(session: Session, part: Partition) -> bool:
    names = [part.state("index"), part.state(_OF_INDEX)]
    states = sa.select(SearchState.name, SearchState.version).where(SearchState.name.in_(names))
    versions = {row.name: row.version for row in session.execute(states)}
    return bool(versions.get(names[0], 0) != versions.get(names[1], 0))


def refresh_vocabulary(session: Session) -> None:
    """Writes the words anew of each part whose index rows are others now."""
    for part in (EVERYBODY, NETWORK):
        if _is_stale(session, part):
            _refresh(session, part)


def _refresh(session: Session, part: Partition) -> None:
    """Writes the words, raises their version and notes of which index they are."""
    session.execute(sa.delete(part.term))
    words = over(dialect().VOCABULARY, part.name)
    session.execute(sa.text(f"INSERT INTO {part.name}_term (term, documents) {words}"))
    session.execute(sa.delete(part.spoken_count))
    counted = (
        "INSERT INTO search_spoken_count (language, need_key, sites)"
        " SELECT language, need_key, count(*) FROM search_spoken GROUP BY language, need_key"
    )
    session.execute(sa.text(over(counted, part.name)))
    index = session.get(SearchState, part.state("index"), populate_existing=True)
    before = session.get(SearchState, part.state("vocabulary"), populate_existing=True)
    session.merge(SearchState(name=part.state("vocabulary"), version=before.version + 1 if before else 1))
    session.merge(SearchState(name=part.state(_OF_INDEX), version=index.version if index else 0))
    session.flush()


def vocabulary() -> Vocabulary:
    """The words of the part that is being read, in this version, with those of the needs."""
    part = current_partition()
    rows = fetch(f"SELECT version FROM search_state WHERE name = '{part.state('vocabulary')}'")
    version = int(rows[0][0]) if rows else 0
    url = current().url
    kept = _kept.get(part.name)
    if kept is not None and kept[:2] == (url, version):
        return kept[2]
    with _lock:
        terms = dict.fromkeys(words_of_needs(), 1)
        terms |= dict(fetch("SELECT term, documents FROM search_term"))
        made = Vocabulary((term, count) for term, count in terms.items() if not term.startswith("need0"))
        _kept[part.name] = (url, version, made)
        return made
