"""Changing a part of what is recorded of a person: the rest is read, so that old and new are checked together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.cases import values
from referral.cases.models import Identity, Person
from referral.cases.sealing import open_text
from referral.cases.service.keys import key_of
from referral.cases.service.people import IDENTITY_FIELDS, change_person, living
from referral.cases.values import Facts
from referral.cases.words import AgeSource, Change, IdentityKnown
from referral.directory.eligibility import Registration, ResidenceStatus, Sex, TargetGroup
from referral.kit.crypto import DataKey
from referral.kit.identity import Actor


def patch_person(
    session: Session,
    actor: Actor,
    person_id: str,
    *,
    version: int,
    facts: Mapping[str, Any],
    identity: Mapping[str, Any],
    change: Change = Change.CHANGED,
    occurred_at: datetime | None = None,
) -> Person:
    """Changes the facts and the parts of the identity that are given, and leaves the others as they are.

    ValueError where old and new together are impossible. Otherwise as `change_person`.
    """
    person = living(session, actor, person_id)
    key = key_of(session, person.id)
    whole = replace(facts_of(person), **facts) if facts else None
    known = replace(identity_of(session, key, person), **identity) if identity else None
    return change_person(
        session,
        actor,
        person_id,
        version=version,
        facts=whole,
        identity=known,
        change=change,
        occurred_at=occurred_at,
    )


def facts_of(person: Person) -> Facts:
    """Tier 1 of a person as a value."""
    groups, papers, languages = person.target_groups, person.registrations, person.languages
    return Facts(
        age_from=person.age_from,
        age_to=person.age_to,
        age_source=_coded(AgeSource, person.age_source),
        sex=_coded(Sex, person.sex),
        nationality=person.nationality,
        languages=None if languages is None else tuple(languages),
        target_groups=None if groups is None else frozenset(_coded(TargetGroup, each) for each in groups),
        residence_status=_coded(ResidenceStatus, person.residence_status),
        registrations=None if papers is None else frozenset(_coded(Registration, each) for each in papers),
        accessible=person.accessible,
        identity_known=IdentityKnown(person.identity_known),
    )


def _coded(words: Any, stored: str | None) -> Any:
    """The word behind a stored code."""
    return None if stored is None else words(stored)


def identity_of(session: Session, key: DataKey, person: Person) -> values.Identity:
    """Who the person is, in the clear. Whoever calls this sees to the actor's right and to the audit."""
    row = session.get(Identity, person.id)
    names = {
        name: open_text(key, getattr(Identity, f"{name}_sealed"), person.id, getattr(row, f"{name}_sealed"))
        for name in (IDENTITY_FIELDS if row is not None else ())
    }
    return values.Identity(**names)
