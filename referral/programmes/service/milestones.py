"""Recording what somebody in a programme reached, and correcting that."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from referral.cases.queries.people import document_by_id
from referral.cases.service.recording import note
from referral.kit.identity import Actor
from referral.kit.problems import NotFound
from referral.programmes import acts
from referral.programmes.errors import NotCovered, ReferralNotServed
from referral.programmes.models import Enrolment, Milestone
from referral.programmes.queries import people as queries
from referral.programmes.queries import programmes as programme_queries
from referral.programmes.queries.records import newest_for
from referral.programmes.rules import Change, EnrolmentEnd, NewMilestone
from referral.programmes.service.chaining import check_day, day_of, first, follow, put
from referral.programmes.service.consents import covering
from referral.programmes.service.enrolling import check_territory
from referral.referrals.queries import referrals
from referral.referrals.rules import SERVED, State, state_of

_SERVED = frozenset({*SERVED, State.CLOSED})
_OVER = frozenset({EnrolmentEnd.CONSENT_WITHDRAWN, EnrolmentEnd.ERASED})


def record_milestone(session: Session, actor: Actor, enrolment_id: str, new: NewMilestone) -> Milestone:
    """Something that somebody who is, or was, in the programme reached.

    Raises `NotFound`, `NotCovered` where they agree no more, `OutsideProgramme`, `ReferralNotServed`.
    """
    enrolment = _enrolment(session, actor, enrolment_id)
    covering(session, enrolment.case_id, enrolment.person_id, enrolment.organization_id, consent_id=None)
    given = {name: getattr(new, name) for name in new.__slots__}
    _check(session, actor, enrolment, given)
    occurred_at = given.pop("occurred_at")
    made = Milestone(
        **first(actor, occurred_at),
        programme_id=enrolment.programme_id,
        organization_id=enrolment.organization_id,
        enrolment_id=enrolment.chain_id,
        case_id=enrolment.case_id,
        person_id=enrolment.person_id,
        **given,
    )
    put(session, made)
    _note(session, actor, made)
    return made


def correct_milestone(
    session: Session,
    actor: Actor,
    milestone_id: str,
    given: Mapping[str, Any],
    change: Change,
    *,
    version: int,
) -> Milestone:
    """Another version of it. Raises `NotFound`, `StaleVersion`, and what recording it raises."""
    before = newest_for(session, Milestone, milestone_id, queries.sees_milestone(actor))
    enrolment = newest_for(session, Enrolment, before.enrolment_id, queries.sees_enrolment(actor))
    _check(session, actor, enrolment, given)
    made = follow(session, actor, before, change, given, version=version)
    if made.document_id is not None and made.evidence is None:
        raise ValueError("evidence: say what kind of evidence the document is")
    _note(session, actor, made)
    return made


def _enrolment(session: Session, actor: Actor, enrolment_id: str) -> Enrolment:
    found = newest_for(session, Enrolment, enrolment_id, queries.sees_enrolment(actor))
    if found.retracted:
        raise NotFound
    if found.ended_why in _OVER:
        raise NotCovered
    return found


def _check(session: Session, actor: Actor, enrolment: Enrolment, given: Mapping[str, Any]) -> None:
    programme = programme_queries.programme_for(session, actor, enrolment.programme_id)
    if given.get("occurred_at") is not None or "kind" in given:
        # In work after twelve months is found out when the programme has long ended.
        check_day(programme, day_of(given.get("occurred_at")), after_end=True)
    check_territory(session, programme, given.get("territory_id"))
    if given.get("referral_id") is not None:
        _check_referral(session, actor, enrolment, given["referral_id"])
    if given.get("document_id") is not None:
        document = document_by_id(session, given["document_id"])
        if document.person_id != enrolment.person_id:
            raise NotFound


def _check_referral(session: Session, actor: Actor, enrolment: Enrolment, referral_id: str) -> None:
    record = referrals.referral_for(session, actor, referral_id)
    people = referrals.people_of(session, [record.id])[record.id]
    whose = enrolment.person_id in {each.person_id for each in people}
    if not whose or state_of(record.state) not in _SERVED:
        raise ReferralNotServed


def _note(session: Session, actor: Actor, made: Milestone) -> None:
    note(
        session,
        actor,
        acts.MILESTONE_RECORDED,
        ("programme_milestone", made.chain_id),
        occurred_at=made.occurred_at,
        programme=made.programme_id,
        case=made.case_id,
        kind=made.kind,
        version=made.version,
        retracted=made.retracted or None,
    )
