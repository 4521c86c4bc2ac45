"""Withdrawing a consent: one transaction closes it, ends all access that rests on it and asks for what is held.

It never fails on a check of consent, works twice, and tells the rooms above by `ConsentWithdrawn`. What rests on a law
or on vital interests becomes an objection instead.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.consent_words import Basis, WithdrawalScope, WithdrawalVia
from referral.cases.errors import NoEffect
from referral.cases.events import ConsentWithdrawn
from referral.cases.models import Case, Consent, Objection, Person, PrivacyTask
from referral.cases.queries import consents, people, privacy
from referral.cases.sealing import seal
from referral.cases.service import tasks
from referral.cases.service.grants import end_all
from referral.cases.service.keys import key_of
from referral.cases.service.recording import note, recorded, require_role
from referral.cases.sight import OFFICER, Sight
from referral.cases.values import check_text
from referral.cases.words import GrantEnd, ObjectionState, TaskKind
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.work import act_for_case
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound

# Until the country's profile says otherwise.
TO_DECIDE = timedelta(days=30)


@dataclass(frozen=True)
class Withdrawal:
    """What came of it: the first time it was withdrawn and the tasks made now, or the objection that it became."""

    withdrawn_at: datetime | None
    tasks: tuple[PrivacyTask, ...] = ()
    objection: Objection | None = None


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
    given = consents.consent_for(session, actor, consent_id, lock=True)
    consent = consents.newest_of(session, given, lock=True)
    person, case = _locked(session, actor, consent)
    if by_representative is not None:
        _refuse_marked(session, person, by_representative)
    if consent.basis != Basis.CONSENT:
        return Withdrawal(None, objection=_object(session, actor, consent, person, case, words))
    meant = {WithdrawalScope.STOP_SHARING, *scopes}
    before = set(consent.withdrawn_scopes or ())
    if meant <= before:
        return Withdrawal(consent.withdrawn_at)
    if consent.withdrawn_at is None:
        consent.withdrawn_at, consent.withdrawn_via = recorded(actor, occurred_at)["occurred_at"], via
    consent.withdrawn_scopes = [each.value for each in WithdrawalScope if each in meant | before]
    made = _end(
        session, actor, consent, case, why="withdrawn", scopes=frozenset(consent.withdrawn_scopes), via=via
    )
    details = {
        "consent": consent.id,
        "scopes": consent.withdrawn_scopes,
        "via": via.value,
        "tasks": len(made),
    }
    note(
        session, actor, acts.CONSENT_WITHDRAWN, ("case_person", person.id), occurred_at=occurred_at, **details
    )
    return Withdrawal(consent.withdrawn_at, tuple(made))


def _refuse_marked(session: Session, person: Person, representative_id: str) -> None:
    if people.representative(session, person, representative_id).conflict_at is not None:
        raise NoEffect


def _locked(session: Session, actor: Actor, consent: Consent) -> tuple[Person, Case]:
    """The person and the case, locked: for whoever sees at least that the case exists, or was given access to it."""
    try:
        seen = people.person_for(session, actor, consent.person_id, least=Sight.LINE, lock=True)
        return seen.person, seen.case
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
    return session.get_one(Person, consent.person_id), case


def _end(
    session: Session,
    actor: Actor,
    consent: Consent,
    case: Case,
    *,
    why: str,
    scopes: frozenset[str],
    via: str,
) -> list[PrivacyTask]:
    """Ends what rests on the consent, asks every organisation that ever had access, and tells the rooms above."""
    kind = TaskKind.DELETE if WithdrawalScope.DELETE in scopes else TaskKind.RESTRICT
    ever = consents.chain_grants(session, consent.chain_id)
    ended = end_all(ever, GrantEnd.EXPIRED if why == "expired" else GrantEnd.WITHDRAWN)
    made = tasks.ask(session, actor, ever, kind)
    events.emit(
        session,
        ConsentWithdrawn(
            consent_id=consent.id,
            chain_id=consent.chain_id,
            person_id=consent.person_id,
            case_id=case.id,
            at=consent.withdrawn_at or now(),
            why=why,
            scopes=scopes,
            via=via,
            references=tasks.references_of(ended),
        ),
    )
    return made


def expire_consent(session: Session, actor: Actor, consent_id: str) -> bool:
    """Ends a consent that ran out, as a withdrawal does, where nobody has accepted yet; says whether it did.

    Access that reached identity stays as it is: it never ends a service.
    """
    consent = consents.consent_for(session, actor, consent_id, lock=True)
    moment = now()
    over = consent.expires_at is not None and consent.expires_at <= moment and consent.withdrawn_at is None
    if not over or consents.newest_of(session, consent).id != consent.id:
        return False
    person = session.get_one(Person, consent.person_id)
    case = session.get_one(Case, person.case_id, with_for_update=True)
    waiting = [each for each in consents.open_grants(session, consent.chain_id) if each.level < 2]
    ended = end_all(waiting, GrantEnd.EXPIRED)
    if not ended:
        return False
    tasks.ask(session, actor, ended, TaskKind.RESTRICT)
    scopes, references = frozenset({WithdrawalScope.STOP_SHARING.value}), tasks.references_of(ended)
    told = (consent.id, consent.chain_id, person.id, case.id, moment, "expired", scopes, "clock", references)
    events.emit(session, ConsentWithdrawn(*told))
    what = ("case_person", person.id)
    note(session, actor, acts.CONSENT_WITHDRAWN, what, consent=consent.id, why="expired", ended=len(ended))
    return True


def _object(
    session: Session, actor: Actor, consent: Consent, person: Person, case: Case, words: str | None
) -> Objection:
    found = privacy.open_objection(session, consent.id)
    if found is not None:
        return found
    made = Objection(
        **recorded(actor),
        person_id=person.id,
        consent_id=consent.id,
        organization_id=case.organization_id,
        state=ObjectionState.OPEN,
        due_at=now() + TO_DECIDE,
    )
    said = check_text("words", words, longest=2000)
    made.words_sealed = seal(key_of(session, person.id), Objection.words_sealed, made.id, said)
    session.add(made)
    note(
        session,
        actor,
        acts.CONSENT_OBJECTED,
        ("case_person", person.id),
        consent=consent.id,
        objection=made.id,
    )
    return made


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
        stop = frozenset({WithdrawalScope.STOP_SHARING.value})
        _end(session, actor, consent, case, why="withdrawn", scopes=stop, via="data_protection_officer")
    what = ("objection", found.id)
    note(session, actor, acts.OBJECTION_DECIDED, what, person=person.id, state=found.state)
    return found
