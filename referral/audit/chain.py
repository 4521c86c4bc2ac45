"""Walks the chain entry by entry and names what was tampered with. Pure: the rows come from whoever reads
them.

An edit, a deletion, a reordering and an insertion show in the chain itself. Whoever rewrites every entry
after the one he changed, and the head too, or cuts off the end and sets the head back, shows only against an
anchor: a head that somebody else kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from referral.audit.rules import GENESIS, Entry, entry_hash

MOST_FINDINGS = 100


class Tampering(StrEnum):
    """What can be wrong with a chain."""

    EDITED = "edited"
    DELETED = "deleted"
    REORDERED = "reordered"
    INSERTED = "inserted"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Link:
    """One stored row: what is hashed, and the two hashes that stand beside it."""

    entry: Entry
    prev_hash: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The end of a chain: the last sequence number and its entry's hash."""

    sequence: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """One sign of tampering, at a sequence number."""

    kind: Tampering
    sequence: int
    says: str


# The sequence number of the entry with this hash, if there is one.
Locate = Callable[[str], int | None]


class Walk:
    """Findings over links in order of their sequence numbers, in constant memory."""

    def __init__(self, head: Head, *, anchor: Head | None, locate: Locate) -> None:
        self._head = head
        self._anchor = anchor
        self._locate = locate
        self.last = Head(0, GENESIS)
        self.entries = 0
        self._anchored = anchor is None or anchor == self.last

    def over(self, links: Iterable[Link]) -> Iterator[Finding]:
        """All findings, the end of the chain and the anchor included."""
        for link in links:
            self.entries += 1
            yield from self._step(link)
            if self._anchor is not None and link.entry.sequence == self._anchor.sequence:
                self._anchored = True
                if link.hash != self._anchor.hash:
                    says = "The entry is not the one that the anchor names: the chain was written anew."
                    yield Finding(Tampering.REWRITTEN, link.entry.sequence, says)
        yield from self._end()

    def _step(self, link: Link) -> Iterator[Finding]:
        sequence = link.entry.sequence
        if sequence > self.last.sequence + 1:
            gap = f"{self.last.sequence + 1} to {sequence - 1}"
            yield Finding(Tampering.DELETED, self.last.sequence + 1, f"The entries {gap} are missing.")
        linked = link.prev_hash == self.last.hash
        if entry_hash(link.prev_hash, link.entry) != link.hash:
            yield self._changed(link)
        elif not linked and sequence == self.last.sequence + 1:
            says = "The entry does not follow the one before it: something was put in or exchanged here."
            yield Finding(Tampering.INSERTED, sequence, says)
        self.last = Head(sequence, link.hash)

    def _changed(self, link: Link) -> Finding:
        """An entry whose hash is not its own: at another place it might be."""
        sequence = link.entry.sequence
        origin = self._locate(link.prev_hash)
        candidates = {sequence - 1, sequence + 1, *(() if origin is None else (origin + 1,))} - {sequence}
        for candidate in sorted(candidates):
            moved = replace(link.entry, sequence=candidate)
            if entry_hash(link.prev_hash, moved) == link.hash:
                return Finding(Tampering.REORDERED, sequence, f"The entry belongs at {candidate}.")
        return Finding(Tampering.EDITED, sequence, "The entry is not what was recorded.")

    def _end(self) -> Iterator[Finding]:
        if self.last.sequence < self._head.sequence:
            says = f"The chain ends here, but its head stands at {self._head.sequence}."
            yield Finding(Tampering.TRUNCATED, self.last.sequence, says)
        elif self.last != self._head:
            yield Finding(
                Tampering.REWRITTEN, self.last.sequence, "The last entry is not the one the head names."
            )
        if not self._anchored and self._anchor is not None:
            says = f"The anchor names the entry {self._anchor.sequence}, which is not there."
            yield Finding(Tampering.TRUNCATED, self.last.sequence, says)
