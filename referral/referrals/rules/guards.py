"""What must hold before an action, beyond state and role. A guard gives the fault, or None."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from referral.cases.rules.conflicts import may_stand_in
from referral.cases.rules.covering import Denied
from referral.cases.rules.terms import Basis
from referral.referrals.rules.actions import Action, Role
from referral.referrals.rules.inputs import (
    Complete,
    Decline,
    Fail,
    Hold,
    ProvideInfo,
    StartService,
    Submit,
    Waitlist,
    WithdrawConsent,
)
from referral.referrals.rules.kinds import Delivery, Kind, Priority
from referral.referrals.rules.moves import Fault, Move
from referral.referrals.rules.reasons import ApprovalReason, DeclineReason, FailCause, WithdrawalCause
from referral.referrals.rules.referral import Eligibility
from referral.referrals.rules.states import SERVED, SERVING, State

LONGEST_HOLD = timedelta(days=30)
AUTO_CLOSE_AFTER = timedelta(days=30)
LAPSES_AFTER: Mapping[State, timedelta] = MappingProxyType(
    {State.DRAFT: timedelta(days=30), State.PENDING_APPROVAL: timedelta(days=7)}
)
FEWEST_ATTEMPTS = 3


def forced_approval(move: Move) -> frozenset[ApprovalReason]:
    """Why a supervisor has to approve: what the service found, and what the referral itself says."""
    legal = move.referral.basis is not Basis.CONSENT
    return move.facts.forced | ({ApprovalReason.BASIS_NOT_CONSENT} if legal else frozenset())


def sent_alone(move: Move) -> bool:
    """Whether the author sends it without the approval that is due: an emergency with nobody reachable."""
    match move.inputs:
        case Submit(alone_because=why) if why.strip() and forced_approval(move):
            return move.referral.priority is Priority.EMERGENCY and not move.facts.approver_reachable
    return False


def _submit(move: Move) -> Fault | None:
    forced = forced_approval(move)
    if forced and not sent_alone(move):
        return Fault(
            "approval-required",
            f"a supervisor has to approve it ({', '.join(sorted(forced))}); right would be to request approval, or in "
            "an emergency with nobody reachable to say why it is sent at once",
        )
    return _sendable(move)


def _approve(move: Move) -> Fault | None:
    return _another_person(move) or _stands_in(move) or _sendable(move)


def _stands_in(move: Move) -> Fault | None:
    """For the child of a marked guardian an authority or a law stands in, and the supervisor who approves agrees."""
    found = move.facts.stand_in
    if found is None:
        return None
    missing = may_stand_in(replace(found, supervisor=move.acting.person))
    return None if missing is None else Fault("stand-in-missing", missing)


def _another_person(move: Move) -> Fault | None:
    if move.acting.person is None or move.acting.person == move.referral.author:
        return Fault("same-person", "nobody approves what they wrote; right would be another supervisor")
    return None


def _sendable(move: Move) -> Fault | None:
    facts, referral = move.facts, move.referral
    if referral.kind is Kind.MANDATORY_REPORT and referral.basis is Basis.CONSENT:
        return Fault("legal-basis-missing", "a mandatory report rests on a law; right would be its article")
    if fault := _covered(move):
        return fault
    if not facts.service_active:
        return Fault("service-not-active", "the service is not active; right would be one that is")
    if not facts.serves_place:
        return Fault("place-not-served", "the service does not serve the person's place")
    if facts.eligibility is Eligibility.UNMET:
        return Fault("not-eligible", "the service is known not to take them; its criteria say which is unmet")
    if facts.duplicates:
        listed = ", ".join(facts.duplicates)
        return Fault("duplicate-open", f"the same person is already referred to this service: {listed}")
    if referral.delivery is Delivery.CONNECTED and not facts.receiver_can_answer:
        return Fault(
            "receiver-not-connected",
            "nobody there can answer; right would be to tell them by phone or paper, and to record it as that",
        )
    return None


def _covered(move: Move) -> Fault | None:
    verdict = move.facts.consent
    if not isinstance(verdict, Denied):
        return None
    missing = f": {', '.join(verdict.missing)}" if verdict.missing else ""
    return Fault(
        "consent-missing", f"no consent and no other legal basis covers it ({verdict.reason}{missing})"
    )


def _provide_info(move: Move) -> Fault | None:
    match move.inputs:
        case ProvideInfo(categories=categories) if categories:
            return _covered(move)
    return None


def _waitlist(move: Move) -> Fault | None:
    match move.inputs:
        case Waitlist(review_on=day) if not move.is_ahead(day):
            return Fault("review-not-ahead", f"{day} has passed; right would be a day ahead")
    return None


def _accept(move: Move) -> Fault | None:
    if move.facts.taken:
        return Fault("taken", "another organisation of the open offer was first")
    if move.referral.receiver_willing is not None:
        return Fault("already-offered", "a place was offered before; the person chooses among the offers")
    return _covered(move)


def _decline(move: Move) -> Fault | None:
    """Places that were promised are there until then; what the receiver told since is recorded all the same."""
    until = move.referral.held_until
    match move.inputs:
        case Decline(reason=DeclineReason.NO_CAPACITY) if move.acting.told is None and until is not None:
            if move.at < until:
                return Fault(
                    "places-held",
                    f"the places are held until {until.isoformat()}; right would be to accept, or another reason",
                )
    return None


def _start_service(move: Move) -> Fault | None:
    match move.inputs:
        case StartService(first_contact_on=day) if not move.has_begun(day):
            return Fault(
                "in-the-future", f"{day} has not come yet; right would be the day of the first contact"
            )
    return None


def _hold(move: Move) -> Fault | None:
    match move.inputs:
        case Hold(review_on=day) if not move.is_ahead(day):
            return Fault("review-not-ahead", f"{day} has passed; right would be a day ahead")
        case Hold(review_on=day) if day > (latest := (move.occurred_at + LONGEST_HOLD).date()):
            return Fault(
                "review-too-far", f"{day} is more than 30 days ahead; right would be {latest} at the latest"
            )
    return None


def _complete(move: Move) -> Fault | None:
    match move.inputs:
        case Complete(served_to=day) if not move.has_begun(day):
            return Fault(
                "in-the-future", f"{day} has not come yet; right would be the last day of the service"
            )
        case Complete(feedback=text) if text.strip() and not move.facts.tells_back:
            return Fault(
                "feedback-not-agreed", "the person did not agree that the sender is told; leave feedback out"
            )
    return None


def _fail(move: Move) -> Fault | None:
    match move.inputs:
        case Fail(cause=FailCause.CLIENT_UNREACHABLE):
            ways = move.facts.ways
            tries = sum(
                1 for each in move.facts.attempts if each.at <= move.at and (not ways or each.way in ways)
            )
            if tries < FEWEST_ATTEMPTS:
                return Fault(
                    "too-few-attempts",
                    f"{tries} attempts by the ways the person has; right would be {FEWEST_ATTEMPTS} or more, visits "
                    "and messages through a trusted person count",
                )
    return None


def _auto_close(move: Move) -> Fault | None:
    if move.at < move.referral.since + AUTO_CLOSE_AFTER:
        return Fault("not-yet", "it closes by itself 30 days after it was completed")
    return None


def _expire(move: Move) -> Fault | None:
    lapse = LAPSES_AFTER.get(move.referral.state)
    due = move.facts.expires_at if lapse is None else move.referral.since + lapse
    if due is None or move.at < due:
        return Fault("not-yet", "its time is not over")
    return None


def _withdraw_consent(move: Move) -> Fault | None:
    """Only the clock is ever refused: a consent that ran out never ends a service."""
    match move.inputs:
        case WithdrawConsent(cause=WithdrawalCause.EXPIRED) if move.roles == {Role.SYSTEM}:
            if move.referral.state in (*SERVING, *SERVED):
                return Fault(
                    "expiry-ends-no-service", "a consent that ran out never ends a service; ask the person"
                )
    return None


GUARDS: Mapping[Action, Callable[[Move], Fault | None]] = MappingProxyType(
    {
        Action.SUBMIT: _submit,
        Action.APPROVE: _approve,
        Action.RETURN_TO_DRAFT: _another_person,
        Action.PROVIDE_INFO: _provide_info,
        Action.WAITLIST: _waitlist,
        Action.ACCEPT: _accept,
        Action.DECLINE: _decline,
        Action.START_SERVICE: _start_service,
        Action.HOLD: _hold,
        Action.COMPLETE: _complete,
        Action.FAIL: _fail,
        Action.AUTO_CLOSE: _auto_close,
        Action.EXPIRE: _expire,
        Action.WITHDRAW_CONSENT: _withdraw_consent,
    }
)
