"""The intake's list, its places and duty, what is stuck, and paper: by page, without scripts."""

import re
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from referral.access.rules.duty import WEEKDAYS, Turn
from referral.access.rules.roles import Role
from referral.access.service.duty import UNWRITTEN, replace_duty
from referral.directory.models import table_of
from referral.kit.clock import iso, now
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from referral.referrals.models import ReferralBreach
from referral.referrals.rules import Action, Priority
from referral.referrals.rules.inputs import Accept
from tests.fixtures.members import REGION, make_member
from tests.fixtures.page_reader import Reader
from tests.fixtures.referral_verbs import do, sent, stored
from tests.fixtures.referral_world import NAME, NARRATIVE, NOTES, PAPER, PHONE, acting, make_service

SECRETS = (NAME, PHONE, PAPER, NARRATIVE, NOTES)


@pytest.fixture
def app(module_app, module_database_url):
    """One application for all tests of the file; each has its own organisations."""
    engine.configure(module_database_url)
    return module_app


def order(answer):
    return re.findall(r'href="/intake/([0-9a-f-]{36})"', answer.text)


def missed(id_, clock="acknowledge", label="100"):
    with unit_of_work(write=True) as session:
        session.add(
            ReferralBreach(
                key=new_id(),
                referral_id=id_,
                clock=clock,
                label=label,
                at=now(),
                recorded_at=now(),
                effects=[],
            )
        )


def more(world):
    return make_service(world.receiver)


def test_the_most_urgent_is_first_and_filters_hold(world, intake):
    routine = sent(world).id
    urgent = sent(world, service_id=more(world), priority=Priority.URGENT).id
    emergency = sent(world, service_id=more(world), priority=Priority.EMERGENCY).id
    assert order(intake.get("/intake")) == [emergency, urgent, routine]
    assert order(intake.get("/intake?priority=urgent")) == [urgent]
    assert order(intake.get("/intake?need=legal-aid&group=new")) == [emergency, urgent, routine]
    assert order(intake.get("/intake?need=education")) == []
    assert "Nothing here fits the filter." in intake.get("/intake?need=education").text
    do(world.desk, routine, Action.ACCEPT, Accept())
    assert order(intake.get("/intake?whose=mine")) == [routine]
    assert order(intake.get("/intake?whose=nobody&group=accepted")) == []
    assert order(intake.get("/intake?group=accepted&whose=")) == [routine]
    # What is no filter is passed over.
    assert len(order(intake.get("/intake?group=xyz&page=0&priority=x"))) == 3


def test_overdue_is_what_the_receiver_missed_and_still_runs(world, intake):
    first, second, third = (sent(world, service_id=more(world)).id for _ in range(3))
    missed(first)
    missed(second, label="50")
    missed(third)
    do(world.desk, third, Action.ACKNOWLEDGE)
    assert order(intake.get("/intake?group=overdue")) == [first]


def test_pages_follow_without_scripts(world, intake):
    for _ in range(26):
        sent(world, service_id=more(world))
    first = intake.get("/intake")
    assert len(order(first)) == 25
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following is not None
    second = intake.get(following[1])
    assert len(order(second)) == 1
    assert not set(order(second)) & set(order(first))
    assert 'rel="next"' not in second.text


def test_places_in_one_tap(world, intake, reader_of):
    page = intake.get("/intake/places").text
    assert "Never said" in page
    path = f"/intake/places/{world.service}"
    assert intake.send("/intake/places", to=path, free="3").status_code == 303
    shown = intake.get("/intake/places").text
    assert "3 places free" in shown
    assert {"0", "2", "3", "4"} == set(re.findall(r'name="free" value="(\d+)" data-once', shown))
    for wrong in ("-1", "many", ""):
        assert intake.post(path, free=wrong).status_code == 422
    theirs = make_service(world.sender)
    assert intake.post(f"/intake/places/{theirs}", free="9").status_code == 404
    with unit_of_work(write=True) as session:
        old = iso(now() - timedelta(days=200))
        session.execute(sa.update(table_of("service_capacity")).values(updated=old))
    assert "too old" in intake.get("/intake/places").text


def test_who_is_on_duty(world, intake):
    assert "There is no duty list." in intake.get("/intake/places").text
    night = make_member(Role.FOCAL_POINT, organization_id=world.receiver.id, shown_name="Night desk")
    turn = Turn(Role.FOCAL_POINT, night.id, frozenset(WEEKDAYS), time(0), time(0))
    supervisor = world.receiver.actor(Role.SUPERVISOR)
    with acting(supervisor) as session:
        replace_duty(session, supervisor, version=UNWRITTEN, zone="Europe/Belgrade", turns=[turn])
    assert "Night desk" in intake.get("/intake/places").text


def test_a_coordinator_sees_what_is_stuck_and_nothing_of_anybody(app, world):
    id_, fine = sent(world).id, sent(world, service_id=more(world)).id
    with unit_of_work(write=True) as session:
        session.execute(
            sa.text(f"UPDATE referral SET region1_id = '{REGION}' WHERE id IN ('{id_}', '{fine}')")
        )
    missed(id_)
    coordinator = Reader(app, make_member(Role.COORDINATOR, organization_id=new_id()))
    listed = coordinator.get("/intake/stuck")
    assert order(listed) == [id_]
    page = coordinator.get(f"/intake/{id_}")
    assert not [each for each in SECRETS if each in listed.text + page.text]
    assert coordinator.send(f"/intake/{id_}/remind", text="please answer").status_code == 303
    assert coordinator.get(f"/intake/{id_}/accept").status_code == 409
    assert coordinator.get("/intake").status_code == 403
    assert stored(fine).state == "sent"


def test_a_print_holds_for_each_copy_what_belongs_to_it(world, intake, reader_of):
    id_ = sent(world).id
    sender = reader_of(world.sender, Role.CASE_WORKER)
    whole = sender.get(f"/paper/referral/{id_}?also=es")
    copies = re.split(r'<section class="sheet"', whole.text)[1:]
    assert [NAME in each for each in copies] == [True, False, False]
    assert [NARRATIVE in each for each in copies] == [True, False, False]
    assert NOTES not in whole.text
    assert "Legal aid" in copies[2]
    assert whole.text.count("data:image/svg+xml") == 3
    short = sender.get(f"/paper/referral/{id_}?person=short").text
    assert "Legal aid" not in re.split(r'<section class="sheet"', short)[3]
    theirs = intake.get(f"/paper/referral/{id_}").text
    assert not [each for each in SECRETS if each in theirs]
    blank = intake.get("/paper/referral")
    assert blank.text.count('<section class="sheet"') == 3
    assert "data:image" not in blank.text


def test_a_consent_is_printed_for_whoever_has_the_case(world, intake, reader_of):
    sender = reader_of(world.sender, Role.CASE_WORKER)
    sheet = sender.get(f"/paper/consent/{world.consent}")
    assert sheet.status_code == 200
    assert "Receiver" in sheet.text
    assert intake.get(f"/paper/consent/{world.consent}").status_code == 404
    assert sender.get("/paper/consent").status_code == 200


def test_a_number_on_paper_leads_to_its_referral(world, intake):
    id_ = sent(world).id
    assert (
        intake.send("/paper", to="/paper/find", number=f" {id_.upper()} ").headers["Location"]
        == f"/intake/{id_}"
    )
    for other in (new_id(), "nothing", ""):
        assert intake.send("/paper", to="/paper/find", number=other).status_code == 422
