"""Doing something with a referral: open it under the locks, find out the facts, let the rules decide, carry it out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.access.queries.reach import works_for
from referral.audit.service import append
from referral.cases.rules import DataCategory
from referral.cases.rules.terms import WithdrawalScope, WithdrawalVia
from referral.cases.service.attaching import attach_by_referral
from referral.cases.service.withdrawing import withdraw_consent
from referral.cases.sight import member_of
from referral.directory.rules import sees
from referral.kit import events
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import Refusal, StaleVersion
from referral.referrals import acts
from referral.referrals.errors import BY_CODE, NotPossible, RoleNotAllowed, invalid
from referral.referrals.models import ReferralRecord
from referral.referrals.projection import Standing
from referral.referrals.queries.events import last_event
from referral.referrals.rules import (
    UNSENT,
    Acting,
    Action,
    Change,
    Facts,
    Helped,
    Inputs,
    Note,
    Refused,
    Role,
    Told,
    choose_offer,
    decide,
    decide_note,
    state_of,
    we_helped,
)
from referral.referrals.rules.inputs import Accept, ProvideInfo, WithdrawConsent
from referral.referrals.service.addressing import addressed
from referral.referrals.service.applying import apply_change
from referral.referrals.service.enquiring import choose_place
from referral.referrals.service.knowing import facts_for
from referral.referrals.service.releasing import facts_of_release
from referral.referrals.service.resting import find_consents
from referral.referrals.service.seeing import STAND_IN, Opened, acting_roles, open_referral
from referral.referrals.service.settling import settle_consents, settle_release
from referral.referrals.service.telling import words_of
from referral.referrals.service.values import value_of
from referral.referrals.values import NewDocument

_TAKES_CONSENTS_ALONG = (Action.SUBMIT, Action.REQUEST_APPROVAL, Action.APPROVE)
_CLIENT_CHOICE = "Nothing covers it any more; the sender knows why."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """When it happened, if not now; how the receiver told it, if the sender records it; which version was read."""

    version: int
    occurred_at: datetime | None = None
    told: Told | None = None


def act(
    session: Session, actor: Actor, referral_id: str, action: Action, inputs: Inputs, attempt: Attempted
) -> ReferralRecord:
    """One action of the table. Raises `NotFound`, `StaleVersion`, and what the rules refuse."""
    if action is Action.WITHDRAW_CONSENT and isinstance(inputs, WithdrawConsent):
        return _withdraw(session, actor, referral_id, inputs, attempt)
    if action in _TAKES_CONSENTS_ALONG:
        find_consents(session, actor, referral_id)
    opened = opened_at(session, actor, referral_id, attempt)
    record = opened.record
    if opened.principal.stands_in and action not in STAND_IN:
        raise RoleNotAllowed("Who stands in by the duty list approves or returns, and nothing else.")
    if action in _TAKES_CONSENTS_ALONG and state_of(record.state) in UNSENT:
        settle_consents(session, opened)
    categories: frozenset[DataCategory] = frozenset()
    match inputs:
        case ProvideInfo(categories=given):
            categories = given
        case Accept(assign_to=person) if person is not None:
            _check_colleague(session, actor, person)
    facts = facts_for(session, opened, action, categories=categories, at=now())
    acting = _acting(actor, opened, attempt)
    change = changed(opened, decide(value_of(record), action, acting, inputs, facts, now()))
    if action in (Action.SUBMIT, Action.APPROVE):
        settle_release(record, opened, supervisor=acting.person if action is Action.APPROVE else None)
    if action in (Action.SUBMIT, Action.APPROVE) and record.enquiry_id is not None:
        choose_place(session, actor, record.enquiry_id, record.service_id)
    apply_change(session, actor, record, change)
    return record


def note(
    session: Session,
    actor: Actor,
    referral_id: str,
    what: Note,
    said: dict[str, Any],
    attempt: Attempted,
) -> ReferralRecord:
    """Something beside the states: `said` are codes, ids and words that belong to it; words are sealed."""
    opened = opened_at(session, actor, referral_id, attempt)
    if opened.principal.stands_in:
        raise RoleNotAllowed("Who stands in by the duty list approves or returns, and nothing else.")
    acting = _acting(actor, opened, attempt)
    if what is Note.ASSIGN:
        _check_colleague(session, actor, said["assign_to"])
        acting = replace(acting, roles=acting.roles | _may_assign(opened))
    if what is Note.PROPOSE and "suggested_service" in said:
        addressed(session, said["suggested_service"], None, sees=sees(actor))
    if what is Note.RELEASE_ITEM:
        facts = facts_of_release(session, opened, said["item"], now())
    else:
        facts = facts_for(session, opened, what, at=now())
    change = changed(opened, decide_note(value_of(opened.record), what, acting, facts, now()))
    if what is Note.ASSIGN:
        change = _assigned(opened, change, said["assign_to"])
    if what is Note.RELEASE_ITEM:
        _release(opened.record, said["item"])
    apply_change(session, actor, opened.record, change, said=said)
    return opened.record


def attach(
    session: Session, actor: Actor, referral_id: str, given: NewDocument, attempt: Attempted
) -> ReferralRecord:
    """A document with one of the people: of the sender it is released by itself; the receiver has what it attached."""
    opened = opened_at(session, actor, referral_id, attempt)
    facts = facts_for(session, opened, Note.ATTACH_DOCUMENT, at=now())
    decided = decide_note(
        value_of(opened.record), Note.ATTACH_DOCUMENT, _acting(actor, opened, attempt), facts, now()
    )
    change, record = changed(opened, decided), opened.record
    if not 1 <= given.number <= len(opened.person_ids):
        raise invalid("number", f"Must be 1 to {len(opened.person_ids)}: which person of the referral.")
    kept = attach_by_referral(
        session,
        actor,
        opened.person_ids[given.number - 1],
        kind=given.kind,
        name=given.name,
        content=given.content,
    )
    if opened.principal.standing is Standing.RECEIVER:
        _release(record, kept.id)
    apply_change(session, actor, record, change, said={"document": kept.id, "kind": kept.kind.value})
    return record


def help_at_once(
    session: Session, actor: Actor, referral_id: str, helped: Helped, attempt: Attempted
) -> ReferralRecord:
    """ "We helped": acceptance, beginning and completion as three events, guards unchanged, or none of them."""
    opened = opened_at(session, actor, referral_id, attempt)
    facts = replace(
        facts_for(session, opened, Action.ACCEPT, at=now()),
        tells_back=facts_for(session, opened, Action.COMPLETE, at=now()).tells_back,
    )
    acting = _acting(actor, opened, attempt)
    decided = we_helped(value_of(opened.record), acting, helped, facts, now())
    if isinstance(decided, Refused):
        raise refusal_of(opened, decided)
    for change in decided:
        apply_change(session, actor, opened.record, change)
    return opened.record


def choose(session: Session, actor: Actor, referral_id: str, attempt: Attempted) -> ReferralRecord:
    """The person chose the place that this organisation of the open offer would give."""
    opened = opened_at(session, actor, referral_id, attempt)
    record = opened.record
    offered = last_event(session, record.id, (Note.PLACE_OFFERED,))
    said = words_of(session, opened.person_ids[0], offered).get("said_by") if offered else None
    value = value_of(record, said_by=said) if said else value_of(record)
    facts = facts_for(session, opened, Action.ACCEPT, at=now())
    decided = choose_offer(value, _acting(actor, opened, attempt), facts, now())
    apply_change(session, actor, record, changed(opened, decided))
    return record


def opened_at(session: Session, actor: Actor, referral_id: str, attempt: Attempted) -> Opened:
    """The referral under its locks, at the version that was read. Raises `NotFound`, `StaleVersion`."""
    opened = open_referral(session, actor, referral_id)
    if opened.record.version != attempt.version:
        raise StaleVersion
    return opened


def _acting(actor: Actor, opened: Opened, attempt: Attempted) -> Acting:
    return Acting(
        roles=acting_roles(actor, opened.principal),
        person=member_of(actor),
        occurred_at=attempt.occurred_at,
        told=attempt.told,
    )


def changed(opened: Opened, decided: Refused | Change) -> Change:
    """The change; raises the refusal as the actor may see it."""
    if isinstance(decided, Refused):
        raise refusal_of(opened, decided)
    return decided


def refusal_of(opened: Opened, refused: Refused) -> Refusal:
    """The refusal as the actor may see it: to the receiver a withdrawn consent looks like a cancelled referral."""
    record, shown = opened.record, opened.projection.shown.state
    detail = refused.detail.replace(str(record.state), str(shown))
    if opened.principal.standing is Standing.RECEIVER and refused.code == "consent-missing":
        detail = _CLIENT_CHOICE
    kind = BY_CODE.get(refused.code, NotPossible)
    actions = [str(each) for each in refused.allowed_actions]
    made = kind(detail, current_state=str(shown), allowed_actions=actions)
    made.afterwards = _noting_refusal(record.id, refused.code)
    return made


def _noting_refusal(referral_id: str, code: str) -> Callable[[Session, Actor], None]:
    """Written after the refused transaction was rolled back."""

    def write(session: Session, actor: Actor) -> None:
        append(
            session,
            actor,
            action=acts.REFUSED,
            object_kind="referral",
            object_id=referral_id,
            details={"code": code},
        )

    return write


def _check_colleague(session: Session, actor: Actor, person: str) -> None:
    if actor.organization_id is None or not works_for(session, person, actor.organization_id):
        raise invalid("assign_to", "Must be an active member of your organisation.")


def _may_assign(opened: Opened) -> frozenset[Role]:
    """A supervisor of either side may give it to somebody."""
    return opened.principal.roles & {Role.SUPERVISOR}


def _assigned(opened: Opened, change: Change, person: str) -> Change:
    """At the receiver it is the worker who is another one from now on; at the sender the case is given over."""
    if opened.principal.standing is Standing.RECEIVER:
        return replace(change, referral=replace(change.referral, assigned_to=person))
    return change


def _release(record: ReferralRecord, item: str) -> None:
    record.released = {**record.released, item: now().isoformat()}


def _withdraw(
    session: Session, actor: Actor, referral_id: str, inputs: WithdrawConsent, attempt: Attempted
) -> ReferralRecord:
    """Withdraws the consents of everybody in it; the referrals that rest on them end with them.

    Whoever sees the referral may bring the person's word, in whichever part: it must not fail.
    """
    opened = open_referral(session, actor, referral_id)
    acting = Acting(roles=frozenset({Role.CLIENT}), person=member_of(actor), occurred_at=attempt.occurred_at)
    decided = decide(value_of(opened.record), Action.WITHDRAW_CONSENT, acting, inputs, Facts(), now())
    change = changed(opened, decided)
    for consent in opened.ground.consents.values():
        withdraw_consent(
            session,
            actor,
            consent.id,
            scopes=[WithdrawalScope(each.value) for each in inputs.scopes],
            via=WithdrawalVia(inputs.via.value),
            occurred_at=attempt.occurred_at,
        )
    events.deliver(session)
    if not opened.ground.consents:
        apply_change(session, actor, opened.record, change)
    return opened.record
