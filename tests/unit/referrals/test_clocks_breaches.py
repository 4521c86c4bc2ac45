"""What was missed: at each share of the time, by priority, exactly once, also after a day's pause of the worker."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from referral.directory.opening import Hours, Rule
from referral.referrals.clocks import (
    Calendar,
    Clock,
    Consequence,
    History,
    PrivacyTask,
    Step,
    breaches,
    due,
    expires_at,
    next_due_at,
    nobody_until,
    percent_elapsed,
    privacy_breaches,
    privacy_next_due_at,
)
from referral.referrals.rules import Delivery, Priority, Side, State
from tests.fixtures.clock_values import (
    ALWAYS,
    NIGHTS,
    RARELY,
    SALVADOR,
    TIRANE,
    due_of,
    history,
    holidays,
    local,
)

C = Consequence
E, U, R = Priority.EMERGENCY, Priority.URGENT, Priority.ROUTINE
FAR = datetime(2027, 6, 1, tzinfo=UTC)
SENT = "sent 2026-03-02 09:00"


def fired(past, clock):
    """Label, local time and effects of what became due for a clock."""
    zone = ZoneInfo(past.receiver.hours.zone)
    return [
        (each.label, each.at.astimezone(zone).strftime("%m-%d %H:%M"), set(each.effects))
        for each in breaches(past, None, FAR)
        if each.clock is clock
    ]


def test_acknowledgement_is_reminded_told_escalated_and_expires():
    assert fired(history(SENT), Clock.ACKNOWLEDGE) == [
        ("50", "03-02 13:00", {C.REMIND_FOCAL_POINT}),
        ("100", "03-03 09:00", {C.TELL_RECEIVERS_SUPERVISOR, C.TELL_SENDER}),
        ("150", "03-03 13:00", {C.TELL_COORDINATOR, C.OFFER_NEXT_FALLBACK}),
        ("300", "03-05 09:00", {C.EXPIRE, C.PROPOSE_ALTERNATIVES}),
    ]


def test_an_emergency_never_expires_but_stays_on_the_screens():
    found = fired(history("sent 2026-03-29 00:30", priority=E), Clock.ACKNOWLEDGE)
    assert [(label, at) for label, at, _ in found] == [
        ("50", "03-29 01:00"),
        ("100", "03-29 01:30"),
        ("150", "03-29 03:00"),
        ("300", "03-29 04:30"),
    ]
    assert found[-1][2] == {C.STAY_ON_SCREENS, C.PROPOSE_ALTERNATIVES}


_APPROVE = {"50": C.REMIND_SUPERVISOR, "100": C.TELL_DEPUTY, "150": C.TELL_DUTY_LIST}
_CONTACT = {"50": C.REMIND_RECEIVING_WORKER, "100": C.TELL_FOCAL_POINT, "150": C.TELL_COORDINATOR}
_INFO = {"50": C.REMIND_CASE_WORKER, "100": C.TELL_SENDERS_SUPERVISOR, "300": C.BACK_TO_RECEIVER}


@pytest.mark.parametrize(
    ("lines", "priority", "clock", "expected"),
    [
        ("pending_approval 2026-03-08 03:00", E, Clock.APPROVE, _APPROVE),
        ("accepted 2026-03-02 09:00", U, Clock.FIRST_CONTACT, _CONTACT),
        (
            "in_service 2026-03-02 09:00",
            U,
            Clock.PROGRESS,
            {"100": C.DEMAND_REASON, "150": C.TELL_COORDINATOR},
        ),
        ("info_requested 2026-03-02 09:00", U, Clock.INFO, _INFO),
        ("waitlisted 2026-03-02 09:00", U, Clock.WAITLIST_REVIEW, {"100": C.ASK_BOTH, "300": C.EXPIRE}),
        ("completed 2026-03-02 09:00", U, Clock.CLOSURE, {"50": C.REMIND_CASE_WORKER, "100": None}),
        ("completed 2026-03-02 09:00", U, Clock.AUTO_CLOSE, {"100": C.AUTO_CLOSE}),
        ("draft 2026-03-02 09:00", U, Clock.DRAFT, {"100": C.EXPIRE}),
        ("pending_approval 2026-03-02 09:00", U, Clock.APPROVAL_LAPSE, {"100": C.EXPIRE}),
        (
            "sent 2026-03-02 09:00 unapproved",
            E,
            Clock.REVIEW,
            {"50": C.REMIND_SUPERVISOR, "100": C.TELL_OFFICER},
        ),
        (
            "on_hold 2026-03-02 09:00 review 2026-03-20",
            U,
            Clock.HOLD_REVIEW,
            {"100": C.REMIND_RECEIVING_WORKER},
        ),
    ],
    ids=lambda each: str(each) if isinstance(each, Clock) else "",
)
def test_each_clock_has_its_marks(lines, priority, clock, expected):
    found = {label: effects for label, _, effects in fired(history(lines, priority=priority), clock)}
    assert set(found) == set(expected)
    for label, effect in expected.items():
        assert effect in found[label] if effect else not found[label]


@pytest.mark.parametrize(
    "state", ["draft", "pending_approval", "sent", "acknowledged", "info_requested", "waitlisted"]
)
def test_no_clock_lets_an_emergency_expire(state):
    past = history(f"{state} 2026-03-02 09:00", priority=E)
    assert expires_at(past) is None
    assert all(C.EXPIRE not in each.effects for each in breaches(past, None, FAR))


@pytest.mark.parametrize(
    "state", ["accepted", "in_service", "on_hold", "completed", "disputed", "closed", "failed"]
)
def test_nothing_expires_once_it_was_accepted(state):
    assert expires_at(history(f"{state} 2026-03-02 09:00")) is None


def test_the_first_clock_that_lets_it_expire_counts():
    assert expires_at(history(SENT)) == local("2026-03-05 09:00", TIRANE)
    seen = history(f"{SENT}; acknowledged 2026-03-02 10:00")
    assert expires_at(seen) == local("2026-03-13 09:00", TIRANE)


def test_what_was_answered_in_time_is_no_breach():
    answered = history(f"{SENT}; acknowledged 2026-03-03 08:59")
    assert [label for label, *_ in fired(answered, Clock.ACKNOWLEDGE)] == ["50"]
    just = history(f"{SENT}; acknowledged 2026-03-03 09:00")
    assert [label for label, *_ in fired(just, Clock.ACKNOWLEDGE)] == ["50"]


def test_what_was_due_at_closing_time_is_missed_by_the_next_morning():
    past = history("sent 2026-03-05 16:00; acknowledged 2026-03-09 07:00")
    assert fired(past, Clock.ACKNOWLEDGE)[-1][:2] == ("100", "03-06 16:00")


def test_after_a_day_without_the_worker_everything_is_caught_up_once():
    past = history("sent 2026-03-06 15:00", priority=E)
    last_sweep, back = local("2026-03-06 15:10", TIRANE), local("2026-03-07 16:00", TIRANE)
    caught_up = breaches(past, last_sweep, back)
    assert [(each.clock, each.label) for each in caught_up] == [
        (Clock.ACKNOWLEDGE, "50"),
        (Clock.ACKNOWLEDGE, "100"),
        (Clock.ACKNOWLEDGE, "150"),
        (Clock.ACKNOWLEDGE, "300"),
        (Clock.DECIDE, "50"),
        (Clock.DECIDE, "100"),
    ]
    assert breaches(past, back, back + timedelta(hours=1)) == ()
    assert len({each.key for each in caught_up}) == 6


def test_what_was_done_while_the_worker_was_away_is_recorded_and_reminds_nobody():
    past = history(f"{SENT}; acknowledged 2026-03-04 10:00")
    late = [each for each in breaches(past, None, FAR) if each.clock is Clock.ACKNOWLEDGE]
    assert [(each.label, each.still_runs, each.effects) for each in late] == [
        ("50", False, ()),
        ("100", False, ()),
        ("150", False, ()),
    ]


def test_an_answer_recorded_late_takes_back_only_what_came_after_it():
    before = breaches(history(SENT), None, FAR)
    after = breaches(history(f"{SENT}; acknowledged 2026-03-02 15:00"), None, FAR)
    kept = {each.key for each in after} & {each.key for each in before}
    assert "r1/acknowledge/1/50" in kept
    assert "r1/acknowledge/1/100" not in {each.key for each in after}
    assert {f"r1/decide/1/{mark}" for mark in (50, 100, 150, 300)} <= kept


def test_a_second_question_is_a_second_run_with_keys_of_its_own():
    twice = history(
        "sent 2026-03-02 08:00; info_requested 2026-03-02 09:00; acknowledged 2026-03-04 10:00;"
        " info_requested 2026-03-05 09:00"
    )
    keys = [each.key for each in breaches(twice, None, FAR) if each.clock is Clock.INFO]
    assert keys == ["r1/info/1/50", "r1/info/1/100", "r1/info/2/50", "r1/info/2/100", "r1/info/2/300"]


def test_a_review_of_the_waiting_list_begins_it_anew():
    past = history(
        "waitlisted 2026-03-02 09:00; note:waitlist_reviewed 2026-03-05 09:00;"
        " note:waitlist_reviewed 2026-03-10 09:00"
    )
    keys = [each.key for each in breaches(past, None, FAR)]
    assert keys == ["r1/waitlist_review/3/100", "r1/waitlist_review/3/300"]


def test_the_sender_is_reminded_where_the_receiver_is_not_connected():
    past = history(SENT, delivery=Delivery.PAPER, sender=TIRANE)
    found = {label: effects for label, _, effects in fired(past, Clock.DECIDE)}
    assert found["50"] == {C.REMIND_CASE_WORKER}
    assert found["100"] == {C.TELL_SENDERS_SUPERVISOR, C.TELL_SENDER}
    running = due_of(past, Clock.DECIDE)
    assert running is not None
    assert running.with_whom is Side.SENDER


def test_the_sweep_is_told_when_to_look_again():
    past, moments = history(SENT), []
    at = local("2026-03-02 09:00", TIRANE)
    while (coming := next_due_at(past, at)) is not None:
        assert len(breaches(past, at, coming)) >= 1
        assert breaches(past, at, coming - timedelta(microseconds=1)) == ()
        moments.append(coming)
        at = coming
    assert moments == sorted({each.at for each in breaches(past, None, FAR)})
    assert next_due_at(history("closed 2026-03-02 09:00"), at) is None


def test_how_much_of_the_working_time_has_passed():
    past = history("sent 2026-03-27 15:00")
    shown = [
        percent_elapsed(past, Clock.ACKNOWLEDGE, local(moment, TIRANE))
        for moment in (
            "2026-03-27 15:00",
            "2026-03-27 23:00",
            "2026-03-29 12:00",
            "2026-03-30 11:00",
            "2026-03-30 15:00",
            "2026-03-31 15:00",
        )
    ]
    assert shown == [0, 12, 12, 50, 100, 200]
    assert percent_elapsed(past, Clock.PROGRESS, FAR) is None


def test_a_paused_clock_says_so_and_stands_still():
    past = history(f"{SENT}; acknowledged 2026-03-02 10:00; info_requested 2026-03-02 12:00")
    running = due_of(past, Clock.DECIDE)
    assert running is not None
    assert running.pauses
    moments = [local(text, TIRANE) for text in ("2026-03-02 12:00", "2026-03-06 12:00", "2026-03-10 12:00")]
    assert [percent_elapsed(past, Clock.DECIDE, moment) for moment in moments] == [12, 12, 12]
    asked = due_of(past, Clock.INFO)
    assert asked is not None
    assert not asked.pauses
    held = due_of(history("accepted 2026-03-02 09:00; on_hold 2026-03-03 09:00"), Clock.FIRST_CONTACT)
    assert held is not None
    assert (held.pauses, held.due_at) == (True, None)


def test_due_is_in_order_of_time():
    found = due(history(SENT))
    assert [each.clock for each in found] == [Clock.ACKNOWLEDGE, Clock.DECIDE]
    assert due(history("closed 2026-03-02 09:00")) == ()


_ASKED = [("ask", C.ASK_TO_RENEW), ("100", C.ASK_TO_RENEW)]
CONSENT: dict[str, Any] = {"consent_expires_at": datetime(2026, 4, 1, 10, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (SENT, [("ask", C.ASK_TO_RENEW), ("100", C.WITHDRAW_EXPIRED)]),
        ("accepted 2026-03-02 09:00", [*_ASKED, ("officer", C.OFFICER_DECIDES)]),
        ("in_service 2026-03-02 09:00; completed 2026-04-10 09:00", _ASKED),
        ("in_service 2026-03-02 09:00; completed 2026-03-25 09:00", [("ask", C.ASK_TO_RENEW)]),
        ("sent 2026-03-02 09:00; declined 2026-03-10 09:00", []),
        ("sent 2026-03-25 09:00", [("100", C.WITHDRAW_EXPIRED)]),
    ],
)
def test_the_end_of_a_consent_is_asked_about_and_ends_no_service(lines, expected):
    found = [
        each for each in breaches(history(lines, **CONSENT), None, FAR) if each.clock is Clock.CONSENT_EXPIRY
    ]
    assert [(each.label) for each in found] == [label for label, _ in expected]
    moments = {
        "ask": datetime(2026, 3, 18, 10, tzinfo=UTC),
        "100": CONSENT["consent_expires_at"],
        "officer": datetime(2026, 5, 1, 10, tzinfo=UTC),
    }
    for each, (label, effect) in zip(found, expected, strict=True):
        assert each.at == moments[label]
        assert each.effects == ((effect,) if each.still_runs else ())


def test_a_renewed_consent_is_another_run():
    one = {each.key for each in breaches(history(SENT, **CONSENT), None, FAR)}
    later = datetime(2026, 9, 1, tzinfo=UTC)
    other = {each.key for each in breaches(history(SENT, consent_expires_at=later), None, FAR)}
    assert not {key for key in one & other if "consent" in key}


@pytest.mark.parametrize(
    ("calendar", "at", "until", "holiday"),
    [
        (TIRANE, "2026-03-27 17:00", "2026-03-30 08:00", None),
        (TIRANE, "2026-03-28 23:30", "2026-03-30 08:00", None),
        (TIRANE, "2026-04-06 10:00", "2026-04-07 08:00", "Easter Monday"),
        (TIRANE, "2026-04-03 16:00", "2026-04-07 08:00", None),
        (SALVADOR, "2026-05-01 10:00", "2026-05-04 08:00", "Labour Day"),
        (RARELY, "2026-03-04 12:00", "2026-03-09 10:00", None),
        (NIGHTS, "2026-03-06 12:00", "2026-03-06 22:00", None),
    ],
)
def test_the_sender_is_told_until_when_nobody_is_on_duty(calendar, at, until, holiday):
    found = nobody_until(calendar, local(at, calendar))
    assert found is not None
    assert (found.until, found.holiday) == (local(until, calendar), holiday)
    assert found.until is not None
    assert found.until.strftime("%H:%M") == until[-5:]


def test_while_somebody_is_there_nothing_is_said():
    assert nobody_until(TIRANE, local("2026-03-27 15:59", TIRANE)) is None
    assert nobody_until(ALWAYS, local("2026-03-29 02:30", ALWAYS)) is None
    assert nobody_until(NIGHTS, local("2026-03-06 23:00", NIGHTS)) is None


ASKED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ({}, [("acknowledge", 7), ("acknowledge", 10.5), ("attest", 30), ("attest", 45)]),
        ({"acknowledged_at": ASKED_AT + 3 * DAY}, [("attest", 30), ("attest", 45)]),
        ({"acknowledged_at": ASKED_AT + 8 * DAY}, [("acknowledge", 7), ("attest", 30), ("attest", 45)]),
        ({"attested_at": ASKED_AT + 2 * DAY}, []),
        ({"attested_at": ASKED_AT + 31 * DAY}, [("acknowledge", 7), ("acknowledge", 10.5), ("attest", 30)]),
    ],
)
def test_privacy_tasks_are_acknowledged_in_7_and_attested_in_30_days(done, expected):
    task = PrivacyTask(id="t1", requested_at=ASKED_AT, **done)
    found = privacy_breaches(task, None, FAR)
    assert [(each.clock.removeprefix("privacy_"), (each.at - ASKED_AT) / DAY) for each in found] == expected
    assert all(each.effects for each in found if each.still_runs)
    assert not any(each.effects for each in found if not each.still_runs)
    open_ = [each.at for each in found if each.still_runs]
    assert privacy_next_due_at(task, ASKED_AT) == min(open_, default=None)


def test_a_history_needs_a_beginning_and_zones():
    with pytest.raises(ValueError, match="at least"):
        History(referral="r", steps=(), priority=U, receiver=TIRANE)
    with pytest.raises(ValueError, match="zone"):
        Step(datetime(2026, 3, 2), State.SENT, "submit")


MONDAYS: dict[str, Any] = {"byday": ("MO",), "opens": 8 * 3600, "closes": 16 * 3600}


@pytest.mark.parametrize(
    ("valid", "expected"),
    [
        # One Monday left, then office days: a week of work is a Monday.
        ({"last": date(2026, 3, 2)}, "2026-03-03 09:00"),
        ({"last": date(2025, 12, 31)}, "2026-03-05 09:00"),
        ({"first": date(2026, 3, 3)}, "2026-03-09 09:00"),
        ({"first": date(2026, 11, 2)}, "2026-03-03 09:00"),
        ({}, "2026-03-09 09:00"),
    ],
)
def test_where_hours_have_run_out_or_not_begun_nobody_waits_for_the_season(valid, expected):
    hours = Hours("Europe/Tirane", "AL", (Rule("WEEKLY", **MONDAYS, **valid),))
    running = due_of(history(SENT, at=Calendar(hours, holidays)), Clock.DECIDE)
    assert running is not None
    assert running.due_at == local(expected, TIRANE)


def test_hours_that_name_no_day_for_a_year_do_not_stop_a_clock():
    leap = Hours("Europe/Tirane", "AL", (Rule("YEARLY", 0, 86400, bymonth=(2,), bymonthday=(29,)),))
    running = due_of(history("sent 2026-03-02 09:00", at=Calendar(leap, holidays)), Clock.ACKNOWLEDGE)
    assert running is not None
    assert running.due_at is not None
    assert local("2027-04-01 00:00", TIRANE) < running.due_at < local("2027-05-01 00:00", TIRANE)
