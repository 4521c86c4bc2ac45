"""What is reached of a target: everybody once, heads added up, shares of the right others, in time or late."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.programmes.rules import SUPPORTED, Fact, Goal, GoalKind, Unit, band_of, reach
from referral.programmes.rules.counting import quarters

START, DUE, LATER = date(2021, 11, 1), date(2022, 6, 30), date(2022, 9, 1)


def person(who: str, kind: str, on: date = START, **more: Any) -> Fact:
    return Fact(Unit.PEOPLE, kind, on, who, **more)


def heads(count: int, **more: Any) -> Fact:
    return Fact(Unit.PARTICIPANTS, "information", START, heads=count, **more)


def goal(*kinds: str, **more: Any) -> Goal:
    fields: dict[str, Any] = {"unit": Unit.PEOPLE, "goal_kind": GoalKind.COUNT, "goal": 10, "due_on": DUE}
    return Goal(**{**fields, "kinds": frozenset(kinds), **more})


def share(*kinds: str, **more: Any) -> Goal:
    return goal(*kinds, **{"goal_kind": GoalKind.SHARE, "goal": 30, **more})


def counted(wanted: Goal, *facts: Fact, as_of: date = DUE):
    return reach(wanted, facts, since=START, as_of=as_of)


def test_a_person_counts_once_on_the_first_day_whatever_they_reached():
    again = person("a", "trained", date(2022, 2, 1))
    found = counted(goal("trained", "certified"), again, person("a", "certified", date(2021, 12, 1)))
    assert (found.reached, found.missing) == (1, 9)
    assert found.by["quarter"] == {"2021-Q4": 1, "2022-Q1": 0, "2022-Q2": 0}


def test_heads_are_added_up_and_never_to_people():
    wanted = goal("information", unit=Unit.PARTICIPANTS, goal=50)
    found = counted(wanted, heads(20, sex="female"), heads(31, sex="male"), person("a", "informed"))
    assert (found.reached, found.missing, found.state) == (51, 0, "met")
    assert found.by["sex"] == {"female": 20, "male": 31}


def test_a_share_of_women_is_of_everybody_with_these_kinds():
    facts = [person("a", "trained", sex="female"), person("b", "trained", sex="male"), person("c", "trained")]
    found = counted(share("trained", sex="female"), *facts)
    assert (found.reached, found.of, found.share, found.missing) == (1, 3, 33.3, 0)


def test_a_share_of_others_counts_only_who_is_among_them():
    facts = [
        person("a", "placed"),
        person("b", "placed"),
        person("b", "in_work_6_months"),
        person("c", "in_work_6_months"),
    ]
    found = counted(share("in_work_6_months", of_kinds=frozenset({"placed"}), goal=60), *facts)
    assert (found.reached, found.of, found.missing) == (1, 2, 1)


def test_a_share_of_nobody_is_no_number_and_is_not_met():
    found = counted(share("trained", sex="female"))
    assert (found.share, found.of, found.state) == (None, 0, "open")


def test_what_is_not_known_is_said():
    found = counted(
        goal("trained"), person("a", "trained"), person("b", "trained", sex="female", age_band="60+")
    )
    assert found.unsaid == {"sex": 1, "age_band": 1, "territory": 2}


@pytest.mark.parametrize(
    ("on", "as_of", "state"),
    [(DUE, DUE, "met"), (DUE, LATER, "met"), (LATER, LATER, "met_late"), (LATER, DUE, "open")],
)
def test_by_when_it_was_reached_counts(on, as_of, state):
    assert counted(goal("trained", goal=1), person("a", "trained", on), as_of=as_of).state == state


def test_what_was_not_reached_is_missed_once_it_was_due():
    assert counted(goal("trained"), person("a", "trained"), as_of=LATER).state == "missed"


def test_a_territory_narrows_both_sides_of_a_share():
    facts = [
        person("a", "trained", sex="female", territory="x"),
        person("b", "trained", sex="male", territory="y"),
    ]
    found = counted(share("trained", sex="female", territory="x"), *facts)
    assert (found.reached, found.of) == (1, 1)


@pytest.mark.parametrize(
    ("low", "high", "band"),
    [(0, 5, "0-5"), (12, 17, "12-17"), (17, 18, None), (60, 99, "60+"), (None, 18, None), (31, 31, "25-59")],
)
def test_an_estimate_over_two_bands_is_in_none(low, high, band):
    assert band_of(low, high) == band


def test_every_quarter_shows_also_an_empty_one():
    assert quarters(date(2021, 12, 31), date(2022, 4, 1)) == ["2021-Q4", "2022-Q1", "2022-Q2"]


_FACTS = st.lists(
    st.builds(
        lambda who, kind, day, sex: person(who, kind, date(2022, 1, day), **({"sex": sex} if sex else {})),
        st.sampled_from("abcdef"),
        st.sampled_from(["trained", "placed", SUPPORTED]),
        st.integers(1, 28),
        st.sampled_from(["female", "male", None]),
    )
)


@given(_FACTS)
def test_parts_add_up_to_the_whole_and_nobody_is_counted_twice(facts):
    found = counted(goal("trained", "placed"), *facts)
    assert found.reached == len({each.who for each in facts if each.kind != SUPPORTED})
    assert all(sum(part.values()) == found.reached for part in found.by.values())


@given(_FACTS, st.integers(1, 100))
def test_with_as_many_more_as_are_missing_the_share_is_reached(facts, wanted):
    found = counted(share("trained", sex="female", goal=wanted), *facts)
    assert found.of is not None
    assert found.reached <= found.of
    assert 100 * (found.reached + found.missing) >= wanted * found.of
