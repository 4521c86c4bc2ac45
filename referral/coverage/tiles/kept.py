"""Tiles that this process has made, kept as long as what they were made of has not changed.

An ETag is a digest of the tile itself, so it says nothing that the tile does not say. That nothing has changed is known
by a version of the source: then a tile is answered, or found unchanged, without a look at its features.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MOST_BYTES = 32_000_000
_ENTRY_BYTES = 400


@dataclass(frozen=True, slots=True)
class Made:
    """A tile: its bytes, none where it shows nothing, and its strong ETag."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes) -> "Made":
        """With its digest."""
        return cls(body, hashlib.sha256(body).hexdigest()[:32])


class Kept:
    """The tiles asked for last, up to so many bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._tiles: OrderedDict[Hashable, tuple[Hashable, Made]] = OrderedDict()
        self._bytes, self._most = 0, most_bytes

    def find(self, name: Hashable, version: Hashable) -> Made | None:
        """The tile of this name, if it was made of this version."""
        with self._lock:
            found = self._tiles.get(name)
            if found is None or found[0] != version:
                return None
            self._tiles.move_to_end(name)
            return found[1]

    def put(self, name: Hashable, version: Hashable, made: Made) -> None:
        """Keeps a tile in the place of an older one."""
        with self._lock:
            before = self._tiles.pop(name, None)
            self._bytes += _size(made) - (_size(before[1]) if before is not None else 0)
            self._tiles[name] = (version, made)
            while self._bytes > self._most:
                _, (_, oldest) = self._tiles.popitem(last=False)
                self._bytes -= _size(oldest)


def _size(made: Made) -> int:
    return len(made.body) + _ENTRY_BYTES
