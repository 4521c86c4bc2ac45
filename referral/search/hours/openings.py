"""Who is open at a moment: one byte a pattern, which a statement looks up by its key; and the reasons of a page.

Kept by the minute. A pattern that came after the bytes were made is beyond them: it excludes nothing, and its reason is
computed from its hours.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from referral.directory.opening import Closed, Hours, Open, state_at
from referral.kit.db import reader
from referral.kit.db.engine import current
from referral.kit.problems import invalid_field
from referral.search.generations import PATTERNS
from referral.search.hours.horizon import DAY_S, ENDLESS, moment_of
from referral.search.hours.patterns import holidays_in
from referral.search.sql import spelling

CLOSED, OPEN, UNKNOWN = 0, 1, 2
_KEPT = 48
# So many patterns are evaluated one by one for a moment that is not written out; more are declined.
_MOST_EVALUATED = 5_000
_lock = threading.Lock()
_openings: OrderedDict[tuple[str, int, int], "Openings"] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Openings:
    """The moment in seconds since 1970; CLOSED, OPEN or UNKNOWN at each key; when the open ones close."""

    at: int
    states: bytes
    closes: Mapping[int, int]

    def state(self, hours_key: int) -> int:
        """Of one pattern; UNKNOWN where it is newer than this."""
        return self.states[hours_key] if hours_key < len(self.states) else UNKNOWN


def openings_at(at: int) -> Openings:
    """Of a moment, seconds since 1970, a whole minute. Raises the refusal of a moment that cannot be told."""
    key = (current().url, at, PATTERNS.present)
    with _lock:
        kept = _openings.get(key)
        if kept is not None:
            _openings.move_to_end(key)
            return kept
    made = _made(at)
    with _lock:
        _openings[key] = made
        while len(_openings) > _KEPT:
            _openings.popitem(last=False)
    return made


def _made(at: int) -> Openings:
    mark = spelling().MARK
    last = reader.fetch("SELECT max(key) FROM search_hours")[0][0] or 0
    states = bytearray(last + 1)
    states[0] = UNKNOWN
    rows = reader.fetch(
        f"SELECT o.hours_key, o.certain, o.closes FROM search_open o WHERE o.day = {mark} AND o.opens <= {mark}"
        f" AND o.closes > {mark}",
        [at // DAY_S, at, at],
    )
    closes = {}
    if not rows and not _written_out(at // DAY_S):
        return _evaluated(at, states)
    for hours_key, certain, until in rows:
        if hours_key <= last:
            states[hours_key] = OPEN if certain else UNKNOWN
            closes[hours_key] = until
    return Openings(at, bytes(states), closes)


def _horizon() -> tuple[int, int] | None:
    rows = dict(
        reader.fetch("SELECT name, version FROM search_state WHERE name IN ('open from', 'open until')")
    )
    return (rows["open from"], rows["open until"]) if len(rows) == 2 else None


def _written_out(day: int) -> bool:
    found = _horizon()
    return found is None or found[0] <= day < found[1]


def _evaluated(at: int, states: bytearray) -> Openings:
    if len(states) > _MOST_EVALUATED:
        first, last = _horizon() or (0, 0)
        raise invalid_field(
            "open_at",
            f"Hours are known from {moment_of(first):%Y-%m-%d} to {moment_of(last - 1):%Y-%m-%d}.",
        )
    closes = {}
    for key, text in reader.fetch("SELECT key, hours FROM search_hours"):
        state = state_at(Hours.from_json(text), datetime.fromtimestamp(at, UTC), holidays_in)
        if isinstance(state, Open) and key < len(states):
            states[key] = OPEN
            closes[key] = int(state.until.timestamp()) if state.until is not None else ENDLESS
        elif not isinstance(state, Closed) and key < len(states):
            states[key] = UNKNOWN
    return Openings(at, bytes(states), closes)


@lru_cache(maxsize=8_192)
def hours_by_key(hours_key: int, _url: str) -> Hours | None:
    """A pattern; None for 0, of which nothing is said."""
    rows = reader.fetch(f"SELECT hours FROM search_hours WHERE key = {spelling().MARK}", [hours_key])
    return Hours.from_json(rows[0][0]) if rows else None


def open_state(hours_key: int, opened: Openings) -> int:
    """CLOSED, OPEN or UNKNOWN, also of patterns that came later."""
    if hours_key < len(opened.states):
        return opened.states[hours_key]
    state = _state(hours_key, opened.at, current().url)
    return OPEN if isinstance(state, Open) else CLOSED if isinstance(state, Closed) else UNKNOWN


def _state(hours_key: int, at: int, url: str) -> Any:
    return state_at(hours_by_key(hours_key, url), datetime.fromtimestamp(at, UTC), holidays_in)


def reason(hours_key: int, opened: Openings) -> bytes:
    """Whether it is open then, until when or when next, as a JSON member of `match`. Times of the place's clock."""
    return _reason(hours_key, opened.at, opened.closes.get(hours_key), opened.state(hours_key), current().url)


@lru_cache(maxsize=16_384)
def _reason(hours_key: int, at: int, closes: int | None, known: int, url: str) -> bytes:
    hours = hours_by_key(hours_key, url)
    told: dict[str, Any] = {"state": "unknown"}
    if hours is not None:
        zone = ZoneInfo(hours.zone)
        if known == OPEN and closes is not None:
            told = {"state": "met", "until": None if closes >= ENDLESS else _local(closes, zone)}
        elif known != UNKNOWN or closes is None:
            told = _computed(_state(hours_key, at, url), zone)
        told["at"] = _local(at, zone)
    return b'"open":%b' % orjson.dumps(told)


def _computed(state: Any, zone: ZoneInfo) -> dict[str, Any]:
    if isinstance(state, Open):
        return {"state": "met", "until": state.until and state.until.astimezone(zone).isoformat()}
    if isinstance(state, Closed):
        told = {
            "state": "unmet",
            "opens_next": state.opens_next and state.opens_next.astimezone(zone).isoformat(),
        }
        return told | ({"holiday": state.holiday} if state.holiday else {})
    return {"state": "unknown"}


def _local(seconds: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(seconds, zone).isoformat()
