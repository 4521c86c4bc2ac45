"""The reasons about areas and modes: whether a service serves the place of the person, and how it is delivered."""

from collections.abc import Sequence
from typing import Any

import orjson

from referral.directory.areas import Circle
from referral.directory.areas.area import Around
from referral.directory.areas.serving import around, together, within
from referral.directory.eligibility import State
from referral.directory.profile.modes import Mode
from referral.search.here import Here
from referral.search.models import EVERYBODY, NETWORK
from referral.search.partitions import fetch, reading
from referral.search.rules import Asked, Hit
from referral.search.sql import spelling
from referral.search.sql import unplaced as statements


def reach_reasons(hits: Sequence[Hit], asked: Asked) -> dict[str, bytes]:
    """Members of `match` as JSON by service id, of those that have something to say: `serves` where a service names its
    areas and a place was told, `mode` where one was asked for.
    """
    if not hits or (asked.here is None and not asked.modes):
        return {}
    known = _known(hits) if asked.modes else {}
    found = {}
    for hit in hits:
        modes, said = known.get((hit.site.network, hit.site.key), 0), hit.site.areas
        reasons = []
        if asked.here is not None and said:
            reasons.append(b'"serves":%b' % _serves(said, asked.here))
        if asked.modes:
            reasons.append(b'"mode":%b' % _mode(modes, asked.modes))
        if reasons:
            found[hit.service_id] = b",".join(reasons)
    return found


def _known(hits: Sequence[Hit]) -> dict[tuple[bool, int], int]:
    """How the sites are delivered, by the part of the index in which they stand and their keys."""
    found: dict[tuple[bool, int], int] = {}
    for network, part in ((False, EVERYBODY), (True, NETWORK)):
        keys = [hit.site.key for hit in hits if hit.site.network == network]
        if keys:
            with reading(part):
                said = statements.modes(spelling(), fetch, keys)
            found |= {(network, key): each for key, each in said.items()}
    return found


def _serves(said: bytes, here: Here) -> bytes:
    served = together((name, _state(kind, what, here)) for name, kind, *what in orjson.loads(said))
    return orjson.dumps({"state": served.state, "areas": served.areas})


def _state(kind: str, what: list[Any], here: Here) -> State:
    if kind == "region":
        return within(what[0], here.region_path)
    if kind == "circles":
        return around(Around("", tuple(Circle(*each) for each in what[0])), here.point)
    if kind == "shape":
        return State.MET if here.holds(what[0]) else State.UNMET
    return State.UNKNOWN


def _mode(modes: int, asked: int) -> bytes:
    """What is asked for was filtered by: it is met, or nobody knows."""
    state = State.MET if modes & asked else State.UNKNOWN
    return orjson.dumps({"state": state, "asked": _codes(asked), "by": _codes(modes)})


def _codes(modes: int) -> list[str]:
    return [mode.value for mode in Mode if modes & (1 << mode.bit)]
