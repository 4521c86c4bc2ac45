"""Places: how many are free, how old that is, and whether it is enough. What was told long ago is not known. Pure."""

from datetime import UTC, datetime
from functools import lru_cache

import orjson

from referral.directory.profile.values import CapacityState
from referral.search.ranking import BEST
from referral.search.rules import PlacesAsked, Site

_STATES = ("", *(str(state) for state in CapacityState))
_UNKNOWN = 500
_WAITING = 300


def state(site: Site, asked: PlacesAsked) -> str:
    """`met`: places enough, told lately; `unmet`: too few, or none; else `unknown`."""
    if site.places_at < asked.since:
        return "unknown"
    said = _STATES[site.places_state]
    if said == CapacityState.NO_CAPACITY:
        return "unmet"
    if said in (CapacityState.WAITLIST, CapacityState.ASSESSMENT_REQUIRED):
        return "unknown"
    if site.places < 0:
        return "met" if said == CapacityState.CAPACITY and asked.needed == 1 else "unknown"
    return "met" if site.places >= asked.needed else "unmet"


def value(site: Site, asked: PlacesAsked) -> int:
    """For the ranking, 0 to 1,000."""
    found = state(site, asked)
    if found == "unknown" and _STATES[site.places_state] == CapacityState.WAITLIST:
        return _WAITING
    return BEST if found == "met" else 0 if found == "unmet" else _UNKNOWN


def reason(site: Site, asked: PlacesAsked) -> bytes:
    """As a JSON member of `match`; empty where nothing was ever told."""
    if site.places < 0 and not site.places_state:
        return b""
    return _reason(
        state(site, asked),
        site.places,
        site.places_at,
        _STATES[site.places_state],
        asked.needed,
        site.places_at < asked.since,
    )


@lru_cache(maxsize=8_192)
def _reason(found: str, places: int, places_at: int, said: str, needed: int, stale: bool) -> bytes:
    told: dict[str, object] = {"state": found, "needed": needed}
    if places >= 0:
        told["available"] = places
    if said:
        told["says"] = said
    if places_at:
        told["updated"] = datetime.fromtimestamp(places_at, UTC).isoformat().replace("+00:00", "Z")
    if stale:
        told["stale"] = True
    return b'"capacity":%b' % orjson.dumps(told)
