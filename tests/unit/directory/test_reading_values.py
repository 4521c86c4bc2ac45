"""Single values as people write them: valid ones untouched, others repaired, doubts told."""

import pytest

from referral.directory import hourtexts as hours
from referral.directory.exchange.reading import cleaning, moments
from referral.directory.exchange.reading.cleaning import Doubt, clean, clean_text


def doubt(object_name: str, field: str, value: object) -> Doubt:
    with pytest.raises(Doubt) as caught:
        clean(object_name, field, value)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:00:00", "10:00:00"),
        ("09:30", "09:30"),
        ("10:00:00Z", "10:00:00Z"),
        ("10:00+01:00", "10:00+01:00"),
        ("9:00", "09:00"),
        ("9:00am", "09:00"),
        ("9 AM", "09:00"),
        ("12 am", "00:00"),
        ("12:30 p.m.", "12:30"),
        ("5pm", "17:00"),
        ("8.30", "08:30"),
        ("8h30", "08:30"),
        ("0900", "09:00"),
        ("9:00:00", "09:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
    ],
)
def test_times_become_hours_and_minutes(text: str, expected: str) -> None:
    assert clean_text("schedule", "opens_at", text) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [("13:00pm", "13:00"), ("24:00", "00:00"), ("9", "09:00"), ("25:00", None), ("by appointment", None)],
)
def test_doubtful_times_are_told(text: str, kept: str | None) -> None:
    assert doubt("schedule", "closes_at", text).kept == kept


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Monday", "MO"),
        ("mon", "MO"),
        ("1", "MO"),
        ("7", "SU"),
        ("Monday-Friday", "MO,TU,WE,TH,FR"),
        ("Mon to Fri", "MO,TU,WE,TH,FR"),
        ("Sun-Thurs", "SU,MO,TU,WE,TH"),
        ("Mon-Thurs  and Sat", "MO,TU,WE,TH,SA"),
        ("Mondays only", "MO"),
        ("Tues, Thurs", "TU,TH"),
        ("Mo,Tu", "MO,TU"),
        ("weekends", "SA,SU"),
        ("Every day", "MO,TU,WE,TH,FR,SA,SU"),
        ("TH,FR", "TH,FR"),
        ("3TU,-1FR", "3TU,-1FR"),
    ],
)
def test_weekdays_become_rule_days(text: str, days: str) -> None:
    assert clean_text("schedule", "byday", text) == days


def test_what_names_no_days_is_doubted() -> None:
    assert doubt("schedule", "byday", "on request").kept is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-01-31", "2020-01-31"),
        ("20200131", "2020-01-31"),
        ("2020/1/31", "2020-01-31"),
        ("31.01.2020", "2020-01-31"),
        ("01.02.2020", "2020-02-01"),
        ("25/12/2020", "2020-12-25"),
        ("12/25/2020", "2020-12-25"),
        ("05/05/2020", "2020-05-05"),
        ("5 January 2020", "2020-01-05"),
        ("Jan 5th, 2020", "2020-01-05"),
    ],
)
def test_dates_become_iso_8601(text: str, expected: str) -> None:
    assert clean_text("service", "assured_date", text) == expected


@pytest.mark.parametrize(
    ("text", "kept", "says"),
    [
        ("01/02/2020", None, "cannot be told apart"),
        ("2020-02-30", None, "does not exist"),
        ("2020-01-31T10:00:00Z", "2020-01-31", "the time is left out"),
        ("soon", None, "not a date"),
    ],
)
def test_doubtful_dates_are_told(text: str, kept: str | None, says: str) -> None:
    found = doubt("service", "assured_date", text)
    assert found.kept == kept
    assert says in found.message


def test_points_in_time_stay_as_they_are() -> None:
    for text in ("2024-09-25T14:23:06.5+01:00", "2023-03-15T10:30:45.123Z", "2024-01-01T00:00:00"):
        assert clean_text("service", "last_modified", text) == text
    assert moments.moment("2024-01-01 10:00:00") == ("2024-01-01T10:00:00", None)
    assert doubt("service", "last_modified", "2024-01-01").kept == "2024-01-01T00:00:00"
    assert doubt("service", "last_modified", "2024-13-01T00:00:00Z").kept is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", 0), ("-0.5", -0.5), ("41.33", 41.33), (0, 0), (41.5, 41.5), ("1e1", 10.0), ("n/a", None)],
)
def test_zero_is_a_coordinate_and_numbers_keep_their_kind(value: object, expected: object) -> None:
    found = clean("location", "latitude", value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("41,33", 41.33),
        ("41° 19' 39\" N", 41.3275),
        ("19°49'W", -19.8166667),
        ("41.33 S", -41.33),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        (float("nan"), None),
        (float("inf"), None),
        ("here", None),
    ],
)
def test_coordinates_as_people_write_them(value: object, kept: float | None) -> None:
    assert doubt("location", "latitude", value).kept == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Open", "active"),
        ("closed", "inactive"),
        ("Temporarily_Closed", "temporarily closed"),
        ("ACTIVE", "active"),
    ],
)
def test_words_for_a_status_become_one_of_the_four(text: str, kept: str) -> None:
    assert clean_text("service", "status", text) == kept


def test_a_word_that_is_no_status_is_left_out() -> None:
    assert doubt("service", "status", "maybe").kept is None


def test_numbers_with_commas() -> None:
    assert doubt("service_capacity", "available", "1,200").kept == 1200
    assert doubt("service_capacity", "available", "1,5").kept == 1.5


def test_addresses_of_mail_and_web_are_kept_even_when_wrong() -> None:
    assert doubt("service", "email", "ana at example").kept == "ana at example"
    assert doubt("service", "url", "www.example.org").kept == "www.example.org"
    assert clean_text("service", "url", "https://example.org/a?b=c") == "https://example.org/a?b=c"


def test_text_fields_take_numbers_as_text_and_lists_with_a_doubt() -> None:
    assert clean("organization", "tax_id", 1234567) == "1234567"
    assert clean("location", "external_identifier", 10092008082.0) == "10092008082"
    assert doubt("service", "alert", ["a", "b"]).kept == "a, b"
    assert doubt("service", "alert", {"a": 1}).kept is None
    assert clean("organization", "name", True) == "true"


def test_prose_keeps_its_spaces_and_names_do_not() -> None:
    assert clean_text("service", "description", "A text. ") == "A text. "
    assert clean_text("service", "name", " A name ") == "A name"
    assert clean_text("service", "description", "  ") is None
    assert clean_text("service", "name", "A\0B") == "AB"


def test_keys_are_split_only_where_they_look_like_keys() -> None:
    assert cleaning.keys("12; 13,14") == ["12", "13", "14"]
    assert cleaning.keys("Smith, John") == ["Smith, John"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sunday: Closed Monday: 9:00-17:00", [("Sunday", None, None), ("Monday", "9:00", "17:00")]),
        ("Mon-Fri 9am-5pm", [("Mon-Fri", "9am", "5pm")]),
        (
            "Monday: 8:30-12:00 , 13:00-17:00  Tuesday: Closed",
            [("Monday", "8:30", "12:00"), ("Monday", "13:00", "17:00"), ("Tuesday", None, None)],
        ),
    ],
)
def test_texts_of_opening_hours_are_taken_apart(
    text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert hours.opening_hours(text) == expected


@pytest.mark.parametrize("text", ["by appointment", "Monday: ask at the door", "Open 9:00-17:00 Monday"])
def test_what_is_no_opening_hours_is_not_guessed_at(text: str) -> None:
    assert hours.opening_hours(text) is None
