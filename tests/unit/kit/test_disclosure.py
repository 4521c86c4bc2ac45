"""Disclosure control: what an attacker makes of everything that is published, in worlds at random.

The attack is written anew here: one variable for each combination of all codes, one equation for each published cell.
"""

import itertools
import random
from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import linprog

from referral.kit.disclosure import (
    Count,
    Cube,
    CubeFault,
    Level,
    Published,
    Standing,
    Thresholds,
    Vintage,
    narrowed,
    publish,
    tabulate,
)

REGIONS, NEEDS, OUTCOMES = ("R1", "R2", "R3"), ("food", "law", "trafficking"), ("taken", "declined")
LEVELS = (
    Level("total", ()),
    Level("need", ("need",)),
    Level("region", ("region",)),
    Level("outcome", ("outcome",)),
    Level("region_need", ("region", "need")),
    Level("need_outcome", ("need", "outcome")),
    Level("flow", ("region", "to")),
    Level("everything", ("region", "need", "outcome")),
)
DOMAINS = {"region": REGIONS, "need": NEEDS, "outcome": OUTCOMES, "to": (*REGIONS, "abroad")}
CUBE = Cube(DOMAINS, (("region", "need", "outcome"), ("region", "to")), LEVELS, frozenset({"outcome"}))
RULES = Thresholds(sensitive={"need": frozenset({"trafficking"})})
Record = tuple[dict[str, str], str]


def people(draw: random.Random, many: int) -> list[Record]:
    """Referrals of uneven frequency by a handful of organisations."""

    def one(codes: tuple[str, ...]) -> str:
        return codes[int(len(codes) * draw.random() ** draw.choice((1, 2, 4)))]

    return [
        ({name: one(codes) for name, codes in DOMAINS.items()}, f"org-{draw.randrange(1, 9)}")
        for _ in range(many)
    ]


ATOMS = list(itertools.product(*DOMAINS.values()))


def row(revisions: int, revision: int, level: Level, codes: tuple[str, ...]) -> np.ndarray:
    """Ones at all combinations of codes that the cell holds, among those of all revisions."""
    at = [list(DOMAINS).index(each) for each in level.dimensions]
    found = np.zeros(len(ATOMS) * revisions)
    found[revision * len(ATOMS) : (revision + 1) * len(ATOMS)] = [
        all(atom[i] == code for i, code in zip(at, codes, strict=True)) for atom in ATOMS
    ]
    return found


def rows_of(revisions: list[list[Published]]) -> tuple[list[np.ndarray], list[int], dict[tuple, np.ndarray]]:
    """Equations of what is published with their values, and rows of what is not. A level that was kept tells of the
    people of the revision in which it came out.
    """
    equations, values, hidden, many = [], [], {}, len(revisions)
    for number, levels in enumerate(revisions):
        for each in levels:
            came, level = each.revision - 1, CUBE.level(each.level)
            for codes in (*each.cells, *each.refused):
                this, value = row(many, came, level, codes), each.cells.get(codes)
                if value is not None:
                    equations.append(this)
                    values.append(value)
                elif came == number:
                    hidden[number, each.level, codes] = this
    return equations, values, hidden


def intervals(
    revisions: list[list[Published]], *, only_added: bool
) -> dict[tuple[int, str, tuple[str, ...]], tuple]:
    """Smallest and largest value of every cell that is not shown."""
    many = len(revisions)
    equations, values, hidden = rows_of(revisions)
    more = {}
    if only_added and many > 1:
        # Regions, needs and destinations of people do not change: nobody leaves a cell of these.
        lasting = [
            row(many, number, CUBE.level(level), codes) - row(many, number + 1, CUBE.level(level), codes)
            for number in range(many - 1)
            for level in ("flow", "region_need")
            for codes in CUBE.cells(CUBE.level(level))
        ]
        more = {"A_ub": np.array(lasting), "b_ub": np.zeros(len(lasting))}
    found = {}
    for key, objective in hidden.items():
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * objective, A_eq=np.array(equations), b_eq=values, method="highs", **more)
            assert answer.status in (0, 3), answer.message
            ends.append(sign * answer.fun if answer.status == 0 else float("inf"))
        found[key] = tuple(ends)
    return found


def assert_nothing_is_narrowed(revisions: list[list[Published]], *, only_added: bool) -> int:
    found = intervals(revisions, only_added=only_added)
    published = [{each.level: each for each in levels} for levels in revisions]
    for (number, level, codes), (low, high) in found.items():
        k = published[number][level].refused.get(codes) or RULES.k_of(CUBE.level(level), codes)
        assert low <= 1e-6, f"revision {number + 1}, {level} {codes}: at least {low}"
        assert high >= k - 1 - 1e-6, f"revision {number + 1}, {level} {codes}: at most {high}"
    return len(found)


def test_no_suppressed_cell_is_narrowed_in_any_world(count: Callable[..., int]) -> None:
    hidden = 0
    for seed in range(count(short=15, long=1000)):
        draw = random.Random(seed)
        world = people(draw, draw.choice((20, 80, 200, 500)))
        first = publish(CUBE, tabulate(CUBE, world), RULES)
        later = world + people(draw, draw.choice((1, 3, 8, 60)))
        second = publish(CUBE, tabulate(CUBE, later), RULES, earlier=[first])
        next_period = publish(CUBE, tabulate(CUBE, people(draw, 150)), RULES)
        hidden += assert_nothing_is_narrowed([first], only_added=False)
        hidden += assert_nothing_is_narrowed([first, second], only_added=True)
        hidden += assert_nothing_is_narrowed([next_period], only_added=False)
    assert hidden > 100


def test_differences_of_two_revisions_are_nothing_or_many(count: Callable[..., int]) -> None:
    for seed in range(count(short=15, long=1000)):
        draw = random.Random(seed)
        world = people(draw, 300)
        first = publish(CUBE, tabulate(CUBE, world), RULES)
        later = world + people(draw, draw.choice((1, 4, 40)))
        second = publish(CUBE, tabulate(CUBE, later), RULES, earlier=[first])
        for old, new in zip(first, second, strict=True):
            for codes, value in old.cells.items():
                if value is not None:
                    fresh = new.cells[codes]
                    assert fresh is not None, "what was published stays published"
                    k = RULES.k_of(CUBE.level(old.level), codes)
                    assert fresh == value or abs(fresh - value) >= k


def test_what_is_published_is_true_and_large_enough(count: Callable[..., int]) -> None:
    for seed in range(count(short=15, long=1000)):
        counts = tabulate(CUBE, people(random.Random(seed), 250))
        for each in publish(CUBE, counts, RULES):
            level = CUBE.level(each.level)
            for codes, value in each.cells.items():
                truth = counts[each.level][codes]
                if value is not None:
                    assert value == truth.value
                    assert not RULES.is_small(level, codes, truth)


def test_the_same_people_give_the_same_tables() -> None:
    world = people(random.Random(5), 200)
    shuffled = random.Random(6).sample(world, len(world))
    assert publish(CUBE, tabulate(CUBE, world), RULES) == publish(CUBE, tabulate(CUBE, shuffled), RULES)


def test_fewer_than_three_organisations_are_not_shown() -> None:
    record = {"region": "R1", "need": "food", "outcome": "taken", "to": "R2"}
    world = [(record, f"org-{number % 2}") for number in range(100)]
    published = {each.level: each for each in publish(CUBE, tabulate(CUBE, world), RULES)}
    assert published["total"].standing is Standing.REFUSED
    assert all(value is None for each in published.values() for value in each.cells.values() if value != 0)


def test_a_sensitive_zero_looks_like_any_suppressed_cell() -> None:
    record = {"region": "R1", "need": "food", "outcome": "taken", "to": "R2"}
    world = [(record, f"org-{number % 5}") for number in range(100)]
    need = next(each for each in publish(CUBE, tabulate(CUBE, world), RULES) if each.level == "need")
    assert need.standing is Standing.REFUSED or need.cells[("trafficking",)] is None


def test_a_refused_level_names_the_coarser_one_that_is_there() -> None:
    found = publish(CUBE, tabulate(CUBE, people(random.Random(2), 60)), RULES)
    refused = [each for each in found if each.standing is Standing.REFUSED]
    assert refused
    standing = {each.level: each.standing for each in found}
    for each in refused:
        assert not each.cells
        if each.coarser is not None:
            assert standing[each.coarser] is not Standing.REFUSED
            assert set(CUBE.level(each.coarser).dimensions) < set(CUBE.level(each.level).dimensions)


def test_the_audit_finds_a_cell_that_its_line_gives_away() -> None:
    vintage = Vintage({("total", ()): 30, ("need", ("food",)): 20, ("need", ("law",)): 8})
    vintage.suppressed["need", ("trafficking",)] = 10
    assert narrowed(CUBE, [vintage]) == [(0, ("need", ("trafficking",)))]


def test_the_audit_finds_a_cell_that_two_revisions_give_away() -> None:
    """Each revision hides its cells well, and both together do not: what one hides, the other shows."""
    cells = {("total", ()): 40, ("need", ("food",)): 20}
    first = Vintage(dict(cells), {("need", ("law",)): 5, ("need", ("trafficking",)): 10})
    assert narrowed(CUBE, [first]) == []
    second = Vintage({("total", ()): 40, ("need", ("law",)): 1}, {("need", ("food",)): 5})
    assert narrowed(CUBE, [first, second])


def test_values_that_contradict_each_other_are_told() -> None:
    vintage = Vintage({("total", ()): 3, ("need", ("food",)): 5}, {("need", ("law",)): 5})
    with pytest.raises(ValueError, match="contradict"):
        narrowed(CUBE, [vintage])


def test_a_level_with_a_change_too_small_to_show_stays_as_it_was() -> None:
    world = people(random.Random(9), 400)
    first = publish(CUBE, tabulate(CUBE, world), RULES)
    second = publish(CUBE, tabulate(CUBE, [*world, world[0]]), RULES, earlier=[first])
    assert {each.level: each.cells for each in second} == {each.level: each.cells for each in first}
    assert all(each.revision == 1 for each in second if each.standing is Standing.KEPT)
    assert any(each.standing is Standing.KEPT for each in second)


def test_cubes_that_no_audit_could_be_right_about_are_refused() -> None:
    ring = (("region", "need"), ("need", "outcome"), ("outcome", "region"))
    with pytest.raises(CubeFault, match="no single one"):
        Cube(DOMAINS, ring, ())
    with pytest.raises(CubeFault, match="no table"):
        Cube(DOMAINS, (("region", "need"),), (Level("x", ("outcome",)),))
    with pytest.raises(CubeFault, match="no code"):
        tabulate(CUBE, [({"region": "R9", "need": "law", "outcome": "taken", "to": "R1"}, "o")])


def test_nobody_at_all_is_a_table_of_zeros() -> None:
    found = {each.level: each for each in publish(CUBE, tabulate(CUBE, []), RULES)}
    assert found["total"].cells == {(): 0}
    assert found["region"].cells == {(region,): 0 for region in REGIONS}


def test_thresholds_follow_what_a_cell_tells_of() -> None:
    need = CUBE.level("need")
    assert RULES.k_of(need, ("food",)) == 5
    assert RULES.k_of(need, ("trafficking",)) == 10
    assert RULES.is_small(need, ("food",), Count(4, 4))
    assert RULES.is_small(need, ("food",), Count(50, 2))
    assert not RULES.is_small(need, ("food",), Count(0, 0))
    assert RULES.is_small(need, ("trafficking",), Count(0, 0))
