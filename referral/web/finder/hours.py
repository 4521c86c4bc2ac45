"""Opening hours as people read them: by day of the week; what fits no week, in its own words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALL_DAY = ("00:00", "23:59")


@dataclass
class Week:
    """`days` by number, Monday 0: pairs of times. `always`: at any hour. `notes`: what is no plain week."""

    days: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    always: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def is_said(self) -> bool:
        return bool(self.days or self.always or self.notes)


def week(schedules: Sequence[dict[str, Any]]) -> Week:
    """The week of these HSDS schedules."""
    days: dict[int, set[tuple[str, str]]] = defaultdict(set)
    notes: list[str] = []
    for each in schedules:
        named = [day.strip()[-2:] for day in (each.get("byday") or "").split(",") if day.strip()]
        opens, closes = (each.get("opens_at") or "")[:5], (each.get("closes_at") or "")[:5]
        plain = (
            each.get("freq") == "WEEKLY"
            and each.get("interval", 1) in (1, None)
            and not each.get("bymonthday")
        )
        if plain and opens and closes and named and all(day in _DAYS for day in named):
            for day in named:
                days[_DAYS.index(day)].add((opens, closes))
        elif each.get("description"):
            notes.append(str(each["description"]))
    always = len(days) == len(_DAYS) and all(_ALL_DAY in times for times in days.values())
    sorted_days = {} if always else {day: sorted(times) for day, times in sorted(days.items())}
    return Week(sorted_days, always, list(dict.fromkeys(notes)))
