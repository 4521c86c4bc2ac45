"""What stands in the navigation, by what somebody may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString

from referral.access.rules import allowed
from referral.kit.http.access import current_actor


@dataclass(frozen=True)
class Entry:
    """A link for whoever has the permission; for everybody without one. `endpoint` is Flask's."""

    endpoint: str
    label: LazyString
    permission: str | None = None


_entries: list[Entry] = []


def register(entries: Sequence[Entry]) -> None:
    """Replaces what the navigation holds, in this order."""
    _entries[:] = entries


def entries() -> list[Entry]:
    """What the actor of this request sees."""
    return [each for each in _entries if each.permission is None or may(each.permission)]


def may(permission: str) -> bool:
    """Whether the policy table gives it to the actor of this request: for what a page shows, never as its guard."""
    return allowed(current_actor(), permission)
