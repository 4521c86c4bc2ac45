"""Withdrawal: what is meant, what follows at once, and what becomes an objection instead.

A withdrawal never fails: it works from every open state, twice, when the recipient is disabled, and whoever brings it.
Only who is marked as having a conflict of interest brings nothing about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from referral.cases.rules.conflicts import ConflictMark, HasEffect, has_effect
from referral.cases.rules.consent import Consent, Withdrawn
from referral.cases.rules.duties import Duty, DutyKind, Phase, TaskKind
from referral.cases.rules.terms import WithdrawalScope, WithdrawalVia


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks (a person's id), how, in which meaning, and when."""

    by: str
    via: WithdrawalVia
    scopes: frozenset[WithdrawalScope]
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A referral under the consent: its receiver, how far it is, and whether the receiver ever had access to data."""

    referral: str
    receiver: str
    phase: Phase
    had_access: bool


@dataclass(frozen=True, slots=True)
class WithdrawalAccepted:
    """The consent as it stands now, and what to do; `first` tells whether it was not withdrawn before."""

    consent: Consent
    duties: tuple[Duty, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class Objection:
    """It rests on a law or vital interests: the referral goes on, the officer decides by `decide_by`."""

    duties: tuple[Duty, ...]
    decide_by: datetime


@dataclass(frozen=True, slots=True)
class NoEffect:
    """Brought by somebody with a conflict of interest; they are answered as if it had been taken."""

    duties: tuple[Duty, ...] = ()


def withdraw(
    consent: Consent,
    request: Request,
    held: Iterable[Held],
    *,
    marks: Iterable[ConflictMark] = (),
    answer_days: int,
) -> WithdrawalAccepted | Objection | NoEffect:
    """What a withdrawal does. `answer_days` is the country's term for answering a request of the person.

    Asked again it keeps the first moment and adds only what is newly meant.
    """
    at = request.at
    if not has_effect(HasEffect.WITHDRAWAL, marks, actor=request.by, person=consent.person, at=at):
        return NoEffect()
    if not consent.rests_on_agreement:
        told = (Duty(DutyKind.OFFICER_DECIDES, consent.id), Duty(DutyKind.TELL_PERSON_WHY, consent.person))
        return Objection(told, at + timedelta(days=answer_days))
    before = consent.withdrawn
    meant = request.scopes | {WithdrawalScope.STOP_SHARING}
    new = meant - before.scopes if before else meant
    duties = tuple(_duties(consent, request, sorted(held, key=lambda each: each.referral), new))
    return WithdrawalAccepted(
        replace(consent, withdrawn=_withdrawn(consent, request, meant)), duties, before is None
    )


def uphold(held: Iterable[Held]) -> tuple[Duty, ...]:
    """What follows where the officer decides for the person: all that rests on the record ends, as withdrawn."""
    ordered = sorted(held, key=lambda each: each.referral)
    stop = frozenset({WithdrawalScope.STOP_SHARING})
    return (*(duty for each in ordered for duty in _ends(each)), *_privacy_tasks(ordered, stop))


def _withdrawn(consent: Consent, request: Request, meant: frozenset[WithdrawalScope]) -> Withdrawn:
    if consent.withdrawn is not None:
        return replace(consent.withdrawn, scopes=consent.withdrawn.scopes | meant)
    # A paper may tell of a day before the consent was typed in; the withdrawal holds all the same.
    return Withdrawn(max(request.at, consent.given_at), request.via, meant)


def _duties(
    consent: Consent, request: Request, held: list[Held], new: frozenset[WithdrawalScope]
) -> Iterator[Duty]:
    if WithdrawalScope.STOP_SHARING in new:
        yield Duty(DutyKind.CLOSE_CONSENT, consent.id)
        for each in held:
            yield from _ends(each)
        if request.via is WithdrawalVia.CODE:
            yield Duty(DutyKind.ASK_WHETHER_IT_WAS_THEY, consent.person)
    yield from _privacy_tasks(held, new)
    if WithdrawalScope.LEAVE_SERVICE in new:
        leaves = {each.receiver for each in held if each.phase.open}
        yield from (Duty(DutyKind.TELL_RECEIVER_PERSON_LEAVES, receiver) for receiver in sorted(leaves))


def _ends(held: Held) -> Iterator[Duty]:
    if held.phase.open:
        yield Duty(DutyKind.END_REFERRAL, held.referral)
    for kind in (DutyKind.END_GRANTS, DutyKind.CANCEL_MESSAGES, DutyKind.REVOKE_LINKS):
        yield Duty(kind, held.referral)


def _privacy_tasks(held: list[Held], new: frozenset[WithdrawalScope]) -> Iterator[Duty]:
    """One for every organisation that had access: to delete where that is meant, else to use no further."""
    if not new & {WithdrawalScope.STOP_SHARING, WithdrawalScope.DELETE}:
        return
    task = TaskKind.DELETE if WithdrawalScope.DELETE in new else TaskKind.RESTRICT
    for holder in sorted({each.receiver for each in held if each.had_access}):
        yield Duty(DutyKind.PRIVACY_TASK, holder, task)
