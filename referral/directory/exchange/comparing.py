"""A staged row against the directory's: what would be written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from referral.directory.hsds.objects import OBJECTS
from referral.directory.hsds.wire import stands_in
from referral.directory.models.hsds import FOLDED, KEPT
from referral.directory.rules import PUBLIC
from referral.kit.text import fold

_TEXTS = {
    name: frozenset(f.name for f in each.fields if f.kind not in ("number",))
    for name, each in OBJECTS.items()
}


@dataclass(slots=True)
class Change:
    """`new` holds a whole row to insert; `changed` the columns to update; neither means: as it was."""

    new: dict[str, Any] | None = None
    changed: dict[str, Any] = field(default_factory=dict)


def stored(object_: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The HSDS fields that are said, in the form in which they are stored."""
    texts = _TEXTS[object_]
    known = OBJECTS[object_].by_name
    return {
        name: str(value) if value is not None and name in texts else value
        for name, value in values.items()
        if name in known
    }


def compare(
    object_: str, id_: str, values: Mapping[str, Any], present: Mapping[str, Any] | None, *, at: datetime
) -> Change:
    """What a staged row changes. A field that the source does not name is left as it is."""
    said = stored(object_, values)
    if object_ == "service" and present is not None and present["withdrawn_at"] is not None:
        said.setdefault("status", None)  # ours, from when it was withdrawn: it goes when the service returns
    if present is None:
        row: dict[str, Any] = {"id": id_, **dict.fromkeys(OBJECTS[object_].by_name)}
        row |= said
        _add_house_values(object_, row, at)
        return Change(new=row)
    changed = {
        name: value
        for name, value in said.items()
        if present[name] != value and not _is_stand_in(object_, name, said, present)
    }
    if changed and object_ in FOLDED:
        changed["folded"] = folded({**present, **changed})
    if object_ in KEPT:
        returns = present["withdrawn_at"] is not None
        if returns:
            changed["withdrawn_at"] = None
        if changed:
            changed["version"] = present["version"] + 1
            changed["modified_at"] = at if returns else _modified(said, at)
    return Change(changed=changed)


def _is_stand_in(object_: str, name: str, said: Mapping[str, Any], present: Mapping[str, Any]) -> bool:
    """What our own exports put in the place of a missing required value is no news when it comes back."""
    return present[name] is None and stands_in(object_, name, said)


def folded(row: Mapping[str, Any]) -> str:
    """The words by which an object is found, folded."""
    return fold(" ".join(str(row.get(name) or "") for name in ("name", "alternate_name", "description")))


def _add_house_values(object_: str, row: dict[str, Any], at: datetime) -> None:
    if object_ in FOLDED:
        row["folded"] = folded(row)
    if object_ == "service":
        row["audience"] = PUBLIC
    if object_ in KEPT:
        row |= {"version": 1, "modified_at": _modified(row, at), "withdrawn_at": None}


def _modified(row: Mapping[str, Any], at: datetime) -> datetime:
    """The source's own time of the last change where it gives one that can be read."""
    said = row.get("last_modified")
    if said:
        try:
            moment = datetime.fromisoformat(str(said))
        except ValueError:
            return at
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return at
