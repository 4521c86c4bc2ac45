"""Access of other organisations to people: opened, raised and ended by referrals, which stand one room higher.

Every call says the referral; the room of the referrals decides by `covers`, with the consent locked, before it calls.
"""

from collections.abc import Collection

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.models import Consent, Grant
from referral.cases.queries import consents, people
from referral.cases.service.recording import note, recorded
from referral.cases.sight import Sight
from referral.cases.words import GrantEnd, GrantLevel
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import NotFound


def open_access(
    session: Session,
    actor: Actor,
    *,
    person_ids: Collection[str],
    organization_id: str,
    reference_id: str,
    level: GrantLevel,
    consent_id: str | None,
) -> list[Grant]:
    """Access for one organisation to these people of one case, on the ground of a consent or, without one, a law."""
    made = []
    for person_id in dict.fromkeys(person_ids):
        seen = people.person_for(session, actor, person_id, least=Sight.ALL, lock=True)
        _refuse_foreign(session, consent_id, person_id)
        grant = Grant(
            **recorded(actor),
            person_id=person_id,
            case_id=seen.case.id,
            holder_organization_id=seen.case.organization_id,
            organization_id=organization_id,
            consent_id=consent_id,
            reference_id=reference_id,
            level=level,
            reached=level,
        )
        session.add(grant)
        made.append(grant)
        _note(session, actor, grant, acts.ACCESS_GRANTED)
    return made


def set_level(session: Session, actor: Actor, reference_id: str, level: GrantLevel) -> list[Grant]:
    """What a referral's organisation may see from now on; what it once reached is remembered."""
    changed = []
    for grant in _open(session, actor, reference_id):
        grant.level, grant.reached = level, max(grant.reached, level)
        changed.append(grant)
        _note(session, actor, grant, acts.ACCESS_GRANTED)
    return changed


def open_levels(session: Session, reference_id: str) -> list[int]:
    """How much the open access of a referral shows, one number a person; for whoever found the referral."""
    found = consents.grants_by_reference(session, reference_id)
    return [int(grant.level) for grant in found if grant.ended_at is None]


def end_access(session: Session, actor: Actor, reference_id: str, *, why: GrantEnd) -> list[Grant]:
    """A referral's organisation sees nothing any more; again, it stays so."""
    ended = end_all(_open(session, actor, reference_id), why)
    for grant in ended:
        _note(session, actor, grant, acts.ACCESS_ENDED)
    return ended


def end_all(grants: Collection[Grant], why: GrantEnd) -> list[Grant]:
    """Ends those that are open. Writes no audit entry: the act that calls it does."""
    open_ = [grant for grant in grants if grant.ended_at is None]
    for grant in open_:
        grant.ended_at, grant.ended_why = now(), why
    return open_


def _open(session: Session, actor: Actor, reference_id: str) -> list[Grant]:
    """The open access of a referral, whose sender or receiver the actor is."""
    own = actor.organization_id
    return [
        grant
        for grant in consents.grants_by_reference(session, reference_id)
        if grant.ended_at is None
        and (own is None or own in (grant.organization_id, grant.holder_organization_id))
    ]


def _refuse_foreign(session: Session, consent_id: str | None, person_id: str) -> None:
    """A consent of somebody else opens nothing."""
    if consent_id is not None:
        consent = session.get(Consent, consent_id)
        if consent is None or consent.person_id != person_id:
            raise NotFound


def _note(session: Session, actor: Actor, grant: Grant, action: str) -> None:
    what, to = ("case_person", grant.person_id), grant.organization_id
    note(session, actor, action, what, to=to, level=int(grant.level), reference=grant.reference_id)
