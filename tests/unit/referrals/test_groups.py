"""The parts of the intake's work list: no referral that was sent is in none, or in two."""

from referral.referrals.rules import OPEN, UNSENT, Priority, State
from referral.referrals.rules.groups import GROUPS, ORDER, Group

ACROSS = (Group.OPEN, Group.OVERDUE)


def test_every_state_that_a_receiver_sees_is_in_one_part() -> None:
    parts = [state for group, states in GROUPS.items() if group not in ACROSS for state in states]
    assert len(parts) == len(set(parts))
    assert set(parts) == set(State) - set(UNSENT)


def test_what_is_open_and_what_can_be_late_has_not_ended() -> None:
    assert set(GROUPS[Group.OPEN]) == set(OPEN) - set(UNSENT)
    assert set(GROUPS[Group.OVERDUE]) < set(GROUPS[Group.OPEN])


def test_an_emergency_comes_first() -> None:
    assert sorted(Priority, key=lambda each: ORDER[each])[0] is Priority.EMERGENCY
