"""Pauses between attempts: doubled each time, bounded, never all at the same moment."""

from datetime import timedelta

from referral.kit.jobs import FIRST_DELAY, LONGEST_DELAY, backoff, error_code
from referral.kit.problems import NotFound


def test_pauses_double():
    for attempts in range(1, 8):
        pause = FIRST_DELAY * 2 ** (attempts - 1)
        assert pause <= backoff(attempts) <= pause * 1.1


def test_no_pause_is_longer_than_two_hours_and_a_tenth():
    assert LONGEST_DELAY <= backoff(1000) <= LONGEST_DELAY + timedelta(minutes=12)


def test_pauses_differ_by_chance():
    assert len({backoff(5) for _ in range(20)}) > 1


def test_an_errors_text_is_not_part_of_its_code():
    assert error_code(ValueError("Arta, 14 years old")) == "ValueError"
    assert error_code(NotFound("Arta")) == "not-found"
