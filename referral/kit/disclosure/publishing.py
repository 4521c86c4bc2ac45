"""Which cells of which levels are published: level by level in the order of priority. Pure and deterministic.

Of a level first the small cells are suppressed, then companions in lines that would give one away, then whatever the
audit asks for; a level for which nothing helps is refused, which gives nothing away. In a revision a level comes out
anew only where each cell that was published is published again, and is the same or differs by k or more; else it stays
as it was, and so does every other that would tell, by what both have in common, how it changed.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from referral.kit.disclosure.audit import CellKey, Vintage, narrowed, reaches
from referral.kit.disclosure.cube import Codes, Count, Cube, Level
from referral.kit.disclosure.thresholds import Thresholds

Counts = Mapping[str, Mapping[Codes, Count]]
_MOST_ROUNDS = 8
_MOST_AT_ONCE = 20
# So many cells that coarser levels bound make no table.
_MOST_REFUSED = 60


class Standing(StrEnum):
    """What became of a level."""

    PUBLISHED = "published"
    # As in an earlier revision: the change since is too small to be shown.
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Published:
    """One level: its cells by codes, None where suppressed; none at all where it is refused. `coarser` is the level
    with most of its dimensions that is published. `revision` is that in which these values came out.

    `refused` are cells that coarser levels bound below their k - 1 already, a region with six people in all: they are
    not in this level, and it lets them be as much as they could be without it; by codes that value and one.
    """

    level: str
    standing: Standing
    revision: int
    cells: Mapping[Codes, int | None] = field(default_factory=dict)
    coarser: str | None = None
    refused: Mapping[Codes, int] = field(default_factory=dict)


def publish(
    cube: Cube,
    counts: Counts,
    thresholds: Thresholds,
    *,
    earlier: Sequence[Sequence[Published]] = (),
    tell: Callable[[str, int, int | None], None] = lambda _what, _done, _of: None,
) -> list[Published]:
    """The levels of the next revision. `earlier`: what each revision of the same period published, the first first."""
    work = _Work(cube, counts, thresholds, earlier)
    found: list[Published] = []
    for done, level in enumerate(cube.levels, start=1):
        found.append(work.next_level(level))
        tell("disclosure control", done, len(cube.levels))
    return [_with_coarser(cube, each, found) for each in found]


def _with_coarser(cube: Cube, each: Published, found: Iterable[Published]) -> Published:
    """Names for a level that is not whole the one with most of its dimensions that is there."""
    if each.standing is not Standing.REFUSED and not each.refused:
        return each
    dimensions = set(cube.level(each.level).dimensions)
    there = [cube.level(other.level) for other in found if other.standing is not Standing.REFUSED]
    wider = [level for level in there if set(level.dimensions) < dimensions]
    best = max(wider, key=lambda level: len(level.dimensions), default=None)
    return replace(each, coarser=best.name if best else None)


class _Work:
    """One run: the vintages so far, and the one that is being made."""

    def __init__(
        self, cube: Cube, counts: Counts, thresholds: Thresholds, earlier: Sequence[Sequence[Published]]
    ):
        self.cube, self.counts, self.thresholds = cube, counts, thresholds
        self.earlier = [self._vintage(levels, number) for number, levels in enumerate(earlier, start=1)]
        self.last = {each.level: each for each in earlier[-1]} if earlier else {}
        self.revision = len(earlier) + 1
        self.now = Vintage()
        # Dimensions of what came out anew, and of what could not.
        self.renewed: list[frozenset[str]] = []
        self.stale: list[frozenset[str]] = []
        # Of the level that is being made: what coarser levels bound its cells by, and what the audit finds for these.
        self._bounds: dict[Codes, float] = {}
        self._reaches: dict[Codes, int] = {}

    def _vintage(self, levels: Sequence[Published], number: int) -> Vintage:
        vintage = Vintage()
        for each in levels:
            if each.revision == number:
                self._add(vintage, each)
        return vintage

    def _add(self, vintage: Vintage, each: Published) -> None:
        level = self.cube.level(each.level)
        for codes, k in each.refused.items():
            vintage.suppressed[level.name, codes] = k
        for codes, value in each.cells.items():
            if value is None:
                vintage.suppressed[level.name, codes] = self.thresholds.k_of(level, codes)
            else:
                vintage.published[level.name, codes] = value

    def next_level(self, level: Level) -> Published:
        """What becomes of the level. Everything of the levels before it is settled."""
        last = self.last.get(level.name)
        if last is not None and last.standing is Standing.REFUSED:
            last = None
        anew = self._anew(level, last)
        dimensions = frozenset(level.dimensions)
        if anew is not None:
            self._add(self.now, anew)
            self.renewed.append(dimensions)
            return anew
        if last is not None:
            self.stale.append(dimensions)
            return replace(last, standing=Standing.KEPT)
        return Published(level.name, Standing.REFUSED, self.revision)

    def _anew(self, level: Level, last: Published | None) -> Published | None:
        counts, self._bounds, self._reaches = self.counts[level.name], self._bounds_of(level), {}
        # What a published zero holds is zero, and hiding it would hide nothing.
        hidden = {
            codes
            for codes, count in counts.items()
            if self.thresholds.is_small(level, codes, count) and self._bounds[codes] != 0
        }
        if self._tells_a_change(level) or (last is not None and not self._may_change(level, last, hidden)):
            return None
        shown = last.cells.items() if last is not None else ()
        return self._protected(level, hidden, frozenset(codes for codes, value in shown if value is not None))

    def _tells_a_change(self, level: Level) -> bool:
        """Whether the level has a margin in common with one that stayed as it was, which did not itself come out anew:
        the difference of both would tell of the few that were added.
        """
        common = (frozenset(level.dimensions) & dimensions for dimensions in self.stale)
        return any(each not in self.renewed for each in common)

    def _may_change(self, level: Level, last: Published, hidden: set[Codes]) -> bool:
        """Whether no difference between the two revisions is itself a small count."""
        counts = self.counts[level.name]
        if set(counts) != {*last.cells, *last.refused}:
            return False
        for codes, value in last.cells.items():
            if value is None:
                continue
            difference = abs(counts[codes].value - value)
            if codes in hidden or 0 < difference < self.thresholds.k_of(level, codes):
                return False
        return True

    def _bounds_of(self, level: Level) -> dict[Codes, float]:
        """For each cell the smallest published count that holds it; infinite where there is none."""
        wider = [
            (each, [level.dimensions.index(name) for name in each.dimensions])
            for each in self.cube.levels
            if set(each.dimensions) < set(level.dimensions)
        ]
        shown = self.now.published
        return {
            codes: min(
                (shown.get((each.name, tuple(codes[i] for i in at)), math.inf) for each, at in wider),
                default=math.inf,
            )
            for codes in self.counts[level.name]
        }

    def _protected(self, level: Level, hidden: set[Codes], fixed: frozenset[Codes]) -> Published | None:
        """The level, once the audit finds nothing; None where nothing helps."""
        hidden = _companions(self.counts[level.name], level, hidden, fixed, self.thresholds)
        for _ in range(_MOST_ROUNDS):
            if len(hidden) == len(self.counts[level.name]):
                # Nothing of it is left to show.
                return None
            attempt = self._attempt(level, hidden)
            found = self._attack(attempt) if attempt is not None else []
            if attempt is None or not found:
                return attempt
            more = self._helping(level, found, hidden, fixed)
            if not more:
                return None
            hidden |= more
        return None

    def _attempt(self, level: Level, hidden: set[Codes]) -> Published | None:
        """The level with these cells hidden: suppressed, or refused where they could not be k - 1 without it either."""
        low = [codes for codes in hidden if self._bounds[codes] < self.thresholds.k_of(level, codes) - 1]
        unknown = sorted(codes for codes in low if codes not in self._reaches)
        if len(low) > _MOST_REFUSED:
            return None
        if unknown:
            found = reaches(self.cube, [*self.earlier, self.now], [(level.name, codes) for codes in unknown])
            self._reaches |= {codes: value for (_, codes), value in found.items()}
        counts = self.counts[level.name]
        return Published(
            level.name,
            Standing.PUBLISHED,
            self.revision,
            {
                codes: None if codes in hidden else count.value
                for codes, count in counts.items()
                if codes not in low
            },
            refused={codes: self._reaches[codes] + 1 for codes in low},
        )

    def _attack(self, level: Published) -> list[tuple[int, CellKey]]:
        attempt = Vintage(dict(self.now.published), dict(self.now.suppressed))
        self._add(attempt, level)
        return narrowed(self.cube, [*self.earlier, attempt], most=_MOST_AT_ONCE)

    def _helping(
        self, level: Level, found: Iterable[tuple[int, CellKey]], hidden: set[Codes], fixed: frozenset[Codes]
    ) -> set[Codes]:
        """For each narrowed cell the smallest cell still shown that has most in common with it."""
        counts = self.counts[level.name]
        shown = [codes for codes in counts if codes not in hidden and codes not in fixed]
        more: set[Codes] = set()
        for _, (name, codes) in found:
            known = dict(zip(self.cube.level(name).dimensions, codes, strict=True))
            best = min(
                (each for each in shown if each not in more),
                key=lambda each, known=known: (_apart(level, each, known), *_cheapest(counts, each)),  # type: ignore[misc]
                default=None,
            )
            if best is not None:
                more.add(best)
        return more


def _apart(level: Level, codes: Codes, known: Mapping[str, str]) -> int:
    """In how many dimensions a cell has another code than the one that it is to help."""
    return sum(known.get(each, code) != code for each, code in zip(level.dimensions, codes, strict=True))


def _cheapest(counts: Mapping[Codes, Count], codes: Codes) -> tuple[bool, int, Codes]:
    """Order of preference: people before none, few before many, then by code."""
    value = counts[codes].value
    return value == 0, value, codes


def _companions(
    counts: Mapping[Codes, Count],
    level: Level,
    hidden: set[Codes],
    fixed: frozenset[Codes],
    thresholds: Thresholds,
) -> set[Codes]:
    """The hidden cells, with others in each line along a dimension in which they would stand alone or hold too few."""
    found = set(hidden)
    for axis in range(len(level.dimensions)):
        lines: dict[Codes, list[Codes]] = {}
        for codes in counts:
            lines.setdefault(codes[:axis] + codes[axis + 1 :], []).append(codes)
        for line in lines.values():
            inside = [codes for codes in line if codes in found]
            if not inside:
                continue
            wanted = max(thresholds.k_of(level, codes) for codes in inside) - 1
            spare = sorted(
                (codes for codes in line if codes not in found and codes not in fixed),
                key=lambda codes: _cheapest(counts, codes),
            )
            while spare and (len(inside) < 2 or sum(counts[codes].value for codes in inside) < wanted):
                inside.append(spare.pop(0))
            found |= set(inside)
    return found
