"""The party of a question: from the wire to people, to what the index is asked, and to the reasons of a page.

Nothing of it is kept: no cache, no log line and no address holds who was asked for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from referral.directory.eligibility import (
    Assessment,
    Party,
    PartyAssessment,
    Person,
    Probe,
    Registration,
    ResidenceStatus,
    Sex,
    TargetGroup,
    probe,
    word_of,
)
from referral.kit.problems import invalid_field


def read_party(members: Sequence[Mapping[str, Any]] | None) -> Party | None:
    """The people of a question; raises `InvalidInput` where a member is impossible."""
    if not members:
        return None
    try:
        return Party(tuple(_person(each) for each in members))
    except ValueError as fault:
        raise invalid_field("party", f"{str(fault)[:1].upper()}{str(fault)[1:]}.") from fault


def _person(told: Mapping[str, Any]) -> Person:
    low, high = told.get("age_from"), told.get("age_to")
    ranged = None if low is None and high is None else (low or 0, 130 if high is None else high)
    groups, papers = told.get("target_groups"), told.get("registrations")
    return Person(
        age=told.get("age"),
        age_range=ranged,
        sex=word_of(Sex, told["sex"]) if "sex" in told else None,
        target_groups=None if groups is None else frozenset(word_of(TargetGroup, each) for each in groups),
        nationality=told.get("nationality"),
        residence_status=word_of(ResidenceStatus, told["residence_status"])
        if "residence_status" in told
        else None,
        registrations=None if papers is None else frozenset(word_of(Registration, each) for each in papers),
        income_percent=told.get("income_percent"),
        accessible=told.get("accessible", False),
    )


def probes(party: Party) -> tuple[Probe, ...]:
    """Each member as the values that a statement binds."""
    pairs = zip(party.members, party.accompanied, strict=True)
    return tuple(probe(member, accompanied=accompanied) for member, accompanied in pairs)


def reason(found: PartyAssessment) -> bytes:
    """Whether the service takes each member and the whole, with the fact behind it, as a JSON member of `match`."""
    answer = {
        "state": found.state,
        "members": [_told(each) for each in found.members],
        "places_needed": found.places_needed,
    }
    if found.together is not None:
        answer["together"] = found.together
    return b'"eligibility":%b' % orjson.dumps(answer)


def _told(member: Assessment) -> dict[str, Any]:
    return {"state": member.state, "criteria": {str(trait): fact for trait, fact in member.criteria.items()}}
