"""Enquiries over HTTP: who is asked, who answers, who sees what, and how a referral starts from a yes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.kit.clock import iso, now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals.models import Enquiry
from tests.fixtures.referral_world import NEED, make_organization, make_service


def body(*services, **more):
    return {
        "services": [{"service_id": each} for each in services],
        "need": NEED,
        "party_size": 3,
        "age_bands": ["0-4", "5-11", "25-59"],
        "languages": ["fa"],
        **more,
    }


def post(desk, path, given, **headers):
    return desk.browser.post(path, given, headers={"Idempotency-Key": new_id(), **headers})


def answer(desk, enquiry, service, kind, **more):
    return post(desk, f"/enquiries/{enquiry}/answers", {"service_id": service, "answer": kind, **more})


def messages(event):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(OutboxMessage).where(OutboxMessage.event == event).order_by(OutboxMessage.id)
        return [each.payload for each in session.scalars(wanted)]


@pytest.fixture
def rival(app, world):
    """Another organisation with a service, whose intake can answer."""
    return make_organization("Rival")


@pytest.fixture
def second(rival):
    return make_service(rival)


@pytest.fixture
def rival_desk(rival, desk_of):
    return desk_of(rival, Role.FOCAL_POINT)


@pytest.fixture
def asked(world, worker, intake, rival_desk, second):
    made = post(worker, "/enquiries", body(world.service, second))
    assert made.status_code == 201, made.json
    return made.json["id"]


def test_the_asker_sees_all_answers_and_each_service_its_own(
    world, worker, intake, rival, rival_desk, second, asked
):
    until = iso(now() + timedelta(hours=5))
    said = answer(intake, asked, world.service, "yes", places=4, held_until=until)
    assert said.status_code == 201, said.json
    assert answer(rival_desk, asked, second, "no").status_code == 201
    whole = worker.get(f"/enquiries/{asked}").json
    assert [(each["answer"], each["places"], each["held"]) for each in whole["services"]] == [
        ("yes", 4, 3),
        ("no", None, 0),
    ]
    assert whole["services"][0]["held_until"] == until
    assert "answered_by" not in whole["services"][0]
    mine = rival_desk.get(f"/enquiries/{asked}").json
    assert [each["service_id"] for each in mine["services"]] == [second]
    assert (mine["side"], mine["need"], mine["party_size"], mine["languages"]) == ("asked", NEED, 3, ["fa"])
    assert world.service not in str(mine)
    assert "author_id" not in mine
    assert [
        each["id"] for each in intake.get("/enquiries", query_string={"side": "received"}).json["results"]
    ] == [asked]
    assert intake.get("/enquiries", query_string={"side": "asked"}).json["results"] == []


def test_for_others_there_is_no_enquiry(asked, desk_of, world, intake, worker, second):
    stranger = desk_of(make_organization(), Role.FOCAL_POINT)
    assert stranger.get(f"/enquiries/{asked}").status_code == 404
    assert stranger.get("/enquiries").json["results"] == []
    assert answer(stranger, asked, world.service, "no").status_code == 404
    # One of them answers neither for the other nor closes it.
    assert answer(intake, asked, second, "no").status_code == 404
    boss = desk_of(world.receiver, Role.SUPERVISOR)
    assert boss.browser.post(f"/enquiries/{asked}/close").status_code == 404
    # The asker does not speak for a service without saying how it was told.
    assert answer(worker, asked, world.service, "no").status_code == 403


def test_each_service_has_a_message_of_its_own_and_the_asker_one_for_each_answer(
    world, worker, intake, rival, second, asked
):
    sent = {(each["organization_id"], each["service_id"]) for each in messages("enquiry.asked")}
    assert sent == {(world.receiver.id, world.service), (rival.id, second)}
    assert all(
        set(each) == {"enquiry_id", "organization_id", "service_id"} for each in messages("enquiry.asked")
    )
    answer(intake, asked, world.service, "call_me")
    assert [each["organization_id"] for each in messages("enquiry.answered")] == [world.sender.id]


def test_what_the_service_said_on_the_phone_is_told_and_it_can_say_it_itself(world, worker, intake, asked):
    told = answer(worker, asked, world.service, "yes", places=2, told="phone")
    assert (told.status_code, told.json["services"][0]["told_by"]) == (201, "phone"), told.json
    late = iso(now() - timedelta(minutes=1))
    answer(intake, asked, world.service, "no")
    assert worker.get(f"/enquiries/{asked}").json["services"][0]["told_by"] is None
    stale = answer(worker, asked, world.service, "yes", places=2, told="phone", occurred_at=late)
    assert (stale.status_code, stale.json["errors"][0]["field"]) == (422, "occurred_at")


def test_an_answer_is_what_a_search_knows_of_its_places(app, world, worker, intake, asked):
    def capacity():
        services = app.test_client().get(f"/api/v1/services/{world.service}").json
        return [(each["available"], each["unit"]["name"]) for each in services.get("capacities", [])]

    assert capacity() == []
    answer(intake, asked, world.service, "yes", places=7)
    assert capacity() == [(7, "places")]
    answer(intake, asked, world.service, "yes", places=7, held_until=iso(now() + timedelta(hours=1)))
    assert capacity() == [(4, "places")]
    worker.browser.post(f"/enquiries/{asked}/close")
    assert capacity() == [(7, "places")]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"need": "happiness"}, "need"),
        ({"party_size": 0}, "party_size"),
        ({"party_size": 1}, "age_bands"),
        ({"age_bands": ["31"]}, "age_bands"),
        ({"services": []}, "services"),
        ({"services": [{"service_id": new_id()}]}, "service_id"),
        ({"services": [{"service_id": new_id()} for _ in range(11)]}, "services"),
        ({"name": "Zarmina"}, "name"),
        ({"case_id": new_id()}, "case_id"),
        ({"narrative": "she says"}, "narrative"),
        ({"region_id": new_id()}, "region_id"),
        ({"languages": ["Zarmina from Kabul"]}, "languages"),
    ],
)
def test_wrong_questions_are_told_by_field_and_none_takes_words(world, worker, more, field):
    refused = post(worker, "/enquiries", body(world.service, **more))
    assert refused.status_code == 422, refused.json
    assert refused.json["errors"][0]["field"].split(".")[0] == field
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Enquiry)) == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answer": "yes"}, "places"),
        ({"answer": "no", "places": 2}, "places"),
        ({"answer": "yes", "places": 2, "held_until": "2020-01-01T00:00:00Z"}, "held_until"),
        ({"answer": "yes", "places": 2, "held_until": "2100-01-01T00:00:00Z"}, "held_until"),
        ({"answer": "perhaps"}, "answer"),
        ({"answer": "no", "occurred_at": "2100-01-01T00:00:00Z"}, "occurred_at"),
    ],
)
def test_wrong_answers_are_told_by_field(world, intake, asked, given, field):
    refused = post(intake, f"/enquiries/{asked}/answers", {"service_id": world.service, **given})
    assert refused.status_code == 422, refused.json
    assert refused.json["errors"][0]["field"] == field


def test_of_a_need_of_protection_a_service_is_told_the_reduced_line(world, worker, intake):
    made = post(worker, "/enquiries", body(world.service, need="domestic-violence"))
    seen = intake.get(f"/enquiries/{made.json['id']}").json
    assert seen["reduced"] is True
    assert not {"need", "age_bands", "languages", "region", "author_id"} & set(seen)
    assert (seen["party_size"], seen["adult_or_child"]) == (3, "both")
    assert worker.get(f"/enquiries/{made.json['id']}").json["languages"] == ["fa"]
    alone = post(worker, "/enquiries", body(world.service, age_bands=["12-17"]))
    assert "need" not in intake.get(f"/enquiries/{alone.json['id']}").json


def test_the_same_question_twice_is_asked_once(world, worker, asked):
    key = {"Idempotency-Key": new_id()}
    first = worker.browser.post("/enquiries", body(world.service), headers=key)
    again = worker.browser.post("/enquiries", body(world.service), headers=key)
    assert (again.status_code, again.json["id"]) == (201, first.json["id"])


def test_a_referral_starts_from_the_yes_that_the_person_chose(
    world, worker, intake, rival_desk, second, asked
):
    until = now() + timedelta(hours=5)
    answer(intake, asked, world.service, "yes", places=4, held_until=iso(until))
    answer(rival_desk, asked, second, "yes", places=3, held_until=iso(until))
    without = worker.draft(world.draft(enquiry_id=new_id()))
    assert (without.status_code, without.json["errors"][0]["field"]) == (422, "enquiry_id")
    drafted = worker.draft(world.draft(enquiry_id=asked))
    assert (drafted.status_code, drafted.json["enquiry"]) == (201, asked), drafted.json
    assert drafted.json["held_until"] == iso(until)
    sent = worker.act(drafted.json["id"], "submit")
    assert sent.json["state"] == "sent", sent.json
    whole = worker.get(f"/enquiries/{asked}").json
    assert (whole["state"], [each["held"] for each in whole["services"]]) == ("chosen", [3, 0])
    over = answer(rival_desk, asked, second, "no")
    assert (over.status_code, over.json["type"].rsplit("/", 1)[-1]) == (409, "enquiry-over")
    told = rival_desk.get(f"/enquiries/{asked}").get_data(as_text=True)
    assert world.service not in told
    assert drafted.json["id"] not in told

    refused = intake.act(drafted.json["id"], "decline", reason="no_capacity")
    assert (refused.status_code, refused.json["type"].rsplit("/", 1)[-1]) == (409, "places-held")
    assert intake.act(drafted.json["id"], "accept").json["state"] == "accepted"


def test_what_a_draft_says_of_held_places(world, worker, intake, asked):
    answer(intake, asked, world.service, "yes", places=1, held_until=iso(now() + timedelta(hours=1)))
    drafted = worker.draft(world.draft(enquiry_id=asked)).json
    assert "hold-over" not in [each["code"] for each in drafted["warnings"]]
    no = answer(intake, asked, world.service, "no")
    assert no.status_code == 201
    codes = [each["code"] for each in worker.get(f"/referrals/{drafted['id']}").json["warnings"]]
    assert "too-few-places" in codes
