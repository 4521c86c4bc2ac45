"""The receiver's intake by page, without scripts: seen, decided, served, and what each sees on the way."""

import re
from datetime import timedelta

import pytest

from referral.access.rules.roles import Role
from referral.kit.clock import now
from referral.kit.db import engine
from referral.referrals.rules import Action, Note, Told, ToldBy
from referral.referrals.rules.inputs import Accept, Cancel
from referral.referrals.rules.reasons import CancelReason
from tests.fixtures.referral_verbs import do, history, noted, sent, stored, withdraw
from tests.fixtures.referral_world import NAME, NARRATIVE, NOTES, PAPER, PHONE, make_organization

pytestmark = pytest.mark.only_on("spatialite", reason="what the pages call is tested on both databases")
SECRETS = (NAME, PHONE, PAPER, NARRATIVE, NOTES)


@pytest.fixture
def app(module_app, module_database_url):
    """One application for all tests of the file; each has its own organisations."""
    engine.configure(module_database_url)
    return module_app


def today(days=0):
    return (now().date() + timedelta(days=days)).isoformat()


def found(answer, *secrets):
    return [each for each in secrets or SECRETS if each in answer.text]


def titles(answer):
    return re.findall(r"<title>(.*?)</title>", answer.text)


def test_from_new_to_completed(world, intake, helper):
    id_ = sent(world).id
    path = f"/intake/{id_}"
    listed = intake.get("/intake")
    assert path in listed.text
    assert found(listed) == []
    first = intake.get(path)
    assert found(first) == []
    assert "Open it, and what decides" in first.text
    assert stored(id_).state == "sent", "reading alone changes nothing"
    assert intake.send(path, to=f"{path}/acknowledge").headers["Location"] == path
    seen = intake.get(path)
    assert "Seen, to decide" in seen.text
    assert "31" in seen.text
    assert found(seen) == []
    assert helper.get(path).status_code == 404

    worker = world.receiver.member(Role.WORKER)
    form = intake.get(f"{path}/accept").text
    assert f'value="{worker.id}"' in form
    assert intake.send(f"{path}/accept", assign_to=worker.id).status_code == 303
    mine = helper.get(path)
    assert found(mine) == [NAME, PHONE]
    assert found(intake.get(path)) == []
    assert "shown to the colleague alone" in intake.get(path).text

    started = helper.send(f"{path}/start_service", first_contact_on=today(), channel="visit")
    assert started.status_code == 303, started.text
    done = helper.send(
        f"{path}/complete", outcome="fully_met", served_from=today(), served_to=today(), feedback="all well"
    )
    assert done.status_code == 303, done.text
    assert history(id_)[-1] == ("complete", "completed")
    after = helper.get(path)
    assert "To read only, until" in after.text
    assert all(NAME not in each for each in titles(after))


def test_we_helped_in_one_step(world, intake):
    id_ = sent(world).id
    sent_form = {"first_contact_on": today(), "channel": "visit", "outcome": "partly_met"}
    done = intake.send(f"/intake/{id_}/we_helped", **sent_form, served_from=today(), served_to=today())
    assert done.status_code == 303, done.text
    assert [name for name, _ in history(id_)][-3:] == ["accept", "start_service", "complete"]


def test_buttons_are_those_that_are_allowed(world, intake):
    id_ = sent(world).id
    path = f"/intake/{id_}"
    text = intake.get(path).text
    offered = set(re.findall(rf"{path}/(\w+)", text))
    assert {"acknowledge", "accept", "decline", "waitlist", "we_helped", "message"} <= offered
    assert not {"start_service", "complete", "request_info", "hold", "remind", "cancel"} & offered
    assert intake.get(f"{path}/start_service").status_code == 409
    assert intake.get(f"{path}/cancel").status_code == 404
    assert intake.get(f"{path}/submit").status_code == 404


def test_a_question_and_its_wait(world, intake):
    id_ = sent(world).id
    path = f"/intake/{id_}"
    do(world.desk, id_, Action.ACKNOWLEDGE)
    empty = intake.send(f"{path}/request_info")
    assert empty.status_code == 422
    assert "Please fill this in." in empty.text
    assert intake.send(f"{path}/request_info", questions=["languages", "transport"]).status_code == 303
    assert "Languages, Transport" in intake.get(path).text
    assert "stands still" in intake.get(path).text


def test_a_decline_says_why_and_closes_what_was_seen(world, intake):
    id_ = sent(world).id
    path = f"/intake/{id_}"
    unexplained = intake.send(f"{path}/decline", reason="other")
    assert unexplained.status_code == 422
    assert "Please say more in words." in unexplained.text
    assert 'value="other" checked' in unexplained.text
    wrong = intake.send(f"{path}/decline", reason="no_capacity", suggested_name="qqxyzzy")
    assert "No service is called that." in wrong.text
    assert intake.send(f"{path}/decline", reason="no_capacity").status_code == 303
    after = intake.get(path)
    assert "what you could see of the sender" in after.text
    assert "No free place" in after.text
    assert set(re.findall(rf"{path}/(\w+)", after.text)) == set()


@pytest.mark.parametrize("day", [today(-1), today(400)])
def test_a_pause_is_looked_at_within_thirty_days(world, intake, day):
    id_ = sent(world).id
    do(world.desk, id_, Action.ACCEPT, Accept())
    refused = intake.send(f"/intake/{id_}/hold", reason="health", review_on=day)
    assert refused.status_code in (409, 422)
    assert "Choose a day" in refused.text
    assert f'value="{day}"' in refused.text
    held = intake.send(f"/intake/{id_}/hold", reason="health", review_on=today(20))
    assert held.status_code == 303
    assert intake.send(f"/intake/{id_}", to=f"/intake/{id_}/resume").status_code == 303
    assert stored(id_).state == "accepted"


def test_unreachable_takes_three_tries(world, intake):
    id_ = sent(world).id
    do(world.desk, id_, Action.ACCEPT, Accept())
    path = f"/intake/{id_}"
    for _ in range(2):
        assert intake.send(f"{path}/contact_attempt", way="call", text="nobody").status_code == 303
    early = intake.send(f"{path}/fail", cause="client_unreachable")
    assert "at least three tries" in early.text
    intake.send(f"{path}/contact_attempt", way="visit")
    assert intake.send(f"{path}/fail", cause="client_unreachable").status_code == 303
    assert stored(id_).state == "failed"


def test_a_waiting_list_has_a_day(world, intake):
    id_ = sent(world).id
    answer = intake.send(f"/intake/{id_}/waitlist", review_on=today(5), estimate_days="12")
    assert answer.status_code == 303
    assert f"/intake/{id_}" in intake.get("/intake?group=waiting").text
    assert f"/intake/{id_}" not in intake.get("/intake?group=new").text
    assert intake.send(f"/intake/{id_}/waitlist_reviewed", review_on=today(9)).status_code == 303


def test_somebody_was_faster_and_nothing_typed_is_lost(world, intake):
    id_ = sent(world).id
    path = f"/intake/{id_}/waitlist"
    opened = intake.hidden(path)
    do(world.desk, id_, Action.ACKNOWLEDGE)
    stale = intake.post(path, **{**opened, "review_on": today(6), "estimate_days": "44"})
    assert stale.status_code == 412
    assert "Somebody changed this meanwhile" in stale.text
    assert f'value="{today(6)}"' in stale.text
    assert 'value="44"' in stale.text
    assert stored(id_).state == "acknowledged"
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', stale.text))
    assert intake.post(path, **{**again, "review_on": today(6)}).status_code == 303
    assert stored(id_).state == "waitlisted"


def test_a_double_tap_acts_once(world, intake):
    id_ = sent(world).id
    path = f"/intake/{id_}/message"
    fields = {**intake.hidden(path), "body": "when?"}
    assert [intake.post(path, **fields).status_code for _ in range(2)] == [303, 303]
    assert [name for name, _ in history(id_)].count("message") == 1


def test_a_signed_paper_is_entered_with_its_own_time(world, intake):
    id_ = sent(world, occurred_at=now() - timedelta(days=3)).id
    future = intake.send(f"/intake/{id_}/accept", happened_on=today(2))
    assert "cannot have happened yet" in future.text
    before = intake.send(f"/intake/{id_}/accept", happened_on=today(-30), happened_at="10:15")
    assert before.status_code == 409
    assert 'value="10:15"' in before.text
    assert (
        "This is not a time"
        in intake.send(f"/intake/{id_}/accept", happened_on=today(), happened_at="25:00").text
    )


def test_what_was_told_is_confirmed_or_contested(world, intake):
    told = Told(ToldBy.PHONE, "the night desk")
    id_ = sent(world).id
    do(world.worker, id_, Action.ACCEPT, Accept(), told=told)
    text = intake.get(f"/intake/{id_}").text
    assert "The sender recorded this for you" in text
    assert NAME not in text
    assert intake.send(f"/intake/{id_}/contest_told", text="nobody called us").status_code == 303
    assert intake.send(f"/intake/{id_}", to=f"/intake/{id_}/confirm_told").status_code == 303
    assert NAME in intake.get(f"/intake/{id_}").text


def test_a_withdrawn_consent_looks_like_the_persons_choice(world, intake):
    id_ = sent(world).id
    do(world.desk, id_, Action.ACCEPT, Accept())
    assert NAME in intake.get(f"/intake/{id_}").text
    withdraw(world)
    shown = intake.get(f"/intake/{id_}")
    assert "Cancelled" in shown.text
    assert "choice" in shown.text
    assert found(shown) == []
    assert "withdraw" not in shown.text.lower()
    assert "consent" not in shown.text.lower()


def test_whoever_ends_it_for_themself_goes_on_in_the_list(world, helper):
    id_ = sent(world).id
    do(world.desk, id_, Action.ACCEPT, Accept(assign_to=str(world.receiver.member(Role.WORKER).id)))
    assert NAME in helper.get(f"/intake/{id_}").text
    said = helper.send(f"/intake/{id_}/withdraw_consent", via="in_person", scopes=["stop_sharing", "delete"])
    assert said.headers["Location"] == "/intake"
    assert stored(id_).state == "consent_withdrawn"
    assert helper.get(f"/intake/{id_}").status_code == 404


def test_every_language_says_all_of_it(world, intake):
    id_ = sent(world).id
    for tag, word in (("sq", "Prano"), ("sr-Cyrl", "Прихвати"), ("sr-Latn", "Prihvati"), ("ka", "მიღება")):
        answer = intake.get(f"/intake/{id_}", headers={"Accept-Language": tag})
        assert word in answer.text
        assert f'<html lang="{tag}"' in answer.text


def test_another_organisation_finds_nothing(world, reader_of):
    id_ = sent(world).id
    stranger = reader_of(make_organization("Elsewhere"), Role.FOCAL_POINT)
    assert "Nothing is waiting here." in stranger.get("/intake").text
    for path in (f"/intake/{id_}", f"/intake/{id_}/accept", f"/paper/referral/{id_}"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/intake/{id_}/accept", version="2").status_code == 404
    assert stored(id_).state == "sent"


def test_a_message_is_read_by_both_and_a_coordinator_reads_none(world, intake, reader_of):
    id_ = sent(world).id
    noted(world.worker, stored(id_), Note.MESSAGE, body="she speaks only Farsi")
    assert "she speaks only Farsi" in intake.get(f"/intake/{id_}").text


def test_a_cancelled_referral_is_a_stub(world, intake):
    id_ = sent(world).id
    do(world.worker, id_, Action.CANCEL, Cancel(reason=CancelReason.NO_LONGER_NEEDED))
    shown = intake.get(f"/intake/{id_}")
    assert "No longer needed" in shown.text
    assert f"/intake/{id_}" in intake.get("/intake?group=ended").text
    assert f"/intake/{id_}" not in intake.get("/intake").text
