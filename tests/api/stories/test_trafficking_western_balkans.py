"""Trafficking and social protection, Western Balkans: a girl of nineteen reaches a shelter whose address nobody learns.

By day a supervisor approves before anything is sent; in a night emergency with nobody reachable the author sends it at
once and says why, and the approval becomes a review within 72 hours.
"""

from datetime import datetime, timedelta

import pytest
import time_machine

from referral.access.rules.roles import Role
from referral.kit.clock import now
from tests.fixtures.stories import Programme, ok, organization

pytestmark = pytest.mark.only_on("spatialite", reason="the story of Serbia is played on both databases")
LEAD, CENTRE = "sojuz-mk", "csr-kumanovo"
COUNTRIES = {"MK": "Македонија", "XK": "Kosova", "RS": "Srbija", "BA": "Bosna i Hercegovina"}
NEED = "shelter-trafficking"
# Street, number and telephone of the house, as the demo has them.
HOUSE = ("Зелена Долина", "118", "21.4051", "41.9812", "Смрека")


@pytest.fixture
def programme(story):
    made = Programme(
        *(story, "trafficking-western-balkans", LEAD),
        countries=list(COUNTRIES),
        territories=[{"name": name, "country": code} for code, name in COUNTRIES.items()],
        partners={CENTRE: "public_authority", "streha-prishtine": "service", "ruke-sarajevo": "service"},
    )
    made.target("Sheltered", kinds=["sheltered"], goal=100)
    made.target("Girls and young women", kinds=["sheltered"], sex="female", share=60)
    made.target("Standards adopted", unit="territories", kinds=["standard", "referral_mechanism"], goal=4)
    return made


@pytest.fixture
def centre(story):
    """The case worker of the centre for social work, and the supervisor who has the case with her."""
    story.receives(LEAD)
    return story.desk(CENTRE, Role.CASE_WORKER), story.desk(CENTRE, Role.SUPERVISOR)


def girl(story, worker):
    """A case with a need of protection, shared with the supervisor, and what she agrees to."""
    facts = {"age_from": 19, "age_to": 19, "sex": "female", "target_groups": ["trafficking_victim"]}
    case, person = story.open_case(worker, **facts, case={"protection": True})
    boss = story.member(CENTRE, Role.SUPERVISOR).id
    ok(worker.browser.post(f"/cases/{case}/assignments", {"member_id": boss, "role": "supervisor"}), 201)
    agreed = ["contact", "identity", "needs", "trafficking"]
    story.consent(worker, case, person, LEAD, categories=agreed, protection=True)
    return case, person


def gives_away(*answers):
    """What of the house stands in these answers."""
    return [word for each in answers for word in HOUSE if word in each.get_data(as_text=True)]


def test_by_day_a_supervisor_approves_and_the_house_stays_hidden(story, programme, centre):
    worker, boss = centre
    found = worker.get("/search", query_string={"need": NEED, "near": "Kumanovo", "limit": 5})
    hit = story.find(worker, NEED, "Kumanovo", LEAD)
    assert (hit["location"]["confidential"], hit["location"]["cell_km"] > 0) == (True, True)
    assert "address_1" not in hit["location"]
    case, person = girl(story, worker)
    referral = story.draft(worker, hit, NEED, case, person)
    refused = worker.act(referral, "submit")
    assert refused.json["type"].rsplit("/", 1)[-1] == "approval-required"
    asked = worker.act(referral, "request_approval", reason="A victim of trafficking")
    assert ok(asked)["state"] == "pending_approval"
    # Nobody approves what they wrote, and the shelter knows of nothing yet.
    assert worker.act(referral, "approve").status_code in (403, 409)
    intake, _ = story.receives(LEAD)
    assert intake.get(f"/referrals/{referral}").status_code == 404
    assert ok(boss.act(referral, "approve"))["state"] == "sent"
    # Before acceptance the shelter sees no more than the reduced line, and nobody anything of the house.
    line = intake.get(f"/referrals/{referral}")
    assert "Kanarie" not in line.get_data(as_text=True)
    shown = worker.get(f"/referrals/{referral}")
    listing = worker.get(f"/services/{hit['service']['id']}")
    assert gives_away(found, asked, line, shown, listing, worker.get("/changes")) == []

    story.serve(LEAD, referral)
    assert gives_away(worker.get(f"/referrals/{referral}")) == []
    story.confirm(worker, referral)
    story.consent(worker, case, person, CENTRE, purpose="programme", protection=True)
    enrolment = programme.enrol(worker, person, territory_id=programme.territories["Македонија"])
    programme.reached(worker, enrolment, "sheltered", referral_id=referral)
    figure = programme.figure("Sheltered", of=CENTRE)
    assert (figure["reached"], figure["by"]["age_band"]) == (1, {"18-24": 1})
    assert programme.figure("Girls and young women", of=CENTRE)["share"] == 100.0
    assert programme.figure("Sheltered")["reached"] == 0


def test_a_restricted_case_is_in_no_list_of_colleagues(story, programme, centre):
    worker, _ = centre
    case, person = girl(story, worker)
    story.consent(worker, case, person, CENTRE, purpose="programme", protection=True)
    enrolment = programme.enrol(worker, person)
    colleague = story.desk(CENTRE, Role.DATA_PROTECTION_OFFICER)
    assert [each["id"] for each in ok(worker.get("/enrolments"))["results"]] == [enrolment]
    assert ok(colleague.get("/enrolments"))["results"] == []
    assert colleague.get(f"/enrolments/{enrolment}").status_code == 404


def test_in_a_night_emergency_the_author_sends_it_and_it_is_reviewed(story, programme, centre):
    night = (now() + timedelta(days=1)).replace(hour=23, minute=30)
    with time_machine.travel(night, tick=True):
        sent_at = _send_at_night(story, centre)
    with time_machine.travel(sent_at[1] + timedelta(hours=9), tick=True):
        boss = story.desk(CENTRE, Role.SUPERVISOR)
        ok(boss.browser.sign_in(story.member(CENTRE, Role.SUPERVISOR).email), 201)
        reviewed = boss.act(sent_at[0], "reviewed", note="She did right")
        assert "review" not in [each["clock"] for each in ok(reviewed)["clocks"]]


def _send_at_night(story, centre):
    worker, boss = centre
    for desk, role in ((worker, Role.CASE_WORKER), (boss, Role.SUPERVISOR)):
        ok(desk.browser.sign_in(story.member(CENTRE, role).email), 201)
    case, person = girl(story, worker)
    hit = story.find(worker, NEED, "Kumanovo", LEAD)
    referral = story.draft(worker, hit, NEED, case, person, priority="emergency")
    assert worker.act(referral, "submit").status_code == 409
    why = "It is night, she stands at the bus station, and the supervisor does not answer"
    sent = ok(worker.act(referral, "submit", alone_because=why))
    assert (sent["state"], sent["receiver"]) == ("sent", organization(LEAD))
    review = next(each for each in sent["clocks"] if each["clock"] == "review")
    begun, due = (datetime.fromisoformat(review[name]) for name in ("since", "due_at"))
    assert due - begun == timedelta(hours=72)
    return referral, begun
