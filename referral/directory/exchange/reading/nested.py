"""Nested HSDS JSON as flat records.

What nests is said by `shapes.READING`; a child gets the reference to its parent, a parent the reference to
the one object it holds. `attributes` and `metadata` may stand at every object. An object that occurs many
times is yielded each time, with the references known there. Keys of HSDS 1.x and 2.x and of wrong plurals
are understood.
"""

from collections.abc import Iterator
from typing import Any

from referral.directory.exchange.reading import older, rows
from referral.directory.exchange.reading.model import Notes, Origin, Record
from referral.directory.exchange.reading.names import OLDER_TABLES, field_of, spelled, table
from referral.directory.hsds.objects import OBJECTS
from referral.directory.hsds.shapes import READING, TAXONOMY_TERM, Branch

Json = dict[str, Any]

_EVERYWHERE = (
    Branch("attributes", "attribute", "link_id", many=True),
    Branch("metadata", "metadata", "resource_id", many=True),
)
_TERM = (Branch("taxonomy_term", "taxonomy_term", "taxonomy_term_id", many=False, branches=TAXONOMY_TERM),)
# Keys that no HSDS version has and real files do.
_OTHER_KEYS = {
    "fundings": "funding",
    "accessibilities": "accessibility",
    "accessibility_for_disabilities": "accessibility",
    "services_at_location": "service_at_locations",
    "taxonomy": "taxonomy_term",
    "websites": "additional_websites",
    "urls": "additional_urls",
}
_ALWAYS_GONE = frozenset({"id"})


def kind_of(value: Json, *, hint: str | None = None) -> str | None:
    """Which of the objects that can stand alone this is, by its keys; `hint` decides between equals."""
    keys = {spelled(each) for each in value}
    if not keys & {"id", "name"}:
        return None
    best: tuple[float, str] | None = None
    for name, branches in READING.items():
        known = {"id", "attributes", "metadata", *OBJECTS[name].by_name, *(each.key for each in branches)}
        needed = {each.name for each in OBJECTS[name].fields if each.required and each.kind != "reference"}
        score = (
            len(keys & known) - 0.5 * len(keys - known) + 0.3 * len(keys & needed) - 0.6 * len(needed - keys)
        )
        score += 0.5 if name == hint else 0
        score += _telling(name, keys)
        if best is None or score > best[0]:
            best = (score, name)
    return best[1] if best is not None and best[0] > 0 else None


def _telling(name: str, keys: set[str]) -> float:
    ties = {
        "service": {"service_at_locations", "organization_id", "status", "organization"},
        "service_at_location": {"service_id", "location_id", "service", "location"},
        "location": {"latitude", "longitude", "addresses", "physical_addresses"},
        "organization": {"website", "tax_id", "legal_status", "services"},
        "taxonomy_term": {"parent_id", "taxonomy_detail", "taxonomy_id", "vocabulary"},
        "taxonomy": {"version"},
    }
    return 0.5 * len(ties[name] & keys)


def records(value: Json, *, origin: Origin, notes: Notes, hint: str | None = None) -> Iterator[Record]:
    """Every record in one root object."""
    name = kind_of(value, hint=hint)
    if name is None:
        notes.reject(
            file=origin.file,
            row=origin.row,
            value=", ".join(list(value)[:8]),
            object=None,
            expected="the fields of a service, organization, location, service_at_location or taxonomy",
        )
        return
    yield from _Walk(origin, notes).record(name, value, READING[name], {}, "")


def of_object(name: str, value: Json, *, origin: Origin, notes: Notes) -> Iterator[Record]:
    """The records of one row of the tabular form in JSON, where the object is known from the file's name."""
    if name in OLDER_TABLES:
        for row in older.convert(name, {spelled(key): each for key, each in value.items()}):
            record = rows.record_of(
                row.object, row.values, id=row.id, origin=origin, notes=notes, partial=row.partial
            )
            if record is not None:
                yield record
        return
    yield from _Walk(origin, notes).record(name, value, READING.get(name, ()), {}, "")


class _Walk:
    """One walk through a root object: what stays the same on the way."""

    def __init__(self, origin: Origin, notes: Notes) -> None:
        self.origin, self.notes = origin, notes

    def record(
        self, name: str, value: Json, branches: tuple[Branch, ...], given: Json, fallback_id: str
    ) -> Iterator[Record]:
        """The record of `value` and those below it. `given` holds the references that the place in the
        tree says.
        """
        raw, children = self._sorted_out(name, value, branches)
        id_ = _key(value.get("id")) or fallback_id or None
        if name not in rows.MUST_HAVE_ID and id_ is None:
            id_ = rows.derived_id(
                name, {key: each for key, each in raw.items() if not isinstance(each, (dict, list))}
            )
        raw = {**raw, **{key: each for key, each in given.items() if raw.get(key) is None}}
        for branch, child in children:
            if not branch.many and isinstance(child, dict):
                child_id = _key(child.get("id")) or f"{id_}/{branch.key}"
                if raw.get(branch.via) is None:
                    raw[branch.via] = child_id
        record = rows.record_of(name, raw, id=id_, origin=self.origin, notes=self.notes)
        if record is None:
            return
        yield record
        for branch, child in children:
            yield from self._below(record, branch, child)

    def _sorted_out(
        self, name: str, value: Json, branches: tuple[Branch, ...]
    ) -> tuple[Json, list[tuple[Branch, Any]]]:
        """The object's own fields, and what hangs below it."""
        fields = OBJECTS[name].by_name
        below = {
            each.key: each for each in (*branches, *_EVERYWHERE, *(_TERM if name == "attribute" else ()))
        }
        raw: Json = {}
        children: list[tuple[Branch, Any]] = []
        for key, each in value.items():
            if key in fields and not isinstance(each, dict):
                raw[key] = each
            elif key in below:
                children.append((below[key], each))
            elif key not in _ALWAYS_GONE and each not in (None, "", [], {}):
                branch = _branch_of(name, key, each, below)
                if branch is not None:
                    children.append((branch, each))
                else:
                    self._unknown_key(name, key, each, raw, taken=value)
        return raw, children

    def _unknown_key(self, name: str, key: str, each: Any, raw: Json, *, taken: Json) -> None:
        """A key that is no field and no branch: an older or misspelt name of a field, or told and left out."""
        if name == "service" and table(key) == "eligibility" and isinstance(each, list):
            texts = [str(item.get("eligibility") or "") for item in each if isinstance(item, dict)]
            raw.setdefault("eligibility_description", "; ".join(filter(None, texts)) or None)
            return
        found = field_of(name, key, taken)[0] if isinstance(each, (str, int, float)) else None
        if found is not None and found != "id":
            raw[found] = each
            return
        message = f"no key of HSDS {name}: left out"
        origin = self.origin
        self.notes.warn(
            file=origin.file, row=origin.row, column=key, value=each, object=name, message=message
        )

    def _below(self, parent: Record, branch: Branch, child: Any) -> Iterator[Record]:
        items = child if isinstance(child, list) else [child]
        for number, item in enumerate(items, start=1):
            if isinstance(item, dict):
                yield from self._child(parent, branch, item, number)
            elif item not in (None, ""):
                self.notes.reject(
                    file=self.origin.file,
                    row=self.origin.row,
                    column=branch.key,
                    value=item,
                    expected=f"an object ({branch.object})",
                    object=branch.object,
                )

    def _child(self, parent: Record, branch: Branch, item: Json, number: int) -> Iterator[Record]:
        if branch.object in OLDER_TABLES:
            yield from self._older_child(parent, branch, item, number)
            return
        if not branch.many:
            if set(item) != {"id"}:
                yield from self.record(branch.object, item, branch.branches, {}, f"{parent.id}/{branch.key}")
            return
        given = {branch.via: parent.id}
        if branch.object == "attribute":
            given["link_entity"] = parent.object
        if branch.object == "metadata":
            given["resource_type"] = parent.object
        yield from self.record(
            branch.object, item, branch.branches, given, f"{parent.id}/{branch.key}/{number}"
        )

    def _older_child(self, parent: Record, branch: Branch, item: Json, number: int) -> Iterator[Record]:
        raw = {branch.via: parent.id, **{spelled(key): each for key, each in item.items()}}
        term = raw.pop("taxonomy", None)
        if isinstance(term, dict) and _key(term.get("id")):
            raw["taxonomy_term_id"] = _key(term["id"])
            for row in older.term({spelled(key): each for key, each in term.items()}):
                yield from self._row(row, row.id)
        for row in older.convert(
            branch.object, {key: each for key, each in raw.items() if not isinstance(each, dict)}
        ):
            fallback = None if row.object == parent.object else f"{parent.id}/{branch.key}/{number}"
            yield from self._row(row, _key(row.id) or fallback)

    def _row(self, row: older.Row, id_: str | None) -> Iterator[Record]:
        record = rows.record_of(
            row.object, row.values, id=id_, origin=self.origin, notes=self.notes, partial=row.partial
        )
        if record is not None:
            yield record


def _branch_of(name: str, key: str, each: Any, below: dict[str, Branch]) -> Branch | None:
    """The branch that a key of another version or plural means."""
    alias = _OTHER_KEYS.get(spelled(key), spelled(key))
    if name == "taxonomy_term" and alias == "taxonomy_term":
        alias = "taxonomy_detail"
    if isinstance(each, (dict, list)) and alias in below:
        return below[alias]
    older_name = table(key)
    if isinstance(each, list) and older_name in OLDER_TABLES and older_name != "eligibility":
        return Branch(key, older_name, f"{name}_id", many=True)
    return None


def _key(value: Any) -> str | None:
    """An id as text; None for what cannot be one."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None
