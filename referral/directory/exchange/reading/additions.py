"""What HSDS 1.x says about a service in tables of their own: who may use it, of which programme it is.

In HSDS 3 these are fields of the service, so they are held by the service's id until its row comes. Only
tables of HSDS 1.x cost this memory, and there is one short text a service in them.
"""

from collections.abc import Iterable
from typing import Any

from referral.directory.exchange.reading.model import Notes, Origin, Record


class Additions:
    """Values to be added to services, by the service's id. Texts that come twice are joined."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[dict[str, Any], Origin]] = {}

    def take(self, records: Iterable[Record]) -> None:
        for record in records:
            values, _ = self._held.setdefault(record.id, ({}, record.origin))
            for name, value in record.values.items():
                before = values.get(name)
                if isinstance(before, str) and isinstance(value, str) and value not in before.split("; "):
                    values[name] = f"{before}; {value}"
                elif before is None:
                    values[name] = value

    def add_to(self, id_: str | None, values: dict[Any, Any]) -> None:
        """Fill what a service's own row leaves open."""
        if id_ is None or id_ not in self._held:
            return
        for name, value in self._held.pop(id_)[0].items():
            if values.get(name) is None:
                values[name] = value

    def reject_left(self, notes: Notes) -> None:
        """Tell of what belongs to no service."""
        for id_, (_, origin) in self._held.items():
            notes.reject(
                file=origin.file,
                row=origin.row,
                column="service_id",
                value=id_,
                expected="the id of a service that exists",
                object="service",
            )
