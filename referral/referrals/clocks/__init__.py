"""Clocks: by when who has to do what, and what was missed. Pure: recomputed from the history whenever it is asked.

Emergencies run in wall time, all else while the organisation that has to act works: its hours, its weekend, its public
holidays, its zone. A sweep stores `next_due_at`, reads by it, and writes each of `breaches` under its key, once.
"""

from referral.referrals.clocks.asking import (
    Breach,
    Due,
    breaches,
    due,
    expires_at,
    next_due_at,
    percent_elapsed,
)
from referral.referrals.clocks.calendars import (
    MONDAY_TO_FRIDAY,
    Absence,
    Calendar,
    Span,
    Unit,
    after_working,
    calendar_of,
    nobody_until,
    working_span,
    working_time,
)
from referral.referrals.clocks.clock import RULES, Clock, ClockRule, Consequence
from referral.referrals.clocks.history import History, Step
from referral.referrals.clocks.privacy import PrivacyTask, privacy_breaches, privacy_next_due_at
from referral.referrals.clocks.running import Moment

__all__ = [
    "MONDAY_TO_FRIDAY",
    "RULES",
    "Absence",
    "Breach",
    "Calendar",
    "Clock",
    "ClockRule",
    "Consequence",
    "Due",
    "History",
    "Moment",
    "PrivacyTask",
    "Span",
    "Step",
    "Unit",
    "after_working",
    "breaches",
    "calendar_of",
    "due",
    "expires_at",
    "next_due_at",
    "nobody_until",
    "percent_elapsed",
    "privacy_breaches",
    "privacy_next_due_at",
    "working_span",
    "working_time",
]
