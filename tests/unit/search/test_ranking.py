"""The one formula: monotone in every criterion, whole numbers, explained by its parts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.search import capacity
from referral.search.ranking import (
    BEST,
    CRITERIA,
    DEFAULT_WEIGHTS,
    NEUTRAL,
    OF_STATE,
    OPEN_VALUES,
    Values,
    of_distance,
    of_freshness,
    score,
    share,
    shares,
)
from referral.search.rules import PlacesAsked, Site

WEIGHTS = tuple(DEFAULT_WEIGHTS[name] for name in CRITERIA)
value = st.integers(0, BEST)
weights = st.tuples(*[st.integers(0, 1_000)] * len(CRITERIA))


@given(st.tuples(*[value] * len(CRITERIA)), weights, st.integers(0, len(CRITERIA) - 1), value)
def test_better_in_one_and_equal_in_the_others_never_ranks_lower(
    values: tuple[int, ...], weighed: tuple[int, ...], which: int, other: int
) -> None:
    changed = list(values)
    changed[which] = max(other, values[which])
    assert score(Values(*changed), weighed) >= score(Values(*values), weighed)


@given(st.integers(0, 20_000_000), st.integers(0, 20_000_000))
def test_nearer_is_never_worse(one: int, other: int) -> None:
    near, far = sorted((one, other))
    assert BEST >= of_distance(near) >= of_distance(far) >= 0


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(1, 400))
def test_checked_later_is_never_worse(one: int, other: int, due: int) -> None:
    fresh, old = sorted((one, other))
    assert of_freshness(fresh, due) >= of_freshness(old, due) >= of_freshness(None, due)


def test_states_stand_in_order() -> None:
    assert OF_STATE["met"] > OF_STATE["unknown"] > OF_STATE["unmet"]
    closed, opened, unknown = OPEN_VALUES
    assert opened > unknown > closed


def test_half_way_is_ten_kilometres() -> None:
    assert of_distance(0) == BEST
    assert of_distance(10_000) == BEST // 2
    assert of_distance(None) == NEUTRAL


def site(places: int, at: int, state: int) -> Site:
    return Site(0.0, "a", 1, 0.0, 0.0, None, None, places=places, places_at=at, places_state=state)


@pytest.mark.parametrize(
    ("places", "at", "state", "needed", "expected"),
    [
        (3, 100, 0, 3, "met"),
        (2, 100, 0, 3, "unmet"),
        (0, 100, 0, 1, "unmet"),
        (3, 99, 0, 3, "unknown"),
        (0, 99, 0, 1, "unknown"),
        (-1, 100, 1, 1, "met"),
        (-1, 100, 1, 2, "unknown"),
        (5, 100, 2, 1, "unmet"),
        (-1, 99, 2, 1, "unknown"),
        (0, 100, 3, 1, "unknown"),
        (-1, 100, 4, 1, "unknown"),
        (-1, 0, 0, 1, "unknown"),
    ],
)
def test_places_are_known_only_where_told_lately(
    places: int, at: int, state: int, needed: int, expected: str
) -> None:
    assert capacity.state(site(places, at, state), PlacesAsked(needed, 100)) == expected


def test_more_places_are_never_worse() -> None:
    chance = random.Random(5)
    for _ in range(500):
        fewer, more = sorted(chance.sample(range(30), 2))
        asked = PlacesAsked(chance.randint(1, 10), 100)
        assert capacity.value(site(more, 100, 0), asked) >= capacity.value(site(fewer, 100, 0), asked)


def test_a_score_is_the_sum_of_what_explains_it() -> None:
    chance = random.Random(6)
    for _ in range(200):
        values = Values(*(chance.randint(0, BEST) for _ in CRITERIA))
        parts = shares(values, WEIGHTS).values()
        whole = sum(part["value"] * part["weight"] for part in parts) / sum(WEIGHTS)
        assert share(score(values, WEIGHTS), WEIGHTS) == pytest.approx(whole, abs=1e-5)
    assert share(0, (0,) * len(CRITERIA)) == 0.0
