"""By which ways and when somebody may contact the person."""

from dataclasses import replace
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.cases.rules import (
    ContactAllowed,
    ContactChannel,
    ContactDenied,
    Restrictions,
    SafeTime,
    WithdrawalVia,
    Withdrawn,
    may_contact,
)
from referral.cases.rules.contacting import WhyNot
from tests.fixtures.consent_values import DAY, START, consents, for_child, make_consent, moments

SMS, CALL, VOICEMAIL = ContactChannel.SMS, ContactChannel.CALL, ContactChannel.VOICEMAIL
TIRANE = "Europe/Tirane"
AT = datetime.fromisoformat


def reason(consent, channel=SMS, at=START + DAY):
    answer = may_contact(consent, channel, at, TIRANE)
    return answer.reason if isinstance(answer, ContactDenied) else None


def limited(*, protection=False, **restrictions):
    return make_consent(restrictions=Restrictions(**restrictions), protection=protection)


def test_without_restrictions_any_way_is_right():
    assert all(reason(make_consent(), channel) is None for channel in ContactChannel)


def test_for_protection_only_what_was_entered_as_safe():
    assert {reason(limited(protection=True), each) for each in ContactChannel} == {WhyNot.NO_SAFE_CHANNEL}
    assert reason(limited(protection=True, safe_channels=frozenset())) is WhyNot.NO_SAFE_CHANNEL
    safe = limited(protection=True, safe_channels=frozenset({CALL}))
    assert reason(safe, CALL) is None
    assert reason(safe, SMS) is WhyNot.UNSAFE_CHANNEL


@pytest.mark.parametrize(
    ("consent", "channel", "expected"),
    [
        (limited(no_contact=True), SMS, WhyNot.NO_CONTACT),
        (limited(no_voicemail=True), VOICEMAIL, WhyNot.NO_VOICEMAIL),
        (limited(no_voicemail=True), CALL, None),
        (limited(safe_channels=frozenset({CALL})), VOICEMAIL, WhyNot.UNSAFE_CHANNEL),
        (limited(safe_channels=frozenset()), CALL, WhyNot.UNSAFE_CHANNEL),
        (
            replace(make_consent(), withdrawn=Withdrawn(START, WithdrawalVia.CODE, frozenset())),
            SMS,
            WhyNot.WITHDRAWN,
        ),
        (for_child(giver_conflict_since=START), SMS, WhyNot.CONFLICT_OF_INTEREST),
        (make_consent(expires_at=START + DAY / 2), SMS, None),
    ],
)
def test_what_is_forbidden_is_said(consent, channel, expected):
    assert reason(consent, channel) is expected


MORNINGS = limited(safe_times=(SafeTime(time(9), time(12), frozenset(range(5))),))
NIGHTS = limited(safe_times=(SafeTime(time(22), time(2)),))
SUNDAY_NIGHT = limited(safe_times=(SafeTime(time(2, 15), time(2, 45)),))


@pytest.mark.parametrize(
    ("consent", "at", "until", "next_at"),
    [
        (MORNINGS, "2026-03-27T09:00+01:00", "2026-03-27T12:00+01:00", None),
        (MORNINGS, "2026-03-27T12:00+01:00", None, "2026-03-30T09:00+02:00"),
        (MORNINGS, "2026-03-28T10:00+01:00", None, "2026-03-30T09:00+02:00"),
        (MORNINGS, "2026-03-30T08:59+02:00", None, "2026-03-30T09:00+02:00"),
        (MORNINGS, "2026-10-26T09:00+01:00", "2026-10-26T12:00+01:00", None),
        (MORNINGS, "2026-10-26T07:30+00:00", None, "2026-10-26T09:00+01:00"),
        (NIGHTS, "2026-03-29T00:30+01:00", "2026-03-29T02:00+01:00", None),
        (NIGHTS, "2026-03-28T21:00+01:00", None, "2026-03-28T22:00+01:00"),
        # The clocks skip this stretch on the last Sunday of March: it is read as half an hour of summer time.
        (SUNDAY_NIGHT, "2026-03-29T01:00+01:00", None, "2026-03-29T03:15+02:00"),
    ],
)
def test_safe_times_are_those_of_the_persons_clock(consent, at, until, next_at):
    answer = may_contact(consent, SMS, AT(at), TIRANE)
    if until is not None:
        assert answer == ContactAllowed(AT(until))
    else:
        assert answer == ContactDenied(WhyNot.UNSAFE_TIME, AT(next_at) if next_at else None)


@given(consents(), moments, st.sampled_from(ContactChannel))
def test_never_by_an_unsafe_way(consent, at, channel):
    if isinstance(may_contact(consent, channel, at, TIRANE), ContactAllowed):
        named = consent.restrictions.safe_channels
        assert consent.withdrawn is None
        assert named is None or channel in named
        assert named or not consent.protection


@given(moments, st.integers(0, 1439))
def test_the_next_safe_moment_is_one(at, minutes):
    at = at.replace(hour=minutes // 60, minute=minutes % 60)
    answer = may_contact(MORNINGS, SMS, at, TIRANE)
    if isinstance(answer, ContactDenied):
        assert answer.next_at is not None
        assert isinstance(may_contact(MORNINGS, SMS, answer.next_at, TIRANE), ContactAllowed)


def test_contradictions_and_missing_zones_are_refused():
    with pytest.raises(ValueError, match="voicemail is both"):
        Restrictions(no_voicemail=True, safe_channels=frozenset({VOICEMAIL}))
    with pytest.raises(ValueError, match="no contact is wanted"):
        Restrictions(no_contact=True, safe_channels=frozenset({SMS}))
    with pytest.raises(ValueError, match="needs a zone"):
        may_contact(make_consent(), SMS, START.replace(tzinfo=None), TIRANE)
