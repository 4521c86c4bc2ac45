"""Which part of the index is read: everybody's, or what the network may see beside it.

Statements are written over everybody's tables. Within `reading(NETWORK)` they are read over the network's, which are
named alike, so that no statement of the public knows of them.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from referral.kit.db import reader
from referral.search.models import EVERYBODY, Partition

reader.let_read("search_", "network_", "idx_search_")
_TABLES = re.compile(
    r"\bsearch_(?!(?:state|dirty|absent|hours|open|facts|translation|area|area_shape)\b)(?=[a-z])"
)
_current: ContextVar[Partition] = ContextVar("partition", default=EVERYBODY)


@contextmanager
def reading(partition: Partition) -> Iterator[None]:
    """Statements inside read this part."""
    token = _current.set(partition)
    try:
        yield
    finally:
        _current.reset(token)


def current_partition() -> Partition:
    """The part that is being read."""
    return _current.get()


def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement, of the part that is being read."""
    partition = _current.get()
    if partition is EVERYBODY:
        return reader.fetch(statement, values)
    return reader.fetch(over(statement, partition.name), values)


@lru_cache(maxsize=2_048)
def over(statement: str, name: str) -> str:
    """The statement over the tables of a part."""
    return _TABLES.sub(f"{name}_", statement)
