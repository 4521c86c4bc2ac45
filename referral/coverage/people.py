"""What is answered of people, made of the levels of a release: for each region counts, or why there are none. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from referral.coverage.groups import ALL
from referral.coverage.rules import UNMET, Outcome
from referral.kit.clock import iso

CHILDREN = "children"
EVERY_NEED = "all"
# (level of regions, one need or all, target group) → the level of the cube with the counts, and with the outcomes.
_SOURCES = {
    (0, False, ALL): ("national_by_need", "need_by_outcome"),
    (1, False, ALL): ("region_by_need", "region_by_need_by_outcome"),
    (0, True, ALL): ("national", "national_by_outcome"),
    (1, True, ALL): ("region", "region_by_outcome"),
    (0, False, CHILDREN): ("need_by_age", None),
    (1, False, CHILDREN): ("region_by_need_by_age", None),
    (0, True, CHILDREN): ("national_by_age", None),
}
_AGE = {ALL: (), CHILDREN: ("child",)}


class _Level:
    """One level of a release, by codes."""

    def __init__(self, row: Any) -> None:
        self.name, self.standing, self.revision, self.coarser = (
            row.level,
            row.standing,
            row.revision,
            row.coarser,
        )
        self.cells = {tuple(codes): value for codes, value, *refused in row.cells if not refused}
        self.medians = {tuple(codes): told for codes, told in row.medians}

    def told(self, codes: tuple[str, ...]) -> dict[str, Any]:
        """A count, or that it is suppressed, or which coarser level is published in its place."""
        if self.standing == "refused" or codes not in self.cells:
            return {"state": "not_published", "value": None, "published": self.coarser}
        value = self.cells[codes]
        return {"state": "suppressed" if value is None else "published", "value": value}


def pages(
    release: Any, regions: Sequence[str], needs: Iterable[str], rows: Iterable[Any]
) -> dict[tuple[int, str, str], dict[str, Any]]:
    """By level of regions, need and target group."""
    levels = {row.level: _Level(row) for row in rows}
    found = {}
    for need in needs:
        for (level, every, group), (counts, outcomes) in _SOURCES.items():
            if every != (need == EVERY_NEED):
                continue
            places = [()] if level == 0 else [(code,) for code in regions]
            own = () if every else (need,)
            told = [
                {
                    "code": place[0] if place else release.country_code,
                    **_people(levels, counts, outcomes, (*place, *own), _AGE[group]),
                }
                for place in places
            ]
            found[level, need, group] = {**_head(release), "need": need, "regions": told}
    return found


def _head(release: Any) -> dict[str, Any]:
    return {
        "period": release.period,
        "revision": release.revision,
        "released_at": iso(release.released_at),
        "left_out": release.left_out,
    }


def _people(
    levels: dict[str, _Level], counts: str, outcomes: str | None, codes: tuple[str, ...], age: tuple[str, ...]
) -> dict[str, Any]:
    level = levels[counts]
    found: dict[str, Any] = {"sent": level.told((*codes, *age)), "since_revision": level.revision}
    if outcomes is not None:
        became = levels[outcomes]
        found["outcomes"] = {each.value: became.told((*codes, each.value)) for each in Outcome}
        found["unmet"] = _sum(found["outcomes"][each.value] for each in UNMET)
        found["no_answer_rate"] = _rate(found["outcomes"][Outcome.NO_ANSWER.value], found["sent"])
    if not age and found["sent"]["state"] == "published":
        found["median_hours"] = level.medians.get(codes, {})
    return found


def _sum(told: Iterable[dict[str, Any]]) -> int | None:
    values = [each["value"] for each in told]
    return None if any(value is None for value in values) else sum(values)


def _rate(part: dict[str, Any], whole: dict[str, Any]) -> float | None:
    if part["value"] is None or not whole["value"]:
        return None
    return float(round(part["value"] / whole["value"], 4))
