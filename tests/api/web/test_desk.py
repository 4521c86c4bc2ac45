"""The desk over HTTP: from a new case to a sent referral, and everything that may go wrong on the way."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from referral.access.rules.roles import Role
from referral.cases.models import Case, Consent, Person
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals.models import ReferralRecord
from tests.fixtures.desk_pages import Desk, draft_referral, version_of
from tests.fixtures.referral_world import NAME, PHONE, World, make_world

AGREED = {"agreed": "yes", "categories": ["needs", "contact"], "notice_language": "fa", "giver-1": "self"}


@pytest.fixture
def app(module_app: Flask, module_database_url: str) -> Flask:
    """One application for all tests of the module: each has a world of its own."""
    engine.configure(module_database_url)
    return module_app


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def desk(app: Flask, world: World) -> Desk:
    return Desk(app, world.sender, Role.CASE_WORKER)


def count_of(model: Any) -> int:
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def states(world: World) -> list[str]:
    sent_by = ReferralRecord.sender_organization_id == world.sender.id
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return list(session.scalars(select(ReferralRecord.state).where(sent_by)))


def open_case(desk: Desk, **more: Any) -> str:
    answered = desk.post("/desk/cases/new", count="1", **more)
    assert answered.status_code == 303, answered.text
    found = re.fullmatch(r"/desk/cases/([0-9a-f-]{36})/search", answered.headers["Location"])
    assert found is not None
    return found[1]


def test_from_a_new_case_to_sent(desk: Desk, world: World) -> None:
    fields = {"given-1": "Mira", "age-1": "31", "sex-1": "female", "language-1": "fa", "need": "legal-aid"}
    case = open_case(desk, **fields)
    shown = desk.get(f"/desk/cases/{case}/search").text
    assert 'value="legal-aid" selected' in shown
    person = re.search(r'name="people" value="([0-9a-f-]{36})"', shown)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        person_id = session.scalars(select(Person.id).where(Person.case_id == case)).one()
    assert person is None or person[1] == person_id
    chosen = desk.post(
        f"/desk/cases/{case}/choose", service=world.service, need="legal-aid", people=person_id
    )
    assert chosen.headers["Location"].endswith("/consent")
    asked = desk.get(chosen.headers["Location"]).text
    assert "Receiver" in asked
    given = desk.post(chosen.headers["Location"], **AGREED)
    assert given.status_code == 303, given.text
    referral = given.headers["Location"]
    page = desk.get(referral).text
    assert "No consent yet" not in page
    sent = desk.post(f"{referral}/do/submit", version=version_of(page))
    assert sent.status_code == 303, sent.text
    assert states(world) == ["sent"]
    listed = desk.get("/desk").text
    assert referral in listed
    assert "Waits for the service" in listed


def test_nothing_has_to_be_known_of_anybody(desk: Desk) -> None:
    case = open_case(desk)
    text = desk.get(f"/desk/cases/{case}").text
    assert "Not known" in text


def test_a_family_with_relationships_in_one_screen(desk: Desk) -> None:
    more = desk.post("/desk/cases/new", count="1", more="yes", **{"given-1": "Mira", "age-1": "x"})
    assert more.status_code == 200
    assert 'value="Mira"' in more.text
    assert 'id="given-2"' in more.text
    answered = desk.post(
        "/desk/cases/new",
        count="2",
        **{"given-1": "Mira", "age-1": "31", "age-2": "12-15", "is-2": "child", "protection": "yes"},
    )
    text = desk.get(answered.headers["Location"].removesuffix("/search")).text
    assert "Person 2 to person 1: Child" in text
    assert "12–15" in text
    assert "Restricted" in text


def test_a_wrong_age_loses_nothing_and_opens_no_case(desk: Desk) -> None:
    before = count_of(Case)
    answered = desk.post("/desk/cases/new", count="1", **{"given-1": "Mira", "age-1": "about ten"})
    assert answered.status_code == 422
    assert 'value="Mira"' in answered.text
    assert 'href="#age-1"' in answered.text
    assert count_of(Case) == before


def test_a_taken_number_is_told_and_a_second_try_opens_the_case(desk: Desk) -> None:
    open_case(desk, number="A-1")
    before, key = count_of(Case), desk.key_at("/desk/cases/new")
    answered = desk.post("/desk/cases/new", count="1", number="A-1", _key=key)
    assert answered.status_code == 422
    assert "Another case has this number." in answered.text
    assert count_of(Case) == before
    assert desk.post("/desk/cases/new", count="1", number="A-2", _key=key).status_code == 303


def test_a_double_tap_opens_one_case_and_sends_once(desk: Desk, world: World) -> None:
    before, key = count_of(Case), desk.key_at("/desk/cases/new")
    first, second = (desk.post("/desk/cases/new", count="1", _key=key) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert count_of(Case) == before + 1
    referral = draft_referral(desk, world)
    text = desk.get(referral).text
    found = re.search(r'name="_key" value="([^"]+)"', text)
    assert found is not None
    for _ in range(2):
        sent = desk.post(f"{referral}/do/submit", version=version_of(text), _key=found[1])
        assert sent.status_code == 303, sent.text
    assert states(world) == ["sent"]


def test_a_stale_form_changes_nothing_and_says_so(desk: Desk, world: World) -> None:
    referral = draft_referral(desk, world)
    desk.post(f"{referral}/do/submit", version=version_of(desk.get(referral).text))
    answered = desk.post(f"{referral}/do/cancel", version="1", reason="safety", text="unlikely text")
    assert answered.status_code == 422
    assert "Somebody changed it meanwhile" in answered.text
    assert "unlikely text" in answered.text
    assert states(world) == ["sent"]


def test_what_a_service_told_by_phone_is_marked_as_told(desk: Desk, world: World) -> None:
    referral = draft_referral(desk, world)
    desk.post(f"{referral}/do/submit", version=version_of(desk.get(referral).text))
    form = desk.get(f"{referral}/told/accept").text
    missing = desk.post(f"{referral}/told/accept", version=version_of(form), by="phone")
    assert missing.status_code == 422
    assert 'href="#said_by"' in missing.text
    told = desk.post(
        f"{referral}/told/accept", version=version_of(form), by="phone", said_by="Somebody at the desk"
    )
    assert told.status_code == 303, told.text
    text = desk.get(referral).text
    assert "told, not confirmed" in text
    assert "Somebody at the desk" in text
    assert states(world) == ["accepted"]


def test_no_step_of_the_receiver_is_taken_as_ours(desk: Desk, world: World) -> None:
    referral = draft_referral(desk, world)
    for path in ("do/accept", "told/cancel", "do/nothing"):
        assert desk.get(f"{referral}/{path}").status_code == 404


@pytest.mark.parametrize("scope", ["stop_sharing", "delete", "leave_service"])
def test_a_consent_is_withdrawn_from_a_referral(desk: Desk, world: World, scope: str) -> None:
    referral = draft_referral(desk, world)
    desk.post(f"{referral}/do/submit", version=version_of(desk.get(referral).text))
    assert f"{referral}/withdraw" in desk.get(referral).text
    assert scope in desk.get(f"{referral}/withdraw").text
    done = desk.post(f"{referral}/withdraw", scope=scope)
    assert done.headers["Location"] == f"/desk/cases/{world.case}"
    assert states(world) == ["consent_withdrawn"]
    with unit_of_work(write=False, actor=SYSTEM) as session:
        row = session.get_one(Consent, world.consent)
        assert set(row.withdrawn_scopes or ()) == {"stop_sharing", scope}


def test_a_consent_is_withdrawn_from_the_case(desk: Desk, world: World) -> None:
    assert f"/desk/consents/{world.consent}/withdraw" in desk.get(f"/desk/cases/{world.case}").text
    for _ in range(2):
        assert desk.post(f"/desk/consents/{world.consent}/withdraw", scope="delete").status_code == 303
    assert "Consent withdrawn" in desk.get(f"/desk/cases/{world.case}").text


def test_a_child_without_assent_or_relationship_is_asked_for_and_nothing_is_lost(
    desk: Desk, world: World
) -> None:
    case = open_case(desk, **{"age-1": "9", "need": "legal-aid"})
    page = desk.get(f"/desk/cases/{case}").text
    person = re.search(r'<option value="([0-9a-f-]{36})"', page)
    assert person is not None
    chosen = desk.post(
        f"/desk/cases/{case}/choose", service=world.service, need="legal-aid", people=person[1]
    ).headers["Location"]
    before = count_of(Consent)
    fields = {**AGREED, "giver-1": "guardian", "witness": "Unlikely Witness", "signature": "data:x"}
    refused = desk.post(chosen, **fields)
    assert refused.status_code == 422
    assert "Unlikely Witness" in refused.text
    assert count_of(Consent) == before
    fields |= {"relationship-1": "mother", "assent-1": "given"}
    assert desk.post(chosen, **fields).status_code == 303
    referral = chosen.removesuffix("/consent")
    assert desk.post(f"{referral}/do/submit", version=version_of(desk.get(referral).text)).status_code == 422


def test_a_supervisor_approves_or_returns_what_a_worker_asked_for(
    app: Flask, desk: Desk, world: World
) -> None:
    referral = draft_referral(desk, world)
    asked = desk.get(f"{referral}/do/request_approval").text
    desk.post(f"{referral}/do/request_approval", version=version_of(asked), reason="Please look")
    boss = Desk(app, world.sender, Role.SUPERVISOR)
    assert referral in boss.get("/desk/approvals").text
    page = boss.get(f"{referral}/do/return_to_draft").text
    refused = boss.post(f"{referral}/do/return_to_draft", version=version_of(page))
    assert refused.status_code == 422
    boss.post(f"{referral}/do/return_to_draft", version=version_of(page), note="Say more")
    assert states(world) == ["draft"]
    assert "Say more" in desk.get(referral).text
    asked = desk.get(f"{referral}/do/request_approval").text
    desk.post(f"{referral}/do/request_approval", version=version_of(asked), reason="Again")
    approve = boss.get(f"{referral}/do/approve").text
    assert boss.post(f"{referral}/do/approve", version=version_of(approve)).status_code == 303
    assert states(world) == ["sent"]
    assert desk.get("/desk/approvals").status_code == 403


def test_another_organisation_finds_nothing(app: Flask, desk: Desk, world: World) -> None:
    referral = draft_referral(desk, world)
    stranger = Desk(app, make_world().sender, Role.CASE_WORKER)
    unknown = new_id()
    for path in (referral, f"{referral}/consent", f"{referral}/withdraw", f"/desk/cases/{world.case}"):
        assert stranger.get(path).status_code == 404, path
        assert stranger.get(re.sub("[0-9a-f-]{36}", unknown, path)).status_code == 404


def test_no_address_and_no_title_holds_who_somebody_is(desk: Desk, world: World) -> None:
    referral = draft_referral(desk, world)
    paths = ["/desk", f"/desk/cases/{world.case}", f"/desk/cases/{world.case}/search", referral]
    for path in paths:
        text = desk.get(path).text
        title = re.search(r"<title>(.*?)</title>", text)
        links = re.findall(r'(?:href|action)="([^"]*)"', text)
        assert title is not None
        assert NAME not in title[1]
        assert not any(NAME in each or PHONE in each for each in links)
        assert desk.get(path).headers["Cache-Control"] == "no-store"
    assert NAME in desk.get(f"/desk/cases/{world.case}").text
    assert NAME not in desk.get("/desk").text


def test_what_is_added_to_a_case_stands_on_its_page(desk: Desk, world: World) -> None:
    case, who = f"/desk/cases/{world.case}", {"person": world.person}
    posts = {
        "notes": {"body": "A quiet note", **who},
        "contacts": {"contact_kind": "trusted_person", "value": "Aunt of the corner shop", **who},
        "papers": {"paper_kind": "passport", "paper_number": "PX-77", **who},
        "people": {"given-1": "Zoran", "is-1": "child", "focal": world.person},
    }
    for name, given in posts.items():
        assert desk.post(f"{case}/{name}", **given).status_code == 303, name
    text = desk.get(case).text
    for said in ("A quiet note", "Aunt of the corner shop", "PX-77", "Zoran", "Person 2 to person 1: Child"):
        assert said in text
    refused = desk.post(f"{case}/notes", person=world.person)
    assert refused.status_code == 422
    other = make_world()
    assert desk.post(f"{case}/notes", person=other.person, body="no").status_code == 404
