"""By when who has to act: worked out by hand, across zones, daylight saving, weekends, holidays and pauses."""

from datetime import UTC, date, datetime

import pytest

from referral.referrals.clocks import Calendar, Clock, Span, Unit
from referral.referrals.rules import Delivery, Kind, Priority
from tests.fixtures.clock_values import (
    ALWAYS,
    AMMAN,
    NIGHTS,
    RARELY,
    SALVADOR,
    SHORT_FRIDAY,
    TBILISI,
    TIRANE,
    due_of,
    history,
    local,
)

E, U, R = Priority.EMERGENCY, Priority.URGENT, Priority.ROUTINE
C = Clock
# 2026: Europe's clocks go forward on Sunday 29 March and back on Sunday 25 October.
OFFICES = [
    # Routine: two working days to acknowledge, seven days (a week of work) to decide.
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-03-02 09:00", "2026-03-04 09:00"),
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-03-06 15:00", "2026-03-10 15:00"),
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-03-06 17:00", "2026-03-10 16:00"),
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-03-07 10:00", "2026-03-10 16:00"),
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-03-09 03:00", "2026-03-10 16:00"),
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-03-27 15:00", "2026-03-31 15:00"),
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-10-23 15:00", "2026-10-27 15:00"),
    (TIRANE, R, C.DECIDE, "sent 2026-03-02 09:00", "2026-03-09 09:00"),
    (TIRANE, R, C.DECIDE, "sent 2026-03-25 10:00", "2026-04-01 10:00"),
    (TIRANE, R, C.DECIDE, "sent 2026-10-21 10:00", "2026-10-28 10:00"),
    (TIRANE, R, C.DECIDE, "sent 2026-04-01 10:00", "2026-04-09 10:00"),
    # Urgent: 24 hours are a day of work, 72 are three.
    (TIRANE, U, C.ACKNOWLEDGE, "sent 2026-03-27 15:00", "2026-03-30 15:00"),
    (TIRANE, U, C.ACKNOWLEDGE, "sent 2026-04-03 15:00", "2026-04-07 15:00"),
    (TIRANE, U, C.ACKNOWLEDGE, "sent 2026-12-07 15:00", "2026-12-09 15:00"),
    (TIRANE, U, C.DECIDE, "sent 2026-10-23 15:00", "2026-10-28 15:00"),
    # Approval: eight hours, or a working day.
    (TIRANE, U, C.APPROVE, "pending_approval 2026-03-02 12:00", "2026-03-03 12:00"),
    (TIRANE, R, C.APPROVE, "pending_approval 2026-04-03 15:00", "2026-04-07 15:00"),
    # No daylight saving in Tbilisi and San Salvador; their own holidays.
    (TBILISI, U, C.ACKNOWLEDGE, "sent 2026-03-27 15:00", "2026-03-30 15:00"),
    (TBILISI, R, C.ACKNOWLEDGE, "sent 2026-05-25 15:00", "2026-05-28 15:00"),
    (TBILISI, R, C.DECIDE, "sent 2026-10-21 10:00", "2026-10-28 10:00"),
    (SALVADOR, R, C.ACKNOWLEDGE, "sent 2026-04-30 15:00", "2026-05-05 15:00"),
    (SALVADOR, U, C.DECIDE, "sent 2026-10-23 15:00", "2026-10-28 15:00"),
    (SALVADOR, U, C.ACKNOWLEDGE, "sent 2026-03-06 21:00Z", "2026-03-09 15:00"),
    # The weekend of Amman is Friday and Saturday.
    (AMMAN, R, C.ACKNOWLEDGE, "sent 2026-03-05 15:00", "2026-03-09 15:00"),
    (AMMAN, U, C.ACKNOWLEDGE, "sent 2026-03-06 10:00", "2026-03-08 16:00"),
    (AMMAN, U, C.ACKNOWLEDGE, "sent 2026-05-24 15:00", "2026-05-26 15:00"),
    # Day and night: working time is wall time.
    (ALWAYS, U, C.ACKNOWLEDGE, "sent 2026-03-06 15:00", "2026-03-07 15:00"),
    (ALWAYS, R, C.ACKNOWLEDGE, "sent 2026-03-06 15:00", "2026-03-08 15:00"),
    (ALWAYS, R, C.DECIDE, "sent 2026-03-06 15:00", "2026-03-13 15:00"),
    (ALWAYS, U, C.ACKNOWLEDGE, "sent 2026-03-28 12:00", "2026-03-29 13:00"),
    (ALWAYS, U, C.ACKNOWLEDGE, "sent 2026-10-24 12:00", "2026-10-25 11:00"),
    # Two mornings a week: a day of work is two hours, and what is urgent never takes longer than what is not.
    (RARELY, U, C.ACKNOWLEDGE, "sent 2026-03-03 09:00", "2026-03-04 12:00"),
    (RARELY, U, C.APPROVE, "pending_approval 2026-03-02 11:00", "2026-03-04 11:00"),
    (RARELY, U, C.DECIDE, "sent 2026-03-02 09:00", "2026-03-04 12:00"),
    (RARELY, R, C.DECIDE, "sent 2026-03-02 09:00", "2026-03-04 12:00"),
    (RARELY, R, C.ACKNOWLEDGE, "sent 2026-04-03 09:00", "2026-04-13 12:00"),
    # A night shelter: one night is a day of work, and the night of the change is an hour short or long.
    (NIGHTS, U, C.ACKNOWLEDGE, "sent 2026-03-06 20:00", "2026-03-07 06:00"),
    (NIGHTS, U, C.ACKNOWLEDGE, "sent 2026-03-28 20:00", "2026-03-29 23:00"),
    (NIGHTS, U, C.ACKNOWLEDGE, "sent 2026-10-24 20:00", "2026-10-25 05:00"),
    # A short Friday makes the average day 7 h 12 min.
    (SHORT_FRIDAY, U, C.ACKNOWLEDGE, "sent 2026-03-05 12:00", "2026-03-06 11:12"),
]
EMERGENCIES = [
    (TIRANE, E, C.APPROVE, "pending_approval 2026-03-08 03:00", "2026-03-08 03:30"),
    (TIRANE, E, C.ACKNOWLEDGE, "sent 2026-03-27 23:30", "2026-03-28 00:30"),
    (TIRANE, E, C.ACKNOWLEDGE, "sent 2026-03-29 01:30", "2026-03-29 03:30"),
    (TIRANE, E, C.ACKNOWLEDGE, "sent 2026-10-25 02:30+02:00", "2026-10-25T02:30+01:00"),
    (TIRANE, E, C.DECIDE, "sent 2026-03-28 12:00", "2026-03-29 13:00"),
    (TIRANE, E, C.DECIDE, "sent 2026-10-24 12:00", "2026-10-25 11:00"),
    (TIRANE, E, C.DECIDE, "sent 2026-04-05 20:00", "2026-04-06 20:00"),
    (TBILISI, E, C.DECIDE, "sent 2026-03-28 12:00", "2026-03-29 12:00"),
    (SALVADOR, E, C.ACKNOWLEDGE, "sent 2026-10-31 23:30", "2026-11-01 00:30"),
    (TIRANE, E, C.PROGRESS, "in_service 2026-03-25 10:00", "2026-04-01 11:00"),
    (TIRANE, E, C.INFO, "info_requested 2026-03-07 20:00", "2026-03-08 08:00"),
    # Nobody reviews an emergency on a waiting list: its clock of decision goes on.
    (TIRANE, E, C.WAITLIST_REVIEW, "sent 2026-03-02 09:00; waitlisted 2026-03-02 10:00", None),
    (TIRANE, E, C.DECIDE, "sent 2026-03-02 09:00; waitlisted 2026-03-02 10:00", "2026-03-03 09:00"),
]
_ASKED = "sent 2026-03-02 09:00; acknowledged 2026-03-02 10:00; info_requested 2026-03-02 12:00"
_ONCE = f"{_ASKED}; acknowledged 2026-03-04 12:00"
PAUSES = [
    (TIRANE, U, C.DECIDE, _ONCE, "2026-03-09 09:00"),
    (
        TIRANE,
        U,
        C.DECIDE,
        f"{_ONCE}; info_requested 2026-03-05 08:00; acknowledged 2026-03-06 08:00",
        "2026-03-10 09:00",
    ),
    # Without an answer the receiver's clock goes on when three times the span has passed.
    (TIRANE, U, C.INFO, _ASKED, "2026-03-04 12:00"),
    (TIRANE, U, C.DECIDE, _ASKED, "2026-03-13 09:00"),
    (TIRANE, U, C.DECIDE, f"{_ASKED}; note:message 2026-03-11 09:00", "2026-03-13 09:00"),
    (TIRANE, U, C.DECIDE, f"{_ASKED}; acknowledged 2026-03-11 12:00", "2026-03-13 09:00"),
    (
        TIRANE,
        U,
        C.DECIDE,
        "sent 2026-03-05 12:00; info_requested 2026-03-06 12:00; acknowledged 2026-03-07 10:00",
        "2026-03-10 16:00",
    ),
    (
        TIRANE,
        E,
        C.DECIDE,
        "sent 2026-03-07 09:00; info_requested 2026-03-07 10:00; acknowledged 2026-03-07 14:00",
        "2026-03-08 13:00",
    ),
    (TIRANE, U, C.INFO, "info_requested 2026-03-06 15:00", "2026-03-10 15:00"),
    (TIRANE, R, C.INFO, "info_requested 2026-03-02 09:00", "2026-03-09 09:00"),
    (TIRANE, R, C.ACKNOWLEDGE, "sent 2026-03-02 09:00; acknowledged 2026-03-02 10:00", None),
]
_LISTED = "sent 2026-03-02 08:00; waitlisted 2026-03-02 09:00"
WAITING = [
    (TIRANE, U, C.WAITLIST_REVIEW, _LISTED, "2026-03-09 09:00"),
    (TIRANE, U, C.DECIDE, _LISTED, None),
    (TIRANE, U, C.WAITLIST_REVIEW, f"{_LISTED} review 2026-03-05", "2026-03-06 00:00"),
    (TIRANE, U, C.WAITLIST_REVIEW, f"{_LISTED} review 2026-04-30", "2026-03-09 09:00"),
    (TIRANE, R, C.WAITLIST_REVIEW, f"{_LISTED} review 2026-03-28", "2026-03-29 00:00"),
    (TIRANE, R, C.WAITLIST_REVIEW, f"{_LISTED} review 2026-03-29", "2026-03-30 00:00"),
    (TIRANE, U, C.WAITLIST_REVIEW, f"{_LISTED}; note:waitlist_reviewed 2026-03-05 09:00", "2026-03-12 09:00"),
    (
        TIRANE,
        U,
        C.WAITLIST_REVIEW,
        f"{_LISTED}; info_requested 2026-03-03 09:00; waitlisted 2026-03-05 09:00",
        "2026-03-11 09:00",
    ),
    (TIRANE, R, C.CLOSURE, "completed 2026-03-02 09:00", "2026-03-16 09:00"),
    (TIRANE, E, C.CLOSURE, "completed 2026-03-20 09:00", "2026-04-03 10:00"),
    (TIRANE, R, C.AUTO_CLOSE, "completed 2026-03-02 09:00", "2026-04-01 10:00"),
    (TIRANE, R, C.DRAFT, "draft 2026-03-02 09:00", "2026-04-01 10:00"),
    (TIRANE, R, C.APPROVAL_LAPSE, "pending_approval 2026-03-02 09:00", "2026-03-09 09:00"),
    (
        TIRANE,
        R,
        C.DRAFT,
        "draft 2026-03-02 09:00; pending_approval 2026-03-03 09:00; draft 2026-03-04 09:00",
        "2026-04-03 10:00",
    ),
    (TIRANE, E, C.DRAFT, "draft 2026-03-02 09:00", None),
    (TIRANE, E, C.APPROVAL_LAPSE, "pending_approval 2026-03-02 09:00", None),
    (TIRANE, E, C.REVIEW, "sent 2026-03-27 23:00 unapproved", "2026-03-31 00:00"),
    (TIRANE, E, C.REVIEW, "sent 2026-03-27 23:00", None),
    (TIRANE, E, C.REVIEW, "sent 2026-03-27 23:00 unapproved; note:reviewed 2026-03-28 09:00", None),
]
_HELD = "in_service 2026-03-02 09:00; on_hold 2026-03-04 09:00 review 2026-03-28"
SERVING = [
    (TIRANE, U, C.FIRST_CONTACT, "accepted 2026-03-06 15:00", "2026-03-11 15:00"),
    (TIRANE, R, C.FIRST_CONTACT, "accepted 2026-03-02 09:00", "2026-03-16 09:00"),
    (
        TIRANE,
        U,
        C.FIRST_CONTACT,
        "accepted 2026-03-02 09:00; on_hold 2026-03-03 09:00 review 2026-03-20; accepted 2026-03-09 09:00",
        "2026-03-11 09:00",
    ),
    (TIRANE, U, C.FIRST_CONTACT, "accepted 2026-03-02 09:00; in_service 2026-03-03 09:00", None),
    (TIRANE, U, C.PROGRESS, "in_service 2026-03-02 09:00", "2026-03-16 09:00"),
    (
        TIRANE,
        U,
        C.PROGRESS,
        "in_service 2026-03-02 09:00; note:progress 2026-03-12 10:00",
        "2026-03-26 10:00",
    ),
    (TIRANE, U, C.PROGRESS, "in_service 2026-03-02 09:00; note:message 2026-03-12 10:00", "2026-03-16 09:00"),
    (
        TIRANE,
        U,
        C.PROGRESS,
        "in_service 2026-03-02 09:00; on_hold 2026-03-04 09:00 review 2026-03-10; in_service 2026-03-11 09:00",
        "2026-03-23 09:00",
    ),
    (TIRANE, U, C.HOLD_REVIEW, _HELD, "2026-03-29 00:00"),
    (TIRANE, U, C.HOLD_REVIEW, f"{_HELD}; note:hold_reviewed 2026-03-05 09:00", "2026-04-04 10:00"),
]


def moment(text: str | None, calendar: Calendar) -> datetime | None:
    return None if text is None else local(text, calendar).astimezone(UTC)


def check(calendar, priority, clock, lines, expected, **more):
    running = due_of(history(lines, at=calendar, priority=priority, **more), clock)
    assert (running.due_at if running else None) == moment(expected, calendar)


TABLE = [*OFFICES, *EMERGENCIES, *PAUSES, *WAITING, *SERVING]


@pytest.mark.parametrize(("calendar", "priority", "clock", "lines", "expected"), TABLE)
def test_due(calendar, priority, clock, lines, expected):
    check(calendar, priority, clock, lines, expected)


_EARLY = "sent 2026-03-02 09:00; note:arrived 2026-03-03 10:00; accepted 2026-03-04 09:00"


def test_there_are_enough_cases():
    assert len(TABLE) >= 80


@pytest.mark.parametrize(
    ("priority", "lines", "more", "expected"),
    [
        (R, "accepted 2026-03-02 09:00", {"needed_from": date(2026, 4, 15)}, "2026-04-28 16:00"),
        (R, "accepted 2026-03-02 09:00", {"needed_from": date(2026, 2, 1)}, "2026-03-16 09:00"),
        (U, "accepted 2026-04-01 09:00", {"needed_from": date(2026, 4, 5)}, "2026-04-09 16:00"),
        (E, "accepted 2026-03-20 09:00", {"needed_from": date(2026, 3, 29)}, "2026-03-30 01:00"),
        (E, "accepted 2026-10-20 09:00", {"needed_from": date(2026, 10, 25)}, "2026-10-25 23:00"),
        (U, "accepted 2026-03-02 09:00", {"on_arrival": True}, None),
        (
            U,
            "accepted 2026-03-02 09:00; note:arrived 2026-03-16 10:00",
            {"on_arrival": True},
            "2026-03-19 10:00",
        ),
        (U, _EARLY, {"on_arrival": True}, "2026-03-09 09:00"),
    ],
)
def test_first_contact_counts_from_when_it_is_needed(priority, lines, more, expected):
    check(TIRANE, priority, C.FIRST_CONTACT, lines, expected, **more)


def test_acknowledging_and_deciding_count_from_sending_whenever_it_is_needed():
    check(TIRANE, U, C.ACKNOWLEDGE, "sent 2026-03-02 09:00", "2026-03-03 09:00", needed_from=date(2026, 9, 1))


def test_where_the_receiver_is_not_connected_the_sender_works_by_its_own_calendar():
    more = {"delivery": Delivery.PHONE, "sender": TIRANE}
    check(AMMAN, U, C.DECIDE, "sent 2026-03-05 14:00", "2026-03-10 14:00", **more | {"sender": AMMAN})
    lines = "sent 2026-03-06 13:00Z"
    check(AMMAN, U, C.DECIDE, lines, "2026-03-11 13:00Z", **more)
    check(AMMAN, U, C.ACKNOWLEDGE, lines, None, **more)


def test_approval_and_answers_run_in_the_senders_calendar():
    lines = "pending_approval 2026-03-06 13:00Z"
    check(AMMAN, R, C.APPROVE, lines, "2026-03-09 13:00Z", sender=TIRANE)
    check(AMMAN, U, C.INFO, "info_requested 2026-03-06 13:00Z", "2026-03-10 13:00Z", sender=TIRANE)


def test_a_country_or_service_may_have_spans_of_its_own():
    spans = {(C.ACKNOWLEDGE, U): Span(4, Unit.HOURS), (C.DECIDE, E): Span(2, Unit.HOURS)}
    check(TIRANE, U, C.ACKNOWLEDGE, "sent 2026-03-06 15:00", "2026-03-09 11:00", spans=spans)
    check(TIRANE, E, C.DECIDE, "sent 2026-03-06 15:00", "2026-03-06 17:00", spans=spans)
    with pytest.raises(ValueError, match="1 or more"):
        Span(0, Unit.DAYS)


def test_a_transfer_waits_for_its_second_key():
    check(TIRANE, R, C.AUTO_CLOSE, "completed 2026-03-02 09:00", None, kind=Kind.TRANSFER)
