"""The ledger of erasures on the disk, and numbers in one spelling."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.kit.crypto.ledger import Ledger, LedgerError
from referral.kit.crypto.normal import normal_document, normal_phone
from referral.kit.ids import new_id

AT = datetime(2026, 11, 25, 9, 30, 1, 250, tzinfo=UTC)


def test_what_is_appended_is_read_again_with_the_first_moment(tmp_path):
    ledger, one, two = Ledger(tmp_path / "deep" / "erasures"), new_id(), new_id()
    assert ledger.erased() == {}
    ledger.append(one, AT)
    ledger.append(two, AT + timedelta(seconds=1))
    ledger.append(one, AT + timedelta(days=1))
    assert ledger.erased() == {one: AT, two: AT + timedelta(seconds=1)}
    assert Ledger(ledger.path).erased() == ledger.erased()
    assert ledger.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept", [0, 5, 36, 37, 50, 64, 70, 72])
def test_a_torn_line_swallows_no_other(tmp_path, kept):
    ledger, one, two = Ledger(tmp_path / "erasures"), new_id(), new_id()
    ledger.append(new_id(), AT)
    ledger.path.write_bytes(ledger.path.read_bytes()[: kept - len(ledger.path.read_bytes())] if kept else b"")
    ledger.append(one, AT)
    ledger.append(two, AT)
    assert set(ledger.erased()) == {one, two}


def test_an_edited_line_is_told(tmp_path):
    ledger, one = Ledger(tmp_path / "erasures"), new_id()
    ledger.append(one, AT)
    text = ledger.path.read_text()
    for wrong in (text.replace(one, new_id()), text.replace("2026", "2025"), "X" + text, text.upper()):
        ledger.path.write_text(wrong)
        with pytest.raises(LedgerError, match="line 1"):
            Ledger(ledger.path).erased()


def test_a_ledger_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot be written"):
        Ledger(tmp_path / "file" / "erasures").append(new_id(), AT)


@pytest.mark.parametrize(
    "text",
    [
        "+383 44 123 456",
        "00383 44 123-456",
        "044/123-456",
        "(044) 123456",
        "‎+٣٨٣ ٤٤ ١٢٣٤٥٦",
        "＋383 44 123456",
    ],
)
def test_spellings_of_one_phone_number_are_one(text):
    assert normal_phone(text, "XK") == "+38344123456"


@pytest.mark.parametrize("text", ["", "none", "12", "+999999999999999999", "the red door"])
def test_what_is_no_phone_number_is_none(text):
    assert normal_phone(text, "RS") is None


def test_without_a_country_only_international_numbers_are_numbers():
    assert normal_phone("044 123 456") is None
    assert normal_phone("+38344123456") == "+38344123456"


@pytest.mark.parametrize("text", ["k 01.234-567", "K01234567", "k०१२३४५६७"])
def test_spellings_of_one_document_are_one(text):
    assert normal_document(text) == "K01234567"
    assert normal_document(" -. ") is None
