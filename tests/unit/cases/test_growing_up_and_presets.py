"""Minors who turn 18, who has to agree for them, and what a consent begins with."""

from datetime import UTC, date, datetime

import pytest

from referral.cases.rules import (
    PRESETS,
    Basis,
    DataCategory,
    Giver,
    Preset,
    Purpose,
    majority_notice,
    preset_for,
    turns,
    who_must_agree,
)
from tests.fixtures.consent_values import DAY, START, for_child, make_consent


@pytest.mark.parametrize(
    ("born", "zone", "moment"),
    [
        (date(2008, 6, 1), "Europe/Tirane", datetime(2026, 5, 31, 22, tzinfo=UTC)),
        (date(2008, 12, 1), "Europe/Tirane", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        (date(2008, 2, 29), "Asia/Tbilisi", datetime(2026, 2, 28, 20, tzinfo=UTC)),
        (date(2010, 2, 28), "America/El_Salvador", datetime(2028, 2, 28, 6, tzinfo=UTC)),
    ],
)
def test_majority_begins_with_the_local_birthday(born, zone, moment):
    assert turns(born, 18, zone) == moment


def test_workers_are_reminded_30_days_before_and_ask_from_the_day_on():
    due = START + 50 * DAY
    for days, remind, ask in [
        (0, False, False),
        (19, False, False),
        (20, True, False),
        (49, True, False),
        (50, False, True),
    ]:
        notice = majority_notice(for_child(), START + days * DAY)
        assert notice is not None
        assert (notice.remind_at, notice.due_at) == (due - 30 * DAY, due)
        assert (notice.remind, notice.ask_again) == (remind, ask)


@pytest.mark.parametrize(
    "consent",
    [
        make_consent(),
        make_consent(minor=True, adult_from=START + DAY),
        for_child(adult_from=None),
        for_child(basis=Basis.LEGAL_OBLIGATION, article="Art. 5"),
    ],
    ids=["adult", "agreed herself", "birthday unknown", "law"],
)
def test_others_do_not_end_with_majority(consent):
    assert majority_notice(consent, START + 99 * DAY) is None


@pytest.mark.parametrize(
    ("age", "guardians", "expected"),
    [
        (16, [Giver.GUARDIAN], {Giver.SELF}),
        (15, [Giver.CAREGIVER, Giver.GUARDIAN], {Giver.GUARDIAN}),
        (15, [Giver.CAREGIVER], {Giver.CAREGIVER}),
        (15, [], set()),
        (15, [Giver.OTHER], set()),
        (None, [], {Giver.SELF}),
    ],
)
def test_who_has_to_agree(age, guardians, expected):
    assert who_must_agree(age=age, age_of_consent=16, guardians=guardians) == expected


def test_an_impossible_age_of_consent_is_refused():
    with pytest.raises(ValueError, match="1 to 18"):
        who_must_agree(age=3, age_of_consent=0, guardians=[])


def test_the_nearest_need_goes_before_the_country():
    assert (
        preset_for("AL", ["women-safe-spaces", "shelter-violence", "protection"])
        == PRESETS[None, "shelter-violence"]
    )
    assert preset_for("AL", ["food-assistance"]) == PRESETS[None, None]
    own = {
        ("AL", None): Preset(categories=frozenset({DataCategory.NEEDS}), valid_days=10),
        (None, "health"): Preset(categories=frozenset({DataCategory.HEALTH}), valid_days=20),
        ("AL", "health"): Preset(categories=frozenset({DataCategory.HEALTH}), valid_days=30),
    }
    assert preset_for("al", ["transport"], own=own).valid_days == 10
    assert preset_for("RS", ["dental-care", "health"], own=own).valid_days == 20
    assert preset_for("AL", ["dental-care", "health"], own=own).valid_days == 30
    assert preset_for("AL", ["shelter-violence"], own=own) == PRESETS[None, "shelter-violence"]


def test_presets_ask_for_statistics_and_early_access_and_never_assume_them():
    for preset in PRESETS.values():
        assumed = [preset.statistics, preset.release_on_send, preset.tier_one_at_sent]
        assert not any(assumed)
    assert PRESETS[None, "family-tracing"].purpose is Purpose.FAMILY_TRACING
    assert DataCategory.IDENTITY not in PRESETS[None, "protection"].categories
    with pytest.raises(ValueError, match="at least one"):
        Preset(categories=frozenset())


def test_every_preset_is_of_a_need_that_there_is():
    from referral.directory.needs import all_needs

    known = {each.code for each in all_needs()}
    assert {need for _, need in PRESETS if need is not None} <= known
