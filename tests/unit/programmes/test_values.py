"""What contradicts itself is refused by field."""

from datetime import date

import pytest

from referral.programmes.rules import (
    ActivityKind,
    Alliance,
    GoalKind,
    Heads,
    InstrumentKind,
    NewActivity,
    NewInstrument,
    NewTarget,
    ProgrammeFrame,
    Sex,
    Territory,
    Unit,
    is_listed,
    listed_from,
)

DAY = date(2023, 6, 30)


def target(**more):
    given = {"title": "t", "unit": Unit.PEOPLE, "kinds": ("trained",), "goal_kind": GoalKind.COUNT, "goal": 3}
    return NewTarget(**{**given, "due_on": DAY, **more})


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kinds", {"kinds": ()}),
        ("kinds", {"kinds": ("information",)}),
        ("kinds", {"kinds": ("trained", "trained")}),
        ("goal", {"goal": 0}),
        ("goal", {"goal_kind": GoalKind.SHARE, "goal": 101, "sex": Sex.FEMALE}),
        ("of_kinds", {"of_kinds": ("placed",)}),
        ("of_kinds", {"goal_kind": GoalKind.SHARE, "goal": 30}),
        ("unit", {"unit": Unit.ORGANIZATIONS, "kinds": ("agreement",), "sex": Sex.FEMALE}),
        ("target_group", {"unit": Unit.PARTICIPANTS, "kinds": ("information",), "target_group": "returnee"}),
    ],
)
def test_a_target_says_one_thing(field, wrong):
    with pytest.raises(ValueError, match=f"^{field}: "):
        target(**wrong)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("ends_on", {"ends_on": date(2020, 1, 1)}),
        ("ends_on", {"ends_on": date(2099, 1, 1)}),
        ("starts_on", {"starts_on": date(1, 1, 1)}),
        ("countries", {"countries": ("AL", "AL")}),
        ("territories", {"territories": (Territory(name="Vranje", country="RS"),)}),
        ("territories", {"territories": (Territory(name="x", country="AL"),) * 2}),
        ("alliances", {"alliances": (Alliance(name="a", members=("1", "2"), territory="nowhere"),)}),
    ],
)
def test_a_frame_fits_together(field, wrong):
    given = {"starts_on": date(2021, 12, 1), "ends_on": DAY, "countries": ("AL",)}
    with pytest.raises(ValueError, match=f"^{field}: "):
        ProgrammeFrame(**{**given, **wrong})


def test_an_alliance_is_of_two():
    with pytest.raises(ValueError, match=r"^members: "):
        Alliance(name="a", members=("1",))


@pytest.mark.parametrize("counts", [(), (Heads(count=0),), (Heads(count=2), Heads(count=3))])
def test_a_group_is_of_somebody_and_each_cell_stands_once(counts):
    with pytest.raises(ValueError, match=r"^counts: "):
        NewActivity(programme_id="p", kind=ActivityKind.INFORMATION, counts=counts)


def test_an_instrument_was_adopted_by_somebody():
    with pytest.raises(ValueError, match=r"^organizations: "):
        NewInstrument(programme_id="p", kind=InstrumentKind.PLAN, title="x", adopted_on=DAY)


def test_open_cases_are_listed_from_sixty_days_before_the_end():
    first = listed_from(DAY)
    assert (DAY - first).days == 60
    assert (is_listed(DAY, first), is_listed(DAY, date(2023, 4, 30))) == (True, False)
