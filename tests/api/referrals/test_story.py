"""From a need to the confirmed closure, over HTTP, with the members of two organisations; who sees what on the way."""

from referral.access.rules.roles import Role
from referral.kit.clock import now
from tests.fixtures.referral_world import (
    NAME,
    NARRATIVE,
    NEED,
    NOTES,
    PAPER,
    PHONE,
    make_organization,
)

SECRETS = (NAME, PHONE, PAPER, NARRATIVE, NOTES)


def found(answer, *secrets):
    return [each for each in secrets or SECRETS if each in answer.get_data(as_text=True)]


def today():
    return now().date().isoformat()


def test_a_need_is_met_by_another_organisation(world, worker, intake, helper, desk_of):
    drafted = worker.draft(world.draft(placer_id="OUR-17"))
    assert drafted.status_code == 201, drafted.json
    assert drafted.headers["Cache-Control"] == "no-store"
    id_ = drafted.json["id"]
    assert drafted.json["state"] == "draft"
    assert "submit" in drafted.json["allowed_actions"]
    assert intake.get(f"/referrals/{id_}").status_code == 404

    assert worker.act(id_, "submit").json["state"] == "sent"
    line = intake.get("/referrals").json["results"][0]
    assert (line["id"], line["need"], line["placer_id"]) == (id_, [NEED], "OUR-17")
    assert helper.get(f"/referrals/{id_}").status_code == 404

    seen = intake.act(id_, "acknowledge")
    assert seen.json["members"][0]["age"] == {"from": 31, "to": 31}
    assert found(intake.get(f"/referrals/{id_}")) == []

    accepted = intake.act(id_, "accept", assign_to=str(world.receiver.member(Role.WORKER).id))
    assert accepted.json["state"] == "accepted"
    assert found(accepted) == []
    opened = helper.get(f"/referrals/{id_}")
    assert found(opened) == [NAME, PHONE]
    assert opened.json["people"][0]["names"]["given_names"] == NAME

    helper.act(id_, "start_service", first_contact_on=today(), channel="visit")
    done = helper.act(
        id_, "complete", outcome="fully_met", served_from=today(), served_to=today(), feedback="all well"
    )
    assert done.json["state"] == "completed", done.json
    told = worker.get(f"/referrals/{id_}").json
    assert (told["outcome"], told["feedback"]) == ("fully_met", "all well")
    closed = worker.act(id_, "confirm_closure", asked="yes", need_met=True, satisfaction=5)
    assert closed.json["state"] == "closed"

    names = [each["action"] for each in worker.get(f"/referrals/{id_}/events").json["results"]]
    assert names == [
        *("create", "submit", "acknowledge", "accept", "start_service", "complete", "confirm_closure"),
    ]
    theirs = intake.get(f"/referrals/{id_}/events").json["results"]
    assert "create" not in [each["action"] for each in theirs]
    changed = intake.get("/changes").json
    assert [each["type"] for each in changed["results"]][:2] == ["referral.submit", "referral.acknowledge"]
    assert intake.get("/changes", query_string={"cursor": changed["next_cursor"]}).json["results"] == []
    other = desk_of(make_organization(), Role.FOCAL_POINT)
    assert other.get("/changes").json["results"] == []
    assert other.get("/referrals").json["results"] == []
    assert other.get(f"/referrals/{id_}").status_code == 404
    assert other.act(id_, "accept").status_code == 404


def test_we_helped_in_one_call_is_three_events(world, worker, intake):
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    body = {"first_contact_on": today(), "channel": "visit", "outcome": "fully_met"}
    done = intake.act(id_, "we_helped", **body, served_from=today(), served_to=today())
    assert done.json["state"] == "completed", done.json
    names = [each["action"] for each in worker.get(f"/referrals/{id_}/events").json["results"]]
    assert names[-3:] == ["accept", "start_service", "complete"]


def test_a_message_reaches_both_and_nobody_else(world, worker, intake, helper):
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    assert worker.act(id_, "message", body="she speaks only Farsi").status_code == 200
    assert found(intake.get(f"/referrals/{id_}/events"), "only Farsi") == ["only Farsi"]
    assert helper.get(f"/referrals/{id_}/events").status_code == 404


def test_a_withdrawal_by_the_worker_looks_to_the_receiver_like_a_choice(world, worker, intake):
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    intake.act(id_, "accept")
    ended = worker.act(id_, "withdraw_consent", via="in_person")
    assert ended.json["state"] == "consent_withdrawn", ended.json
    shown = intake.get(f"/referrals/{id_}")
    assert (shown.json["state"], shown.json["reason"]) == ("cancelled", "client_choice")
    assert found(shown) == []
    history = intake.get(f"/referrals/{id_}/events")
    feed = intake.get("/changes")
    refused = intake.act(id_, "accept", 99)
    for answer in (shown, history, feed, refused):
        assert "withdraw" not in answer.get_data(as_text=True)
    assert worker.get(f"/referrals/{id_}/events").json["results"][-1]["action"] == "withdraw_consent"
