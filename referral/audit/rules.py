"""How an entry is named, what may stand in it, and how it is chained to the one before.

`hash = SHA-256(DOMAIN ‖ previous hash ‖ canonical JSON)`, with the sequence number in the JSON: a copy of an
entry at another place has another hash. Nothing personal may stand in an entry: ids, codes and counts only.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

DOMAIN = b"referral audit v1\n"
GENESIS = hashlib.sha256(DOMAIN).hexdigest()

# room:subject:what happened to it, the last in the past tense: `access:api_key:revoked`.
_ACTION = re.compile(r"[a-z][a-z0-9_]{1,29}:[a-z][a-z0-9_]{1,29}:[a-z][a-z0-9_]{1,29}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
# An id, a code, a scope, a version: never two words, so that a name does not slip in.
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}")

_actions: dict[str, str] = {}


class NotForTheAudit(ValueError):
    """An action that nobody declared, or details that are more than ids, codes and counts."""


@dataclass(frozen=True)
class Entry:
    """One entry as it is hashed."""

    sequence: int
    occurred_at: datetime
    recorded_at: datetime
    action: str
    actor_kind: str
    actor_id: str | None
    organization_id: str | None
    object_kind: str
    object_id: str | None
    details: Mapping[str, Any]


def declare_action(action: str, meaning: str) -> str:
    """Adds one name to the closed list of actions; rooms do it in their rules, with a sentence that explains
    it.
    """
    if not _ACTION.fullmatch(action):
        raise NotForTheAudit(f"'{action}' is not room:subject:action in small letters")
    if _actions.setdefault(action, meaning) != meaning:
        raise NotForTheAudit(f"'{action}' is declared twice with two meanings")
    return action


def declared_actions() -> dict[str, str]:
    """Every action with its meaning."""
    return dict(sorted(_actions.items()))


def check(entry: Entry) -> None:
    """Raises `NotForTheAudit` where the action is undeclared or something could be personal."""
    if entry.action not in _actions:
        raise NotForTheAudit(f"the action '{entry.action}' is not declared")
    if entry.object_id is not None and not _VALUE.fullmatch(entry.object_id):
        raise NotForTheAudit("the object's id is not an id")
    for key, value in entry.details.items():
        if not _KEY.fullmatch(key) or not _is_plain(value):
            raise NotForTheAudit(f"the detail '{key}' of {entry.action} is more than ids, codes and counts")


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_single(each) for each in value)
    return _is_single(value)


def _is_single(value: Any) -> bool:
    if isinstance(value, str):
        return _VALUE.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int)


def canonical_json(entry: Entry) -> bytes:
    """The same bytes for the same entry on every database: keys sorted, no spaces, moments in UTC to the
    microsecond.
    """
    fields = {
        "sequence": entry.sequence,
        "occurred_at": _moment(entry.occurred_at),
        "recorded_at": _moment(entry.recorded_at),
        "action": entry.action,
        "actor_kind": entry.actor_kind,
        "actor_id": entry.actor_id,
        "organization_id": entry.organization_id,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "details": entry.details,
    }
    try:
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a whole number of more than 64 bits: the same bytes, slowly
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def entry_hash(previous: str, entry: Entry) -> str:
    """The entry's hash in hex, after the entry whose hash is `previous`."""
    return hashlib.sha256(DOMAIN + bytes.fromhex(previous) + canonical_json(entry)).hexdigest()
