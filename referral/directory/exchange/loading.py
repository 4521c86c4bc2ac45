"""From a file into the staging file: keys become ids, repeated objects become one, references are checked."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from referral.directory.exchange.merging import stands_alone
from referral.directory.exchange.reading.model import Notes, Record, Reject, Warning_
from referral.directory.exchange.staging import Staging
from referral.directory.hsds.objects import OBJECTS
from referral.kit.ids import as_uuid, derived_id

_SEEN_MOST = 20_000
Progress = Callable[[str, int], None]


def notes_into(staging: Staging) -> Notes:
    """Notes that go to the staging file, so that a million of them cost no memory."""

    def on_reject(reject: Reject) -> None:
        staging.note("reject", asdict(reject))
        staging.count_rejected(reject.object or "unknown")

    def on_warning(warning: Warning_) -> None:
        staging.note("warning", asdict(warning))

    return Notes(on_reject=on_reject, on_warning=on_warning)


def identify(namespace: str, object_: str, key: str) -> str:
    """The directory's id for a source's key: itself where it is a UUID, derived from source and key where not."""
    return as_uuid(key) or derived_id(namespace, object_, key)


def load(
    staging: Staging,
    records: Iterable[Record],
    *,
    namespace: str,
    mapped: bool,
    notes: Notes,
    progress: Progress,
) -> None:
    """Puts all records into the staging file. Raises `ReadingError` for a file that can't be used."""
    seen: OrderedDict[tuple[str, str], int] = OrderedDict()
    for count, record in enumerate(records, start=1):
        values, keys = _with_ids(record, namespace)
        id_ = identify(namespace, record.object, record.id)
        if id_ != record.id:
            keys["id"] = record.id
        fingerprint = hash(repr(values))
        if seen.get((record.object, id_)) == fingerprint:
            if stands_alone(record.origin.file, mapped=mapped):
                staging.count_repeated(record.object)
        else:
            staging.add(
                record.object, id_, values, file=record.origin.file, line=record.origin.row, keys=keys
            )
            seen[record.object, id_] = fingerprint
            if len(seen) > _SEEN_MOST:
                seen.popitem(last=False)
        if count % 1_000 == 0:
            progress("reading", count)
    notes.finish()
    staging.index()


def _with_ids(record: Record, namespace: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The values with the directory's ids, and the source's keys that they stand for."""
    values, keys = dict(record.values), {}
    for name, target in _references(record):
        key = values.get(name)
        if key is not None:
            values[name] = identify(namespace, target, str(key))
            if values[name] != key:
                keys[name] = str(key)
    return values, keys


def _references(record: Record) -> Iterator[tuple[str, str]]:
    """Fields that hold a key, with the object that it is a key of."""
    for field in OBJECTS[record.object].references:
        yield field.name, str(field.to)
    if record.object == "attribute":
        yield "link_id", _linked(record.values.get("link_entity"))
    if record.object == "metadata":
        yield "resource_id", _linked(record.values.get("resource_type"))


def _linked(entity: Any) -> str:
    name = str(entity or "").strip().lower().replace(" ", "_")
    return name if name in OBJECTS else "unknown"
