"""What was reached of a target, from plain records: who counts, each of them once, and how it parts.

A person who reached several of a target's kinds counts once, on the first day. Heads at group activities are added up.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from referral.programmes.rules.words import GoalKind, Unit

NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. `who` is an opaque id by which somebody counts once; None: `heads` nobody knows."""

    unit: Unit
    kind: str
    on: date
    who: str | None = None
    sex: str | None = None
    age_band: str | None = None
    territory: str | None = None
    target_group: str | None = None
    heads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A target as it is counted."""

    unit: Unit
    kinds: frozenset[str]
    goal_kind: GoalKind
    goal: int
    due_on: date
    of_kinds: frozenset[str] = frozenset()
    sex: str | None = None
    age_band: str | None = None
    territory: str | None = None
    target_group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """`reached` of `of` (of a share) by a day; `missing` how many more it takes as things stand.

    `by` parts it by sex, age band, territory and quarter; `unsaid` counts those of whom a part is not known.
    `share` is in per cent of the goal for a count, of `of` for a share; None where there is nobody to be a share of.
    """

    reached: int
    of: int | None
    share: float | None
    missing: int
    state: str
    by: Mapping[str, Mapping[str, int]]
    unsaid: Mapping[str, int]


_PARTS: Mapping[str, Callable[[Fact], str | None]] = {
    "sex": lambda fact: fact.sex,
    "age_band": lambda fact: fact.age_band,
    "territory": lambda fact: fact.territory,
}
PARTS = (*_PARTS, "quarter")


def quarter_of(day: date) -> str:
    """`2021-Q4`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters(first: date, last: date) -> list[str]:
    """Every quarter from the one of a day to that of another, so that one without anybody shows as well."""
    start, end = first.year * 4 + (first.month - 1) // 3, last.year * 4 + (last.month - 1) // 3
    return [f"{each // 4}-Q{each % 4 + 1}" for each in range(start, end + 1)]


def reach(goal: Goal, facts: Iterable[Fact], *, since: date, as_of: date) -> Reached:
    """What was reached of the goal by the day `as_of`, with quarters from `since` on."""
    known = [each for each in facts if each.unit is goal.unit and each.on <= as_of and _in_place(goal, each)]
    counted = _counted(goal, known)
    of = None if goal.goal_kind is GoalKind.COUNT else _total(_once(known, _others(goal)))
    reached, missing = _total(counted), _missing(goal, _total(counted), of)
    by, unsaid = _parted(goal, counted, since=since, as_of=as_of)
    return Reached(
        reached=reached,
        of=of,
        share=_percent(reached, goal.goal if of is None else of),
        missing=missing,
        state=_state(goal, known, met=missing == 0 and reached > 0, as_of=as_of),
        by=by,
        unsaid=unsaid,
    )


def _others(goal: Goal) -> frozenset[str]:
    return goal.of_kinds or goal.kinds


def _in_place(goal: Goal, fact: Fact) -> bool:
    return goal.territory is None or fact.territory == goal.territory


def _fits(goal: Goal, fact: Fact) -> bool:
    wanted = ((goal.sex, fact.sex), (goal.age_band, fact.age_band), (goal.target_group, fact.target_group))
    return all(asked is None or asked == said for asked, said in wanted)


def _once(facts: Sequence[Fact], kinds: frozenset[str]) -> list[Fact]:
    """The first fact of everybody with one of the kinds, and every count of heads."""
    first: dict[str, Fact] = {}
    heads = []
    for fact in sorted((each for each in facts if each.kind in kinds), key=lambda each: each.on):
        if fact.who is None:
            heads.append(fact)
        else:
            first.setdefault(fact.who, fact)
    return [*first.values(), *heads]


def _counted(goal: Goal, known: Sequence[Fact]) -> list[Fact]:
    found = [each for each in _once(known, goal.kinds) if _fits(goal, each)]
    if goal.goal_kind is GoalKind.COUNT or not goal.of_kinds:
        return found
    # A share of others counts only whoever is among them.
    others = {each.who for each in _once(known, goal.of_kinds)}
    return [each for each in found if each.who in others]


def _total(facts: Iterable[Fact]) -> int:
    return sum(each.heads for each in facts)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _missing(goal: Goal, reached: int, of: int | None) -> int:
    needed = goal.goal if of is None else -(-goal.goal * of // 100)
    return max(0, needed - reached)


def _state(goal: Goal, known: Sequence[Fact], *, met: bool, as_of: date) -> str:
    """`met`, `met_late`, `open` or, once it was due, `missed`."""
    if as_of <= goal.due_on:
        return "met" if met else "open"
    in_time = [each for each in known if each.on <= goal.due_on]
    reached = _total(_counted(goal, in_time))
    of = None if goal.goal_kind is GoalKind.COUNT else _total(_once(in_time, _others(goal)))
    if reached and not _missing(goal, reached, of):
        return "met"
    return "met_late" if met and goal.goal_kind is GoalKind.COUNT else "missed"


def _parted(
    goal: Goal, counted: Sequence[Fact], *, since: date, as_of: date
) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    by: dict[str, dict[str, int]] = {}
    unsaid: dict[str, int] = {}
    for name, read in _PARTS.items():
        if goal.unit in (Unit.ORGANIZATIONS, Unit.TERRITORIES) and name != "territory":
            continue
        sums: Counter[str] = Counter()
        for fact in counted:
            sums[read(fact) or NOT_SAID] += fact.heads
        by[name] = dict(sorted(sums.items()))
        unsaid[name] = sums[NOT_SAID]
    days = [each.on for each in counted]
    by["quarter"] = dict.fromkeys(quarters(min([since, *days]), max([as_of, *days])), 0)
    for fact in counted:
        by["quarter"][quarter_of(fact.on)] += fact.heads
    return by, unsaid
