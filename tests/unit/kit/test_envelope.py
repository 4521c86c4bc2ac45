"""Sealed values: known answers, and nothing opens at another place or after a change."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from referral.kit.crypto import DataKey, Place, SealBroken
from referral.kit.crypto.envelope import bound

KEY = bytes(range(32))
PLACE = Place("person_identity", "given_names", "0190a000-0000-7000-8000-000000000001", "subject-1")
# Sealed once with the key above, nonce 000102…0b and the text "Ardita": a later version must still open it.
KEPT = "01000102030405060708090a0b0670b272b18403437ff4422ae02f8ea102a7f4fa6988"


def key(subject="subject-1", secret=KEY):
    return DataKey(subject, secret)


@pytest.mark.parametrize(
    ("secret", "nonce", "plain", "more", "sealed"),
    [
        # The Galois/Counter Mode of Operation (McGrew, Viega), test cases 13, 14 and 16.
        ("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            "00" * 32,
            "00" * 12,
            "00" * 16,
            "",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            (
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
            ),
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            (
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
            ),
        ),
    ],
)
def test_the_library_gives_the_published_answers(secret, nonce, plain, more, sealed):
    values = [bytes.fromhex(each) for each in (nonce, plain, more)]
    assert AESGCM(bytes.fromhex(secret)).encrypt(*values).hex() == sealed


def test_what_was_sealed_long_ago_opens():
    assert key().open(PLACE, bytes.fromhex(KEPT)) == b"Ardita"


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_again_and_shows_nothing(plain):
    sealed = key().seal(PLACE, plain)
    assert key().open(PLACE, sealed) == plain
    assert len(plain) < 4 or plain not in sealed


def test_the_same_value_never_looks_the_same():
    assert len({key().seal(PLACE, b"Ardita") for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("person_contact", PLACE.column, PLACE.row, PLACE.subject),
        Place(PLACE.table, "family_names", PLACE.row, PLACE.subject),
        Place(PLACE.table, PLACE.column, "0190a000-0000-7000-8000-000000000002", PLACE.subject),
        Place(PLACE.table, PLACE.column, PLACE.row, "subject-2"),
    ],
)
def test_a_value_that_was_moved_does_not_open(elsewhere):
    sealed = key().seal(PLACE, b"Ardita")
    with pytest.raises(SealBroken):
        DataKey(elsewhere.subject, KEY).open(elsewhere, sealed)


@given(st.data())
def test_a_value_that_was_changed_does_not_open(data):
    sealed = bytearray(key().seal(PLACE, b"Ardita"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        key().open(PLACE, bytes(sealed))


@given(st.binary(max_size=60))
def test_what_is_no_sealed_value_is_refused(junk):
    with pytest.raises(SealBroken):
        key().open(PLACE, junk)


def test_a_key_serves_nobody_else():
    with pytest.raises(SealBroken):
        key("subject-2").seal(PLACE, b"Ardita")
    with pytest.raises(SealBroken):
        key(secret=bytes(32)).open(PLACE, key().seal(PLACE, b"Ardita"))


def test_a_key_shows_nothing_of_itself():
    assert repr(key()) == "<DataKey of subject-1>"


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_different_parts_are_never_bound_alike(one, other):
    assert (bound(b"d", *one) == bound(b"d", *other)) == (one == other)
