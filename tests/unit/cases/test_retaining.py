"""When the term of a closed case is over, and whom it lets go."""

from datetime import UTC, date, datetime, time

import pytest

from referral.cases.rules.retaining import Stays, Term, over_at, why_it_stays

TERM = Term(case_years=5, protection_years=10)


@pytest.mark.parametrize(
    ("closed", "protection", "over"),
    [
        ((2026, 3, 2), False, (2031, 3, 2)),
        ((2026, 3, 2), True, (2036, 3, 2)),
        # The leap day comes again in a leap year only.
        ((2024, 2, 29), False, (2029, 2, 28)),
        ((2026, 12, 31), True, (2036, 12, 31)),
    ],
)
def test_a_term_ends_on_the_same_day_years_later(closed, protection, over):
    moment, expected = (datetime.combine(date(*day), time(9, 30), UTC) for day in (closed, over))
    assert over_at(moment, TERM, protection=protection) == expected


def test_a_hold_is_said_before_what_is_in_use():
    assert why_it_stays(held=False, in_use=False) is None
    assert why_it_stays(held=True, in_use=True) is Stays.HELD
    assert why_it_stays(held=False, in_use=True) is Stays.IN_USE
