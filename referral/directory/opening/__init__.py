"""Opening hours: read from HSDS schedules, expanded into time, asked whether a place is open.

Pure: times, zones and public holidays are passed in. Everything that comes out is UTC.
"""

from referral.directory.opening.asking import Closed, Open, State, Unknown, opens_next, state_at
from referral.directory.opening.dates import HolidaysOf
from referral.directory.opening.expanding import intervals, unknown_intervals
from referral.directory.opening.hours import Hours, Rule, SpecialDays
from referral.directory.opening.merging import Interval
from referral.directory.opening.reading import read_hours

__all__ = [
    "Closed",
    "HolidaysOf",
    "Hours",
    "Interval",
    "Open",
    "Rule",
    "SpecialDays",
    "State",
    "Unknown",
    "intervals",
    "opens_next",
    "read_hours",
    "state_at",
    "unknown_intervals",
]
