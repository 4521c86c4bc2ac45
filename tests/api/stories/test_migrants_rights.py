"""Migrants' rights, Armenia and Georgia: somebody asks in Russian; the clinic in Rustavi takes her papers on."""

import pytest

from referral.access.rules.roles import Role
from tests.fixtures.stories import Programme, ok, organization, today

pytestmark = pytest.mark.only_on("spatialite", reason="the story of Serbia is played on both databases")
LEAD, CLINIC, YEREVAN = "khidi-tbilisi", "kanoni-rustavi", "kamurj-yerevan"


@pytest.fixture
def programme(story):
    made = Programme(
        *(story, "migrants-rights", LEAD),
        countries=["AM", "GE"],
        territories=[{"name": "Հայաստան", "country": "AM"}, {"name": "საქართველო", "country": "GE"}],
        partners={CLINIC: "service", YEREVAN: "implementing"},
    )
    made.target("With access to services", kinds=["access_to_services", "returned"], goal=200)
    made.target("Officials trained", unit="participants", kinds=["official_training"], goal=40)
    made.target("Research", unit="territories", kinds=["research"], goal=2)
    return made


def test_papers_of_a_migrant_are_taken_on(story, programme):
    worker = story.desk(LEAD, Role.CASE_WORKER)
    hit = story.find(worker, "legal-advice", "თბილისი", CLINIC, languages="ru")
    assert hit["match"]["need"]["state"] == "met"
    case, person = story.open_case(worker, age_from=34, age_to=34, sex="female", languages=["ru"])
    story.consent(worker, case, person, CLINIC, notice_language="ru")
    story.receives(CLINIC)
    referral = story.refer(worker, hit, "legal-advice", case, person)
    story.serve(CLINIC, referral)
    story.confirm(worker, referral)
    agreed = story.consent(worker, case, person, LEAD, purpose="programme", notice_language="ru")
    georgia = programme.territories["საქართველო"]
    enrolment = programme.enrol(worker, person, territory_id=georgia, target_group="migrant")
    programme.reached(worker, enrolment, "access_to_services", referral_id=referral)
    figure = programme.figure("With access to services")
    assert (figure["reached"], figure["by"]["territory"]) == (1, {georgia: 1})
    assert programme.progress()["territories"][georgia] == "საქართველო"

    # She takes the consent back: she leaves the programme, nothing more is recorded, what was done stays counted.
    ok(worker.browser.post(f"/consents/{agreed}/withdraw", {"via": "phone"}))
    left = ok(worker.get(f"/enrolments/{enrolment}"))
    assert (left["version"], left["ended_on"], left["ended_why"]) == (2, today(), "consent_withdrawn")
    more = {"enrolment_id": enrolment, "kind": "returned"}
    assert worker.post("/milestones", more).status_code == 409
    assert programme.figure("With access to services")["reached"] == 1


def test_two_countries_stand_in_one_view(story, programme):
    yerevan = story.desk(YEREVAN, Role.WORKER)
    armenia, georgia = (programme.territories[each] for each in ("Հայաստան", "საქართველო"))
    programme.group(yerevan, "official_training", [("male", "25-59", 11)], territory_id=armenia)
    figure = programme.figure("Officials trained", of=YEREVAN)
    assert figure["by"]["territory"] == {armenia: 11}
    assert programme.figure("Officials trained")["reached"] == 0
    # What was adopted tells of nobody: it is known to everybody in the programme.
    lead = story.desk(LEAD, Role.SUPERVISOR)
    for place in (armenia, georgia):
        gaps = {"kind": "research", "title": "Gaps in services", "adopted_on": today(), "territory_id": place}
        ok(lead.post("/instruments", {"programme_id": programme.id, **gaps}), 201)
    assert programme.figure("Research", of=YEREVAN)["state"] == "met"
    assert organization(LEAD) == ok(yerevan.get("/instruments"))["results"][0]["organization_id"]
