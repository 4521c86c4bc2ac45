"""Whether an event beside the states may be written, and what follows from it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from types import MappingProxyType

from referral.cases.rules.covering import Denied
from referral.referrals.rules.actions import Role
from referral.referrals.rules.deciding import clock_with, refused
from referral.referrals.rules.kinds import Kind
from referral.referrals.rules.moves import Fault
from referral.referrals.rules.notes import NOTES, Note
from referral.referrals.rules.outcome import Change, Effect, EffectKind, Event, Refused
from referral.referrals.rules.referral import Acting, Facts, Referral
from referral.referrals.rules.states import SERVING, UNSENT, Side, State

_Outcome = Callable[[Referral, Acting], tuple[Referral, tuple[Effect, ...]]]
_TOLD = (Note.CONFIRM_TOLD, Note.CONTEST_TOLD)


def allowed_notes(referral: Referral, roles: Collection[Role]) -> tuple[Note, ...]:
    """What these roles may note now."""
    possible = _possible_notes(referral.state, frozenset(roles))
    return tuple(
        each
        for each in possible
        if (each not in _TOLD or referral.confirmed_state is not None)
        and (each is not Note.KEY_NOTICE or referral.kind is Kind.TRANSFER)
    )


@cache
def _possible_notes(state: State, roles: frozenset[Role]) -> tuple[Note, ...]:
    return tuple(note for note, noting in NOTES.items() if state in noting.states and roles & set(noting.who))


def decide_note(
    referral: Referral, note: Note, acting: Acting, facts: Facts, at: datetime
) -> Refused | Change:
    """The refusal, or the change: the state stays; who is assigned, what is confirmed, whose clock it is may change."""
    occurred = acting.occurred_at or at
    fault = _out_of_place(referral, note, acting) or _GUARDS.get(note, _no_guard)(referral, acting, facts)
    if fault is None and occurred > at:
        fault = Fault("in-the-future", "it has not happened yet; right would be a moment that has passed")
    if fault is not None:
        return refused(referral, fault, acting.roles)
    role = next(role for role in NOTES[note].who if role in acting.roles)
    event = Event(
        name=note,
        origin=referral.state,
        target=referral.state,
        by=acting.person,
        role=role,
        occurred_at=occurred,
        recorded_at=at,
    )
    after, effects = _OUTCOMES.get(note, _nothing_else)(referral, acting)
    return Change(referral=after, event=event, clock_with=clock_with(after), effects=effects)


def _out_of_place(referral: Referral, note: Note, acting: Acting) -> Fault | None:
    noting = NOTES.get(note)
    if noting is None or referral.state not in noting.states:
        return Fault("illegal-transition", f"{note} is not possible in {referral.state}")
    if not acting.roles & set(noting.who):
        return Fault("role-not-allowed", f"{note} is for {', '.join(sorted(noting.who))} only")
    if note in _TOLD and referral.confirmed_state is None:
        return Fault("nothing-told", "nothing was recorded for the receiver that is not confirmed")
    return None


def _no_guard(_: Referral, __: Acting, ___: Facts) -> Fault | None:
    return None


def _covered(_: Referral, __: Acting, facts: Facts) -> Fault | None:
    if isinstance(facts.consent, Denied):
        return Fault("consent-missing", f"no consent covers it ({facts.consent.reason})")
    return None


def _confirmable(referral: Referral, acting: Acting, facts: Facts) -> Fault | None:
    """To confirm an acceptance opens data, as accepting does."""
    return _covered(referral, acting, facts) if referral.state in SERVING else None


def _agreed_to_feedback(_: Referral, acting: Acting, facts: Facts) -> Fault | None:
    """What the receiver puts into the sender's case tells the sender."""
    if Role.CASE_WORKER not in acting.roles and not facts.tells_back:
        return Fault("feedback-not-agreed", "the person did not agree that the sender is told")
    return None


def _another_person(referral: Referral, acting: Acting, _: Facts) -> Fault | None:
    if acting.person is None or acting.person == referral.author:
        return Fault("same-person", "nobody reviews what they sent; right would be another supervisor")
    return None


def _nothing_else(referral: Referral, _: Acting) -> tuple[Referral, tuple[Effect, ...]]:
    return referral, ()


def _confirm(referral: Referral, acting: Acting) -> tuple[Referral, tuple[Effect, ...]]:
    if referral.state not in SERVING or referral.assigned_to is not None:
        return replace(referral, confirmed_state=None), (Effect(EffectKind.TELL_SENDER),)
    after = replace(referral, confirmed_state=None, assigned_to=acting.person)
    opened = (Effect(EffectKind.ASSIGN, acting.person), Effect(EffectKind.RECORD_DISCLOSURE, acting.person))
    return after, (*opened, Effect(EffectKind.TELL_SENDER))


def _contest(referral: Referral, _: Acting) -> tuple[Referral, tuple[Effect, ...]]:
    return referral, (Effect(EffectKind.SENDER_SETTLES), Effect(EffectKind.TELL_SENDER))


def _back_to_receiver(referral: Referral, _: Acting) -> tuple[Referral, tuple[Effect, ...]]:
    return replace(referral, clock_with=Side.RECEIVER), (Effect(EffectKind.TELL_RECEIVER),)


def _told(*kinds: EffectKind) -> _Outcome:
    return lambda referral, _: (referral, tuple(Effect(kind) for kind in kinds))


def _other_side(referral: Referral, acting: Acting) -> tuple[Referral, tuple[Effect, ...]]:
    """Whoever did not write it is told; a receiver hears of nothing before it is sent."""
    sends = acting.roles & {Role.CASE_WORKER, Role.SUPERVISOR}
    if sends and referral.state in UNSENT:
        return referral, ()
    return referral, (Effect(EffectKind.TELL_RECEIVER if sends else EffectKind.TELL_SENDER),)


def _is_transfer(referral: Referral, _: Acting, __: Facts) -> Fault | None:
    return None if referral.kind is Kind.TRANSFER else Fault("not-a-transfer", "only a transfer has two keys")


_GUARDS: Mapping[Note, Callable[[Referral, Acting, Facts], Fault | None]] = MappingProxyType(
    {
        Note.RELEASE_ITEM: _covered,
        Note.ATTACH_DOCUMENT: _agreed_to_feedback,
        Note.CONFIRM_TOLD: _confirmable,
        Note.REVIEWED: _another_person,
        Note.KEY_NOTICE: _is_transfer,
    }
)
_OUTCOMES: Mapping[Note, _Outcome] = MappingProxyType(
    {
        Note.ASSIGN: _told(EffectKind.RECORD_DISCLOSURE),
        Note.RELEASE_ITEM: _told(EffectKind.RECORD_DISCLOSURE, EffectKind.TELL_RECEIVER),
        Note.MESSAGE: _other_side,
        Note.ATTACH_DOCUMENT: _other_side,
        Note.ARRIVED: _other_side,
        Note.ESCALATE: _told(EffectKind.TELL_SUPERVISOR),
        Note.REMIND: _told(EffectKind.TELL_RECEIVER),
        Note.PROPOSE: _told(EffectKind.TELL_SENDER),
        Note.KEY_NOTICE: _told(EffectKind.TELL_SENDER, EffectKind.TELL_RECEIVER),
        Note.CONFIRM_TOLD: _confirm,
        Note.CONTEST_TOLD: _contest,
        Note.INFO_UNANSWERED: _back_to_receiver,
    }
)
