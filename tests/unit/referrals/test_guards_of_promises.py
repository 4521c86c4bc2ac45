"""Guards of the night and of promises: who stands in for a marked guardian, and places that are held."""

from datetime import timedelta

import pytest

from referral.cases.rules import Basis, StandIn
from referral.referrals.rules import Action, Refused, Role, State, Told, ToldBy, decide
from referral.referrals.rules.inputs import Decline
from referral.referrals.rules.reasons import DeclineReason
from tests.fixtures.referral_values import AT, INPUTS, acting, facts, make_referral


def done(referral, action, who, inputs=None, known=None):
    """The code of the refusal, or "ok"."""
    decided = decide(referral, action, who, inputs or INPUTS[action], known or facts(), AT)
    return decided.code if isinstance(decided, Refused) else "ok"


@pytest.mark.parametrize(
    ("stand_in", "code"),
    [
        (None, None),
        (StandIn(Basis.CONSENT, None, "", None, "author"), "stand-in-missing"),
        (StandIn(Basis.CONSENT, "authority", "", None, "author"), None),
        (StandIn(Basis.LEGAL_OBLIGATION, None, " ", None, "author"), "stand-in-missing"),
        (StandIn(Basis.LEGAL_OBLIGATION, None, "Family Act, 263", None, "author"), None),
    ],
)
def test_for_the_child_of_a_marked_guardian_an_authority_or_a_law_stands_in(stand_in, code):
    waits = make_referral(State.PENDING_APPROVAL)
    decided = done(waits, Action.APPROVE, acting(Role.SUPERVISOR), known=facts(stand_in=stand_in))
    assert decided == (code or "ok")


@pytest.mark.parametrize(
    ("hours", "reason", "told", "code"),
    [
        (2, DeclineReason.NO_CAPACITY, None, "places-held"),
        (-2, DeclineReason.NO_CAPACITY, None, None),
        (None, DeclineReason.NO_CAPACITY, None, None),
        (2, DeclineReason.NOT_OPERATING, None, None),
        (2, DeclineReason.NO_CAPACITY, Told(ToldBy.PHONE, "the desk"), None),
    ],
)
def test_places_that_are_held_are_there(hours, reason, told, code):
    until = None if hours is None else AT + timedelta(hours=hours)
    role = Role.CASE_WORKER if told else Role.FOCAL_POINT
    decided = done(
        make_referral(State.SENT, held_until=until),
        Action.DECLINE,
        acting(role, told=told),
        Decline(reason=reason),
    )
    assert decided == (code or "ok")
