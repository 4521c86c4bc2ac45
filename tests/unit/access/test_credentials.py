"""Addresses, passwords, codes, sessions' ends and counted tries, from values alone."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.access import totp
from referral.access.rules import codes
from referral.access.rules.addresses import canonical_address, is_demo
from referral.access.rules.attempts import Limit, wait_for
from referral.access.rules.passwords import Weakness, canonical, weakness_of
from referral.access.rules.sessions import PENDING, Lifetime, Times, expires_at, is_over
from referral.access.rules.tokens import is_acting_user

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ABOUT = ("arta.krasniqi@example.org", "Arta Krasniqi", "Arta K.")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("arta@example.org", "arta@example.org"),
        ("  ARTA@Example.ORG ", "arta@example.org"),
        ("STRASSE@example.org", "strasse@example.org"),
        ("straße@example.org", "strasse@example.org"),
        ("ａrta@example.org", "arta@example.org"),
        ("Zo\u0065\u0301@example.org", "zoé@example.org"),
        ("ana@пример.срб", "ana@xn--e1afmkfd.xn--90a3ac"),
        ("ИВАН@example.org", "иван@example.org"),
    ],
)
def test_one_mailbox_has_one_spelling(typed, address):
    assert canonical_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "arta", "@example.org", "arta@", "arta@example", "a b@example.org", "a@b@example.org", ".a@example.org",
     "a..b@example.org", "a@-x.org", "a@exa mple.org", f"{'a' * 65}@example.org", f"a@{'b' * 250}.org",
     "a\n@example.org", "a@.org", "a@b..org", "<a>@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_none(typed):
    assert canonical_address(typed) is None


@given(st.text(max_size=80))
def test_a_canonical_address_is_its_own_canonical_form(typed):
    address = canonical_address(typed)
    if address is not None:
        assert canonical_address(address) == address


def test_demo_accounts_are_known_by_their_domain():
    assert is_demo("worker@demo.example.org")
    assert not is_demo("worker@example.org")
    assert not is_demo("worker@notdemo.example.org")


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("elevenchars", Weakness.SHORT),
        ("twelve chars", None),
        ("a" * 257, Weakness.LONG),
        ("aaaaaaaaaaaaaaaa", Weakness.MONOTONE),
        ("abababababababab", Weakness.MONOTONE),
        ("ArtaKrasniqi", Weakness.OWN_NAME),
        ("arta krasniqi 1", Weakness.OWN_NAME),
        ("arta.krasniqi@example.org", Weakness.OWN_NAME),
        ("Krasniqi2026!", Weakness.OWN_NAME),
        ("krasniqi walks the dog", None),
        ("пароль длинный", None),
        ("👍🏽 thumbs up!", None),
    ],
)
def test_a_password_is_long_and_not_the_own_name(password, weakness):
    assert weakness_of(password, about=ABOUT) == weakness


def test_a_password_is_the_same_from_every_keyboard():
    assert canonical("é" * 12) == canonical("e\u0301" * 12)


@given(st.lists(st.integers(0, 31), min_size=20, max_size=20), st.sampled_from(["-", " ", "–", "_", ""]))
def test_a_code_is_read_however_it_is_typed(numbers, separator):
    written = codes.written(numbers)
    assert len(written.replace("-", "")) * 5 >= 80
    typed = written.replace("-", separator).lower().replace("0", "o").replace("1", "l")
    assert codes.read(f" {typed} ") == written.replace("-", "")


@pytest.mark.parametrize("typed", ["", "12345", "U" * 20, "0" * 19, "0" * 21, "é" * 20, "123456"])
def test_what_is_no_code_is_none(typed):
    assert codes.read(typed) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("123456", "123456"), ("123 456", "123456"), ("12345", None), ("١٢٣٤٥٦", None), ("abcdef", None)],
)
def test_an_authenticators_code_is_six_digits(typed, code):
    assert codes.read_short(typed) == code


LIFETIME = Lifetime(idle=timedelta(minutes=30), absolute=timedelta(hours=12))


def times(*, started=0.0, used=0.0, ended=None, pending=False):
    hours = lambda number: MOMENT + timedelta(hours=number)  # noqa: E731
    return Times(hours(started), hours(used), None if ended is None else hours(ended), pending=pending)


def test_a_session_ends_unused_or_old_whichever_comes_first():
    assert expires_at(times(), LIFETIME) == MOMENT + timedelta(minutes=30)
    assert expires_at(times(used=11.9), LIFETIME) == MOMENT + timedelta(hours=12)
    assert not is_over(times(used=11.9), LIFETIME, MOMENT + timedelta(hours=11.99))
    assert is_over(times(used=11.9), LIFETIME, MOMENT + timedelta(hours=12))
    assert is_over(times(ended=0), LIFETIME, MOMENT)


def test_a_pending_session_is_short():
    assert expires_at(times(pending=True), LIFETIME) == MOMENT + PENDING


def test_tries_are_locked_from_the_first_one_too_many_until_the_window_ends():
    limit = Limit(3, timedelta(minutes=15))
    assert wait_for(limit, taken=3, since=MOMENT, moment=MOMENT) == 0
    assert wait_for(limit, taken=4, since=MOMENT, moment=MOMENT) == 901
    assert wait_for(limit, taken=4, since=MOMENT, moment=MOMENT + timedelta(minutes=14, seconds=59)) == 2


def test_an_authenticators_code_holds_one_step_early_or_late_and_never_twice():
    secret = totp.new_secret()
    step = int(MOMENT.timestamp()) // 30
    for away in range(-3, 4):
        code = pyotp.HOTP(secret).at(step + away)
        found = totp.matching_step(secret, code, at=MOMENT, after=0)
        assert found == (step + away if abs(away) <= 1 else None)
    code = pyotp.HOTP(secret).at(step)
    assert totp.matching_step(secret, code, at=MOMENT, after=step) is None
    assert totp.matching_step(secret, pyotp.HOTP(secret).at(step - 1), at=MOMENT, after=step) is None


def test_the_address_is_read_by_authenticators():
    address = totp.address("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", account="arta@example.org")
    read = pyotp.parse_uri(address)
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.interval, read.digits) == ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 30, 6)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("worker-7", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("arta@example.org", False),
        ("Arta K", False),
        ("", False),
    ],
)
def test_a_pseudonym_is_no_name(text, fits):
    assert is_acting_user(text) == fits
