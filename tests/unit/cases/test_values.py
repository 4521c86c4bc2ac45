"""What is recorded of people: everything may be missing, what is impossible is told, nothing shows."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.cases.values import Facts, Identity, NewContact, NewPaper, NewPerson, check_past, check_text
from referral.cases.words import AgeSource, ContactKind, PaperKind

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_everything_may_be_missing():
    assert NewPerson() == NewPerson(facts=Facts(), identity=None, contacts=(), papers=())
    assert Facts().traits().is_minor is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"age_from": 14}, "both ends"),
        ({"age_from": 14, "age_to": 14}, "age_source"),
        ({"age_source": AgeSource.WORKER}, "age_source"),
        ({"age_from": 15, "age_to": 12, "age_source": AgeSource.WORKER}, "age_to"),
        ({"age_from": -1, "age_to": 2, "age_source": AgeSource.WORKER}, "impossible"),
        ({"nationality": "Afghan"}, "Afghan"),
        ({"languages": ("Farsi!",)}, "languages"),
    ],
)
def test_impossible_facts_are_told(given, says):
    with pytest.raises(ValueError, match=says):
        Facts(**given)


@pytest.mark.parametrize("known", ["2011-05-30", "2011-05", "2011", "1899"])
def test_a_birth_date_is_known_as_far_as_it_is(known):
    assert Identity(birth_date=known).birth_date == known


@pytest.mark.parametrize(
    "wrong", ["30.5.2011", "2011-13", "2011-02-30", "1776", "٢٠١١", "2011-5-3", "20110530"]
)
def test_what_is_no_birth_date_is_told(wrong):
    with pytest.raises(ValueError, match="birth_date"):
        Identity(birth_date=wrong)


def test_names_of_every_script_are_names_and_empty_ones_are_none():
    assert Identity(given_names="  زرمینه ", family_names=" ", other_names="Ћирилица").given_names == "زرمینه"
    assert Identity(family_names=" ").family_names is None
    for wrong in ("x" * 501, "a\x00b"):
        with pytest.raises(ValueError, match="given_names"):
            Identity(given_names=wrong)
    assert check_text("t", None) is None


def test_empty_contacts_and_papers_are_told():
    with pytest.raises(ValueError, match="value"):
        NewContact(kind=ContactKind.PHONE, value=" ")
    with pytest.raises(ValueError, match="number"):
        NewPaper(kind=PaperKind.PASSPORT, number="")
    with pytest.raises(ValueError, match="country"):
        NewPaper(kind=PaperKind.PASSPORT, number="1", country="Serbia")


def test_what_happened_has_a_zone_and_has_happened():
    assert check_past("at", NOW - timedelta(days=1), now=NOW) < NOW
    with pytest.raises(ValueError, match="future"):
        check_past("at", NOW + timedelta(seconds=1), now=NOW)
    with pytest.raises(ValueError, match="time zone"):
        check_past("at", NOW.replace(tzinfo=None), now=NOW)


def test_nothing_shows_in_a_repr():
    shown = repr(
        NewPerson(
            identity=Identity(given_names="Ardita"),
            contacts=(NewContact(kind=ContactKind.EMAIL, value="ardita@x.org", note="at night"),),
            papers=(NewPaper(kind=PaperKind.PASSPORT, number="K77"),),
        )
    )
    assert not any(word in shown for word in ("Ardita", "ardita", "night", "K77"))
