"""What services say of whom they take, read by key and kept: a key never means anything else."""

from collections.abc import Iterable
from functools import lru_cache

import orjson

from referral.directory.eligibility import Criteria, Party, PartyAssessment, assess_party, from_attributes
from referral.kit.db import reader
from referral.kit.db.engine import current
from referral.search.sql import lists, spelling

_MOST = 20_000
_kept: dict[tuple[str, int], Criteria] = {}
_NOTHING_SAID = Criteria()


def criteria_by_key(keys: Iterable[int]) -> dict[int, Criteria]:
    """Of all these keys; 0 says nothing."""
    url = current().url
    wanted = set(keys)
    found = {key: _kept[url, key] for key in wanted if (url, key) in _kept}
    found |= {0: _NOTHING_SAID} if 0 in wanted else {}
    missing = sorted(wanted - found.keys())
    if missing:
        if len(_kept) > _MOST:
            _kept.clear()
        for key, text in lists.facts(spelling(), reader.fetch, missing).items():
            found[key] = _kept[url, key] = _read(text)
    return found


@lru_cache(maxsize=1_024)
def _read(text: str) -> Criteria:
    pairs: list[tuple[str, str]] = orjson.loads(text)
    return from_attributes((code, value) for code, value in pairs)


def assessments(keys: Iterable[int], party: Party | None) -> dict[int, PartyAssessment]:
    """Whether those who say so take the party, by key; empty without a party."""
    if party is None:
        return {}
    return {key: assess_party(criteria, party) for key, criteria in criteria_by_key(keys).items()}
