"""What holds for any history: nothing fires twice, nothing is lost, the same is found however it is asked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from referral.referrals.clocks import (
    Breach,
    Consequence,
    History,
    Step,
    after_working,
    breaches,
    due,
    expires_at,
    next_due_at,
    percent_elapsed,
    working_time,
)
from referral.referrals.rules import EDGES, Delivery, Note, Priority, State
from tests.fixtures.clock_values import ALWAYS, AMMAN, NIGHTS, RARELY, SHORT_FRIDAY, TBILISI, TIRANE

START = datetime(2026, 3, 20, 6, 30, tzinfo=UTC)
FAR = START + timedelta(days=900)
CALENDARS = (TIRANE, TBILISI, AMMAN, ALWAYS, RARELY, NIGHTS, SHORT_FRIDAY)
calendars = st.sampled_from(CALENDARS)
moments = st.integers(0, 60 * 24 * 400).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def histories(draw) -> History:
    """A walk through the table, with notes between."""
    at, state, steps = START, State.DRAFT, [Step(START, State.DRAFT, "create")]
    for _ in range(draw(st.integers(0, 9))):
        at += timedelta(minutes=draw(st.integers(1, 60 * 24 * 20)))
        edges = [edge for edge in EDGES if edge.origin is state]
        if not edges:
            break
        if draw(st.integers(0, 3)) == 0:
            steps.append(Step(at, state, draw(st.sampled_from(Note))))
            continue
        edge = draw(st.sampled_from([each for each in edges if not each.target.ends] or edges))
        state = edge.target
        review = at.date() + timedelta(days=draw(st.integers(0, 40))) if draw(st.booleans()) else None
        steps.append(Step(at, state, edge.action, review_on=review, unapproved=draw(st.booleans())))
    return History(
        referral="r1",
        steps=tuple(steps),
        priority=draw(st.sampled_from(Priority)),
        receiver=draw(calendars),
        sender=draw(st.none() | calendars),
        delivery=draw(st.sampled_from(Delivery)),
        on_arrival=draw(st.booleans()),
        consent_expires_at=draw(st.none() | moments),
    )


@given(histories(), st.lists(moments, max_size=5))
def test_however_often_the_sweep_runs_each_breach_fires_once(past, sweeps):
    whole = breaches(past, None, FAR)
    pieces: list[Breach] = []
    since: datetime | None = None
    for until in [*sorted(sweeps), FAR]:
        pieces += breaches(past, since, until)
        since = until
    assert [each.key for each in pieces] == [each.key for each in whole]
    assert len({each.key for each in whole}) == len(whole)
    assert [each.at for each in whole] == sorted(each.at for each in whole)


@given(histories(), moments)
def test_nothing_is_due_before_the_moment_the_sweep_is_told(past, at):
    coming = next_due_at(past, at)
    before = coming - timedelta(microseconds=1) if coming else FAR
    assert not [each for each in breaches(past, at, before) if each.still_runs]
    if coming is not None:
        assert [each for each in breaches(past, at, coming) if each.still_runs]


@given(histories())
def test_emergencies_and_what_was_accepted_never_expire(past):
    ends = expires_at(past)
    effects = {effect for each in breaches(past, None, FAR) for effect in each.effects}
    if past.priority is Priority.EMERGENCY or past.state.phase != "before_acceptance":
        assert ends is None
        assert Consequence.EXPIRE not in effects


@given(histories())
def test_shares_of_a_clock_come_in_order_and_ended_referrals_have_none_running(past):
    running = due(past)
    if past.state.ends:
        assert running == ()
    for each in running:
        numbered = [moment for moment in each.moments if moment.label.isdigit()]
        assert [moment.at for moment in numbered] == sorted(moment.at for moment in numbered)
        assert all(moment.at >= each.starts for moment in numbered)
        if each.due_at is not None and each.clock != "consent_expiry":
            assert percent_elapsed(past, each.clock, each.due_at) in (99, 100)


@given(histories(), st.randoms())
def test_the_order_in_which_events_were_recorded_does_not_matter(past, random):
    shuffled = list(past.steps)
    random.shuffle(shuffled)
    again = History(
        referral="r1",
        steps=tuple(shuffled),
        priority=past.priority,
        receiver=past.receiver,
        sender=past.sender,
        delivery=past.delivery,
        on_arrival=past.on_arrival,
        consent_expires_at=past.consent_expires_at,
    )
    assert breaches(again, None, FAR) == breaches(past, None, FAR)


@given(calendars, moments, st.integers(1, 60 * 300))
def test_working_time_there_and_back(calendar, start, minutes):
    amount = timedelta(minutes=minutes)
    end = after_working(calendar, start, amount)
    assert working_time(calendar, start, end) == amount
    assert working_time(calendar, start, end - timedelta(microseconds=1)) < amount
