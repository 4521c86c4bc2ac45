"""Enrolling people of cases in programmes, correcting that, and ending it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from referral.cases.errors import PersonErased
from referral.cases.queries.people import person_for
from referral.cases.rules import Consent
from referral.cases.service.recording import note
from referral.cases.service.referring import Ground, party_of
from referral.cases.sight import Sight
from referral.directory.eligibility import TargetGroup
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import Forbidden, NotFound
from referral.places.queries import public_region
from referral.programmes import acts
from referral.programmes.errors import AlreadyEnrolled, ReferralNotServed
from referral.programmes.models import Enrolment, Programme
from referral.programmes.queries import people as queries
from referral.programmes.queries import programmes as programme_queries
from referral.programmes.queries.records import newest_for
from referral.programmes.rules import Change, Correction, EnrolmentEnd, NewEnrolment, band_of
from referral.programmes.service.chaining import check_day, day_of, first, follow, put
from referral.programmes.service.consents import covering
from referral.referrals.queries import referrals
from referral.referrals.rules import SERVED, SERVING, State, state_of

_TAKEN = frozenset({*SERVING, *SERVED, State.CLOSED})


@dataclass(frozen=True)
class _Found:
    """Somebody of a case, by one's own case or by a referral that one's organisation took."""

    case_id: str
    person_id: str
    referral_id: str | None


def enrol(session: Session, actor: Actor, new: NewEnrolment) -> Enrolment:
    """Puts somebody into a programme. Raises `NotFound`, `NotCovered`, `AlreadyEnrolled`, `OutsideProgramme`."""
    programme = programme_queries.programme_for(session, actor, new.programme_id)
    organization_id = own_organization(actor)
    check_day(programme, day_of(new.occurred_at))
    found = _find(session, actor, new)
    chain, consent, ground = covering(
        session, found.case_id, found.person_id, organization_id, consent_id=new.consent_id
    )
    before = queries.enrolment_of(session, actor, programme.id, found.person_id)
    if before is not None:
        raise AlreadyEnrolled(enrolment_id=before.id)
    made = Enrolment(
        **first(actor, new.occurred_at),
        programme_id=programme.id,
        organization_id=organization_id,
        case_id=found.case_id,
        person_id=found.person_id,
        referral_id=found.referral_id,
        territory_id=_territory(session, programme, new.territory_id, ground),
        **_agreed(chain, consent),
        **_facts(session, found.case_id, found.person_id, new.target_group),
    )
    put(session, made)
    _note(session, actor, made, acts.ENROLLED)
    return made


def correct_enrolment(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    given: Mapping[str, Any],
    change: Change,
    *,
    version: int,
) -> Enrolment:
    """Another version: what is given, and what is known of the person now. Raises `NotFound`, `StaleVersion`."""
    before = newest_for(session, Enrolment, enrolment_id, queries.sees_enrolment(actor))
    programme = programme_queries.programme_for(session, actor, before.programme_id)
    values = dict(given)
    if not change.retracted:
        chain, consent, ground = covering(
            session,
            before.case_id,
            before.person_id,
            before.organization_id,
            consent_id=given.get("consent_id"),
        )
        values |= _agreed(chain, consent)
        group = given.get("target_group", before.target_group)
        values |= _facts(session, before.case_id, before.person_id, group)
        if "territory_id" in given:
            values["territory_id"] = _territory(session, programme, given["territory_id"], ground)
    if given.get("occurred_at"):
        check_day(programme, day_of(given["occurred_at"]))
    made = follow(session, actor, before, change, values, version=version)
    _note(session, actor, made, acts.ENROLMENT_CORRECTED)
    return made


def end_enrolment(
    session: Session, actor: Actor, enrolment_id: str, *, why: EnrolmentEnd, on: date | None, version: int
) -> Enrolment:
    """The person is no longer in the programme; what they reached stays. Raises `NotFound`, `StaleVersion`."""
    before = newest_for(session, Enrolment, enrolment_id, queries.sees_enrolment(actor))
    day = on or now().date()
    if not before.occurred_at.date() <= day <= now().date():
        raise ValueError("on: the day lies between the enrolment and today")
    made = ended(session, actor, before, why=why, on=day, version=version)
    _note(session, actor, made, acts.ENROLMENT_ENDED)
    return made


def ended(
    session: Session, actor: Actor, before: Enrolment, *, why: EnrolmentEnd, on: date, version: int
) -> Enrolment:
    """The version that ends an enrolment; whoever calls it writes the audit."""
    values = {"ended_on": on, "ended_why": why}
    return follow(session, actor, before, Change(reason=Correction.CHANGED), values, version=version)


def own_organization(actor: Actor) -> str:
    """The organisation for which somebody records. Raises `Forbidden` for who has none."""
    if actor.organization_id is None:
        raise Forbidden
    return actor.organization_id


def _find(session: Session, actor: Actor, new: NewEnrolment) -> _Found:
    if new.referral_id is None:
        seen = person_for(session, actor, new.person_id, least=Sight.ALL)
        return _Found(seen.case.id, seen.person.id, None)
    record = referrals.referral_for(session, actor, new.referral_id)
    people = {each.person_id for each in referrals.people_of(session, [record.id])[record.id]}
    if record.receiver_organization_id != actor.organization_id or new.person_id not in people:
        raise NotFound
    if state_of(record.state) not in _TAKEN:
        raise ReferralNotServed
    return _Found(record.case_id, new.person_id, record.id)


def _agreed(chain: str, consent: Consent) -> dict[str, str]:
    return {"consent_chain_id": chain, "consent_id": consent.id}


def _facts(session: Session, case_id: str, person_id: str, group: str | None) -> dict[str, str | None]:
    """Coded facts as they are known now. Of several groups none is taken unless one is named."""
    known = party_of(session, case_id, [person_id])
    if not known:
        raise NotFound
    if known[0].erased:
        raise PersonErased
    facts = known[0].facts
    band = band_of(facts.age_from, facts.age_to)
    groups: frozenset[TargetGroup] = facts.target_groups or frozenset()
    said = group or (next(iter(groups)).value if len(groups) == 1 else None)
    return {
        "sex": facts.sex.value if facts.sex else None,
        "age_band": band.value if band else None,
        "target_group": said,
    }


def _territory(session: Session, programme: Programme, given: str | None, ground: Ground) -> str | None:
    """The one that is named, else that in whose region, or in a wider one, the case is."""
    if given is not None:
        return check_territory(session, programme, given)
    by_region = {each.region_id: each.id for each in programme_queries.territories(session, programme)}
    region_id = ground.region_id
    while region_id is not None and region_id not in by_region:
        region = public_region(session, region_id)
        region_id = region.parent_id if region else None
    return None if region_id is None else by_region[region_id]


def check_territory(session: Session, programme: Programme, territory_id: str | None) -> str | None:
    """The territory's id. ValueError where the programme has none such."""
    if territory_id is None:
        return None
    if programme_queries.territory_of(session, programme, territory_id) is None:
        raise ValueError("territory_id: right would be the id of a territory of the programme")
    return territory_id


def _note(session: Session, actor: Actor, made: Enrolment, action: str) -> None:
    note(
        session,
        actor,
        action,
        ("programme_enrolment", made.chain_id),
        occurred_at=made.occurred_at,
        programme=made.programme_id,
        case=made.case_id,
        version=made.version,
        retracted=made.retracted or None,
    )
