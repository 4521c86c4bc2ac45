"""Duty lists: who stands in, at which times. Times are those of the wall clock in the list's own time zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from referral.access.rules.roles import Role

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_TURNS = 200


@dataclass(frozen=True)
class Turn:
    """One line: this member has this role's duty on these weekdays from one time until another.

    `until` at or before `begins` is on the next day: 20:00 to 08:00 is a night, 00:00 to 00:00 a whole day. The weekday
    is that of the beginning; `first` and `last` are days on which a turn may begin.
    """

    role: Role
    member_id: str
    weekdays: frozenset[str]
    begins: time
    until: time
    first: date | None = None
    last: date | None = None

    def covers(self, local: datetime) -> bool:
        """Whether the turn is under way at this local time."""
        today, clock = local.date(), local.time()
        if self.until > self.begins:
            return self.begins_on(today) and self.begins <= clock < self.until
        yesterday = today - timedelta(days=1)
        return (self.begins_on(today) and clock >= self.begins) or (
            self.begins_on(yesterday) and clock < self.until
        )

    def begins_on(self, day: date) -> bool:
        """Whether a turn begins on this day."""
        if WEEKDAYS[day.weekday()] not in self.weekdays:
            return False
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


def on_duty(turns: Iterable[Turn], *, role: Role, at: datetime, zone: str) -> list[str]:
    """The members on duty for a role at a moment (aware), in the list's order, each once."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    found = [turn.member_id for turn in turns if turn.role is role and turn.covers(local)]
    return list(dict.fromkeys(found))


def next_on_duty(
    turns: Sequence[Turn], *, role: Role, after: datetime, zone: str, days: int = 8
) -> tuple[datetime, str] | None:
    """When the next turn of a role begins after a moment, and whose it is; None within so many days."""
    tz = ZoneInfo(zone)
    today = after.astimezone(tz).date()
    begins = [
        (datetime.combine(day, turn.begins, tz), turn.member_id)
        for number in range(days + 1)
        for day in (today + timedelta(days=number),)
        for turn in turns
        if turn.role is role and turn.begins_on(day)
    ]
    return min((each for each in begins if each[0] > after), key=lambda each: each[0], default=None)


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this IANA name."""
    return name in available_timezones()
