"""Who is open, runs, has places, takes no fee and accepts referrals: what is known excludes, what is not is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from referral.kit.db import engine, reader
from referral.kit.db.work import unit_of_work
from referral.search.catching_up import catch_up, mark_ended
from referral.search.generations import PATTERNS
from referral.search.hours.horizon import extend
from referral.search.models import SearchHours, SearchOpen
from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import said, service, uid, write_json

TIRANA = "41.33,19.82"
WEDNESDAY = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # 10:30 in Tirana
WEEK = "MO,TU,WE,TH,FR"
NIGHT, OFFICE, LUNCH, ALWAYS, NOTHING, UNSURE, ENDED, FRENCH = range(1, 9)


def hours(number: int, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": uid(f"hours {number} {place}"), **row} for place, row in enumerate(rows)]


def weekly(opens: str, closes: str, days: str = WEEK) -> dict[str, Any]:
    return {"freq": "WEEKLY", "byday": days, "opens_at": opens, "closes_at": closes}


def places(number: int, available: int, updated: str) -> list[dict[str, Any]]:
    unit = {"id": uid("beds"), "name": "beds", "scheme": None, "identifier": None, "uri": None}
    row = {"id": uid(f"places {number}"), "available": available, "updated": updated, "unit": unit}
    return [row]


def albanian(number: int, **more: Any) -> dict[str, Any]:
    made = service(f"Office {number}", number=number, at=[(41.33 + number / 1_000, 19.82)], **more)
    made["service_at_locations"][0]["location"]["addresses"] = [
        {
            "id": uid(f"address {number}"),
            "address_1": "Rruga 1",
            "city": "Tirana",
            "state_province": "Tirana",
            "postal_code": "1001",
            "country": "AL",
            "address_type": "physical",
        }
    ]
    return made


SERVICES = [
    albanian(NIGHT, schedules=hours(NIGHT, weekly("22:00", "06:00"))),
    albanian(
        OFFICE,
        schedules=hours(OFFICE, weekly("08:00", "16:00")),
        capacities=places(OFFICE, 3, "2026-11-24T08:00:00Z"),
        attributes=said(
            OFFICE, [("accepts_referrals", "yes"), ("intake", "2026-12-01/2026-12-15 places 20")]
        ),
        fees_description="Falas",
        assured_date="2026-10-01",
    ),
    albanian(
        LUNCH,
        schedules=hours(LUNCH, weekly("08:00", "10:00"), weekly("12:00", "16:00")),
        capacities=places(LUNCH, 1, "2026-11-24T08:00:00Z"),
        attributes=said(LUNCH, [("accepts_referrals", "no"), ("starts", "2027-01-01")]),
        cost_options=[{"id": uid("cost"), "amount": 500, "currency": "ALL"}],
        assured_date="2025-01-01",
    ),
    albanian(
        ALWAYS,
        schedules=hours(ALWAYS, {"description": "24/7"}),
        capacities=places(ALWAYS, 0, "2026-09-01T08:00:00Z"),
        attributes=said(
            ALWAYS, [("capacity_state", "waitlist 2026-11-20T10:00:00Z"), ("ends", "2026-12-31")]
        ),
    ),
    albanian(NOTHING),
    albanian(
        UNSURE, schedules=hours(UNSURE, {"freq": "WEEKLY", "byday": "WE"}, weekly("09:00", "12:00", "FR"))
    ),
    albanian(ENDED, attributes=said(ENDED, [("ends", "2026-11-24")])),
    albanian(
        FRENCH,
        schedules=hours(FRENCH, weekly("08:00", "16:00")),
        attributes=said(
            FRENCH, [("hours_exception", "2026-11-25 closed"), ("capacity_state", "no_capacity 2026-11-24")]
        ),
        languages=[{"id": uid("french"), "code": "fr"}],
    ),
]


@pytest.fixture(scope="module")
def offices(
    module_app: Flask, module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    engine.configure(module_database_url)
    path = write_json(tmp_path_factory.mktemp("offices") / "offices.json", SERVICES)
    with time_machine.travel(WEDNESDAY, tick=False):
        assert run_import(module_app, path).code == 0
        yield module_app


@pytest.fixture
def client(offices: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return offices.test_client()


def ask(client: FlaskClient, **question: Any) -> dict[int, dict[str, Any]]:
    """The reasons by number of the service."""
    answer = client.post("/api/v1/search", json={"near": TIRANA, **question})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    numbers = {uid(f"service {number}"): number for number in range(1, 20)}
    return {numbers[each["service"]["id"]]: each["match"] for each in answer.get_json()["results"]}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("now", {OFFICE, ALWAYS, NOTHING, UNSURE}),
        ("2026-11-25T10:30+01:00", {OFFICE, ALWAYS, NOTHING, UNSURE}),
        ("2026-11-25T09:59+01:00", {OFFICE, LUNCH, ALWAYS, NOTHING, UNSURE}),
        ("2026-11-25T23:00+01:00", {NIGHT, ALWAYS, NOTHING, UNSURE}),
        ("2026-11-26T05:59:59+01:00", {NIGHT, ALWAYS, NOTHING}),
        ("2026-11-26T06:00+01:00", {ALWAYS, NOTHING}),
        # Flag day and liberation day, and the day after: closed but for the one that is always open.
        ("2026-11-30T10:00+01:00", {OFFICE, ALWAYS, NOTHING, FRENCH}),
        # Beyond what is written out: each pattern is asked.
        ("2027-06-02T10:30+02:00", {OFFICE, ALWAYS, NOTHING, UNSURE, FRENCH}),
        ("2020-06-03T08:30Z", {OFFICE, ALWAYS, NOTHING, UNSURE, FRENCH}),
    ],
)
def test_open_at_leaves_out_who_is_closed(client: FlaskClient, moment: str, expected: set[int]) -> None:
    holiday = {OFFICE, FRENCH} if moment.startswith("2026-11-30") else set()
    assert set(ask(client, open_at=moment)) - holiday == expected - holiday


def test_reasons_say_until_when_and_when_next(client: FlaskClient) -> None:
    reasons = {
        number: each["open"] for number, each in ask(client, open_at="now", include=["ineligible"]).items()
    }
    at = "2026-11-25T10:30:00+01:00"
    assert reasons[OFFICE] == {"state": "met", "until": "2026-11-25T16:00:00+01:00", "at": at}
    assert reasons[LUNCH] == {"state": "unmet", "opens_next": "2026-11-25T12:00:00+01:00", "at": at}
    assert reasons[NIGHT]["opens_next"] == "2026-11-25T22:00:00+01:00"
    assert reasons[ALWAYS] == {"state": "met", "until": None, "at": at}
    assert reasons[NOTHING] == {"state": "unknown"}
    assert reasons[UNSURE]["state"] == "unknown"
    assert reasons[FRENCH]["opens_next"] == "2026-11-26T08:00:00+01:00"


def test_an_address_may_hold_a_plus_as_it_is(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/search?near={TIRANA}&open_at=2026-11-25T10:30+01:00")
    assert answer.status_code == 200


@pytest.mark.parametrize("moment", ["soon", "2026-11-25T10:30", "2026-13-01T00:00Z", "1850-01-01T00:00Z"])
def test_a_moment_that_is_none_is_refused_with_what_would_be_right(client: FlaskClient, moment: str) -> None:
    answer = client.get("/api/v1/search", query_string={"near": TIRANA, "open_at": moment})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "open_at"


def test_a_later_page_means_the_moment_of_the_first(client: FlaskClient) -> None:
    question = {"near": TIRANA, "open_at": "now", "limit": 1}
    cursor = client.post("/api/v1/search", json=question).get_json()["cursor"]
    with time_machine.travel(WEDNESDAY + timedelta(hours=12), tick=False):
        found = ask(client, **question, cursor=cursor)
    assert all(
        each["open"]["at"].startswith("2026-11-25T10:30") for each in found.values() if "at" in each["open"]
    )


def test_capacity_excludes_only_what_was_told_lately(client: FlaskClient) -> None:
    two = [{"age": 30, "sex": "female"}, {"age": 3, "sex": "male"}]
    found = ask(client, capacity="available", party=two)
    assert set(found) == {NIGHT, OFFICE, ALWAYS, NOTHING, UNSURE}
    assert found[OFFICE]["capacity"] == {
        "state": "met",
        "needed": 2,
        "available": 3,
        "updated": "2026-11-24T08:00:00Z",
    }
    assert found[ALWAYS]["capacity"]["says"] == "waitlist"
    assert found[ALWAYS]["capacity"]["state"] == "unknown"
    assert "capacity" not in found[NOTHING]
    assert LUNCH in ask(client, capacity="available", party=two[:1])


def test_available_from_asks_for_the_run_and_the_intake(client: FlaskClient) -> None:
    assert set(ask(client, available_from="2026-11-25")) == {NIGHT, ALWAYS, NOTHING, UNSURE, FRENCH}
    found = ask(client, available_from="2026-12-15")
    assert set(found) == {NIGHT, OFFICE, ALWAYS, NOTHING, UNSURE, FRENCH}
    assert found[ALWAYS]["available"] == {"state": "met", "on": "2026-12-15", "until": "2026-12-31"}
    assert found[NIGHT]["available"]["state"] == "unknown"
    assert set(ask(client, available_from="2027-01-01")) == {NIGHT, LUNCH, NOTHING, UNSURE, FRENCH}


def test_what_has_ended_is_in_no_answer(client: FlaskClient) -> None:
    assert ENDED not in ask(client)
    assert ENDED not in ask(client, q="Office")


def test_a_fee_and_no_referrals_leave_out_and_silence_does_not(client: FlaskClient) -> None:
    free = ask(client, free_of_charge=True)
    assert LUNCH not in free
    assert free[OFFICE]["free_of_charge"] == {"state": "met"}
    assert free[NIGHT]["free_of_charge"] == {"state": "unknown"}
    accepting = ask(client, accepts_referrals=True)
    assert LUNCH not in accepting
    assert accepting[OFFICE]["accepts_referrals"] == {"state": "met"}


def test_freshness_is_told_with_its_day(client: FlaskClient) -> None:
    found = ask(client, sort="match")
    assert found[OFFICE]["freshness"] == {"state": "met", "verified": "2026-10-01", "due": "2027-03-30"}
    assert found[LUNCH]["freshness"]["state"] == "unmet"
    assert found[NIGHT]["freshness"] == {"state": "unknown"}


def test_who_has_not_said_a_language_is_shown_to_be_asked(client: FlaskClient) -> None:
    assert FRENCH not in ask(client, languages=["ka"])
    found = ask(client, languages=["fr"])
    assert found[FRENCH]["languages"] == {"state": "met", "asked": ["fr"], "by": ["fr"]}
    assert found[OFFICE]["languages"] == {"state": "unknown", "asked": ["fr"]}


def test_nothing_found_names_the_filter(client: FlaskClient) -> None:
    asked = {"near": TIRANA, "radius_km": 0.3, "open_at": "2026-11-26T07:00+01:00"}
    answer = client.get("/api/v1/search", query_string=asked).get_json()
    assert answer["results"] == []
    assert "Without open_at the nearest is" in answer["empty_because"]


def test_the_horizon_moves_on_and_what_has_ended_is_taken_out(client: FlaskClient) -> None:
    later = WEDNESDAY + timedelta(days=50)
    with time_machine.travel(later, tick=False):
        PATTERNS.written()
        assert extend() > 0
        assert extend() == 0
        mark_ended()
        catch_up()
        with unit_of_work(write=False) as session:
            first, last = session.execute(
                sa.select(sa.func.min(SearchOpen.day), sa.func.max(SearchOpen.day))
            ).one()
            many = session.scalar(sa.select(sa.func.count()).select_from(SearchHours)) or 0
            written = session.scalar(sa.select(sa.func.count(sa.distinct(SearchOpen.hours_key))))
        days = int(later.timestamp()) // 86_400
        assert (first, last) == (days - 2, days + 61)
        assert many == written
        now = set(ask(client, open_at="now"))
        assert {OFFICE, NOTHING} <= now
        assert ALWAYS not in now, "it ended with the year"
        assert NIGHT not in now
    reader.close()
