"""What a consent of a person begins with, before anybody has agreed: proposed, and changed with the person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from referral.cases.models import Case, Person
from referral.cases.queries import people
from referral.cases.rules import Giver, Preset, preset_for, who_must_agree
from referral.cases.sight import Sight
from referral.cases.words import RelationshipKind
from referral.directory.needs import all_needs, ancestors
from referral.kit.identity import Actor
from referral.places.profiles import UnknownCountry, country
from referral.places.queries import public_region

_AS_GIVER = {
    RelationshipKind.PARENT: Giver.GUARDIAN,
    RelationshipKind.GUARDIAN: Giver.GUARDIAN,
    RelationshipKind.CAREGIVER: Giver.CAREGIVER,
}
# Where no country's law is known, a minor agrees through somebody else.
_OLDEST_AGE_OF_CONSENT = 18


@dataclass(frozen=True, slots=True)
class Form:
    """The preset for country and need, and who must agree; nobody: only a law or vital interests carry it."""

    country: str | None
    need: str | None
    age_of_consent: int
    givers: frozenset[Giver]
    preset: Preset


def consent_form(session: Session, actor: Actor, person_id: str, *, need: str | None) -> Form:
    """For who sees all of the case. Raises `NotFound`, and ValueError for a need that does not exist."""
    seen = people.person_for(session, actor, person_id, least=Sight.ALL)
    if need is not None and need not in {each.code for each in all_needs()}:
        raise ValueError("need: right would be a code of the list of needs")
    code = _country(session, seen.case)
    years = _age_of_consent(code)
    givers = who_must_agree(
        age=_age(seen.person, years), age_of_consent=years, guardians=_guardians(session, seen.person)
    )
    wider = () if need is None else (need, *(each.code for each in ancestors(need)))
    return Form(code, need, years, givers, preset_for(code or "", wider))


def _country(session: Session, case: Case) -> str | None:
    region = public_region(session, case.region_id) if case.region_id is not None else None
    return None if region is None else region.country_code


def _age_of_consent(code: str | None) -> int:
    try:
        return country(code or "").age_of_consent_for_data.years
    except UnknownCountry:
        return _OLDEST_AGE_OF_CONSENT


def _age(person: Person, years: int) -> int | None:
    """Of a range the end that both sides of the limit agree on; None where they do not, as where it is not known."""
    youngest, oldest = person.age_from, person.age_to
    if youngest is None or oldest is None or (youngest < years <= oldest):
        return None
    return oldest


def _guardians(session: Session, person: Person) -> Sequence[Giver]:
    """Who there is to agree for the person; a marked guardian is not."""
    acting = [each.kind for each in people.representatives_of(session, person) if each.conflict_at is None]
    related = people.relationships_of(session, person)
    acting += [each.kind for each in related if each.other_id == person.id]
    return [_AS_GIVER[RelationshipKind(each)] for each in acting if each in _AS_GIVER]
