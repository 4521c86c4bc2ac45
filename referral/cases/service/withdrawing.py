"""Withdrawing a consent: one transaction closes it, ends all access that rests on it and asks for what is held.

What follows the rules decide. It never fails on a check of consent, works twice, and tells the rooms above by
`ConsentWithdrawn`. What rests on a law or on vital interests becomes an objection instead.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from referral.cases import acts, errors
from referral.cases.events import ConsentWithdrawn
from referral.cases.models import Case, Consent, Objection, Person, PrivacyTask
from referral.cases.queries import consents, people, privacy
from referral.cases.rules import (
    DutyKind,
    NoEffect,
    Request,
    TaskKind,
    WithdrawalAccepted,
    WithdrawalScope,
    WithdrawalVia,
    duties_of_expiry,
    uphold,
    withdraw,
)
from referral.cases.rules import Objection as Objected
from referral.cases.sealing import seal
from referral.cases.service import tasks
from referral.cases.service.duties import Done, carry_out
from referral.cases.service.grants import end_all
from referral.cases.service.keys import key_of
from referral.cases.service.objecting import object_to
from referral.cases.service.recording import note, recorded, require_role
from referral.cases.service.representing import asks, marks_of
from referral.cases.service.stored import held_of, phase_of, value_of
from referral.cases.sight import OFFICER, Sight
from referral.cases.values import check_text
from referral.cases.words import GrantEnd, ObjectionState
from referral.kit import events
from referral.kit.clock import now
from referral.kit.crypto import DataKey
from referral.kit.db.work import act_for_case
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound

# Until the country's profile says otherwise.
ANSWER_DAYS = 30


@dataclass(frozen=True)
class Withdrawal:
    """What came of it: the first time it was withdrawn and the tasks made now, or the objection that it became."""

    withdrawn_at: datetime | None
    tasks: tuple[PrivacyTask, ...] = ()
    objection: Objection | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Of:
    """What a consent belongs to, all locked."""

    consent: Consent
    person: Person
    case: Case


def withdraw_consent(
    session: Session,
    actor: Actor,
    consent_id: str,
    *,
    scopes: Collection[WithdrawalScope] = (),
    via: WithdrawalVia,
    words: str | None = None,
    by_representative: str | None = None,
    occurred_at: datetime | None = None,
) -> Withdrawal:
    """Withdraws the newest version, through anyone: the organisation that answers for the case or one with access.

    Stopping to share is always meant; what else is meant `scopes` says. A second time answers the first, and adds
    what is newly meant. Raises `NotFound`, and `NoEffect` for a representative marked with a conflict of interest.
    """
    of = _locked(session, actor, consent_id)
    at = recorded(actor, occurred_at)["occurred_at"]
    request = Request(asks(session, of.person, by_representative), via, frozenset(scopes), at)
    value = value_of(session, _key_left(session, of.person), of.consent)
    held = held_of(consents.chain_grants(session, of.consent.chain_id))
    marks = marks_of(session, of.person)
    decided = withdraw(value, request, held, marks=marks, answer_days=ANSWER_DAYS)
    if isinstance(decided, NoEffect):
        raise errors.NoEffect
    if isinstance(decided, Objected):
        made = object_to(session, actor, of.consent, of.case, words, decided)
        return Withdrawal(None, objection=made)
    return _withdrawn(session, actor, of, decided, request, first_said=occurred_at)


def _withdrawn(
    session: Session,
    actor: Actor,
    of: _Of,
    decided: WithdrawalAccepted,
    request: Request,
    *,
    first_said: datetime | None,
) -> Withdrawal:
    consent, now_held = of.consent, decided.consent.withdrawn
    assert now_held is not None  # noqa: S101 - an accepted withdrawal says when
    meant = tuple(each.value for each in WithdrawalScope if each in now_held.scopes)
    if meant == tuple(consent.withdrawn_scopes or ()):
        return Withdrawal(consent.withdrawn_at, scopes=meant)
    if decided.first:
        consent.withdrawn_at, consent.withdrawn_via = now_held.at, now_held.via
    consent.withdrawn_scopes = list(meant)
    grants = consents.chain_grants(session, consent.chain_id)
    done = carry_out(session, actor, decided.duties, grants, why=GrantEnd.WITHDRAWN)
    _tell(session, of, done, why="withdrawn", scopes=frozenset(meant), via=request.via)
    details = {"consent": consent.id, "scopes": list(meant), "via": request.via.value}
    what = ("case_person", of.person.id)
    tasks_made = len(done.tasks)
    note(
        session,
        actor,
        acts.CONSENT_WITHDRAWN,
        what,
        occurred_at=first_said,
        tasks=tasks_made,
        **details,
    )
    return Withdrawal(consent.withdrawn_at, done.tasks, scopes=meant)


def _key_left(session: Session, person: Person) -> DataKey | None:
    """The person's key, if there is one: a withdrawal never fails, not even after an erasure."""
    try:
        return key_of(session, person.id)
    except errors.PersonErased:
        return None


def _locked(session: Session, actor: Actor, consent_id: str) -> _Of:
    """The newest version with person and case: for whoever sees that the case exists, or was given access to it."""
    given = consents.consent_for(session, actor, consent_id, lock=True)
    consent = consents.newest_of(session, given, lock=True)
    try:
        seen = people.person_for(session, actor, consent.person_id, least=Sight.LINE, lock=True)
        return _Of(consent, seen.person, seen.case)
    except NotFound:
        own = [
            each
            for each in consents.grants_of(session, consent.person_id)
            if each.organization_id == actor.organization_id
        ]
        if not own or actor.kind is ActorKind.ANONYMOUS:
            raise
    act_for_case(session, own[0].case_id)
    case = session.get_one(Case, own[0].case_id, with_for_update=True)
    return _Of(consent, session.get_one(Person, consent.person_id), case)


def _tell(session: Session, of: _Of, done: Done, *, why: str, scopes: frozenset[str], via: str) -> None:
    """Tells the rooms above what ended."""
    events.emit(
        session,
        ConsentWithdrawn(
            consent_id=of.consent.id,
            chain_id=of.consent.chain_id,
            person_id=of.person.id,
            case_id=of.case.id,
            at=of.consent.withdrawn_at or now(),
            why=why,
            scopes=scopes,
            via=via,
            references=tasks.references_of(done.ended),
        ),
    )


def expire_consent(session: Session, actor: Actor, consent_id: str) -> bool:
    """Ends what a consent that ran out no longer carries, where nobody has accepted yet; says whether it did.

    Access that reached identity stays as it is: it never ends a service.
    """
    consent = consents.consent_for(session, actor, consent_id, lock=True)
    moment = now()
    if consents.newest_of(session, consent).id != consent.id:
        return False
    person = session.get_one(Person, consent.person_id)
    case = session.get_one(Case, person.case_id, with_for_update=True)
    value = value_of(session, _key_left(session, person), consent)
    grants = [
        each
        for each in consents.open_grants(session, consent.chain_id)
        for duty in duties_of_expiry(value, each.reference_id, phase_of(each), moment)
        if duty.kind is DutyKind.END_GRANTS
    ]
    if not grants:
        return False
    ended = end_all(grants, GrantEnd.EXPIRED)
    done = Done(tuple(ended), tuple(tasks.ask(session, actor, ended, TaskKind.RESTRICT)))
    scopes = frozenset({WithdrawalScope.STOP_SHARING.value})
    _tell(session, _Of(consent, person, case), done, why="expired", scopes=scopes, via="clock")
    what = ("case_person", person.id)
    note(session, actor, acts.CONSENT_WITHDRAWN, what, consent=consent.id, why="expired", ended=len(ended))
    return True


def decide_objection(
    session: Session, actor: Actor, objection_id: str, *, upheld: bool, answer: str
) -> Objection:
    """The data-protection officer decides, and says to the person why. Upheld, the access that rests on it ends."""
    require_role(actor, (OFFICER,))
    found = privacy.objection_for(session, actor, objection_id)
    said = check_text("answer", answer, longest=2000)
    if said is None:
        raise ValueError("answer: what the person is told is missing")
    if found.state != ObjectionState.OPEN:
        return found
    consent = consents.consent_for(session, actor, found.consent_id, lock=True)
    person = session.get_one(Person, found.person_id)
    case = session.get_one(Case, person.case_id, with_for_update=True)
    found.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    found.decided_at, found.decided_by = now(), recorded(actor)["recorded_by"]
    found.answer_sealed = seal(key_of(session, person.id), Objection.answer_sealed, found.id, said)
    if upheld:
        grants = consents.chain_grants(session, consent.chain_id)
        done = carry_out(session, actor, uphold(held_of(grants)), grants, why=GrantEnd.WITHDRAWN)
        stop = frozenset({WithdrawalScope.STOP_SHARING.value})
        of = _Of(consent, person, case)
        _tell(session, of, done, why="withdrawn", scopes=stop, via=WithdrawalVia.DATA_PROTECTION_OFFICER)
    what = ("objection", found.id)
    note(session, actor, acts.OBJECTION_DECIDED, what, person=person.id, state=found.state)
    return found
