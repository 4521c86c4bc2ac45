"""Returnees, Albania: outreach finds a woman who came back to Fier; the job office of Elbasan finds her work."""

import pytest

from referral.access.rules.roles import Role
from tests.fixtures.stories import Programme

pytestmark = pytest.mark.only_on("spatialite", reason="the story of Serbia is played on both databases")
LEAD, OFFICE = "ura-e-re-fier", "puna-elbasan"
REGIONS = ("Kukës", "Shkodër", "Lezhë", "Durrës", "Elbasan", "Fier")


@pytest.fixture
def programme(story):
    made = Programme(
        *(story, "returnees-albania", LEAD),
        countries=["AL"],
        funder="A diplomatic donor",
        territories=[{"name": each, "country": "AL"} for each in REGIONS],
        partners={"dritare-durres": "implementing", OFFICE: "public_authority"},
    )
    made.target("With access to services", kinds=["access_to_services"], goal=1028)
    economic = ["placed", "internship", "grant_paid", "business_started"]
    made.target("In economic measures", kinds=economic, goal=268)
    made.target("Women in economic measures", kinds=economic, sex="female", share=30)
    employed = ["in_work_3_months", "business_started"]
    made.target("Of them employed", kinds=employed, of_kinds=economic, share=60)
    made.target("Informed", unit="participants", kinds=["information"], goal=300)
    made.target("Women informed", unit="participants", kinds=["information"], sex="female", share=30)
    made.target("Providers trained", unit="participants", kinds=["provider_training"], goal=160)
    return made


def test_a_woman_who_came_back_is_in_work(story, programme):
    worker = story.desk(LEAD, Role.CASE_WORKER)
    case, person = story.open_case(worker, age_from=29, age_to=29, sex="female", target_groups=["returnee"])
    hit = story.find(worker, "job-placement", "Fier", OFFICE)
    story.consent(worker, case, person, OFFICE)
    story.receives(OFFICE)
    referral = story.refer(worker, hit, "job-placement", case, person)
    story.serve(OFFICE, referral)
    story.confirm(worker, referral)

    asked = {"programme_id": programme.id, "person_id": person}
    refused = worker.post("/enrolments", asked)
    assert (refused.status_code, refused.json["type"].rsplit("/", 1)[-1]) == (409, "not-covered")
    story.consent(worker, case, person, LEAD, purpose="programme", statistics=True)
    enrolment = programme.enrol(worker, person, territory_id=programme.territories["Fier"])
    programme.reached(worker, enrolment, "assessed")
    programme.reached(worker, enrolment, "access_to_services", referral_id=referral, evidence="referral")
    programme.reached(worker, enrolment, "placed", evidence="contract")
    programme.reached(worker, enrolment, "in_work_3_months", evidence="payslip")

    figure = programme.figure("With access to services")
    assert (figure["reached"], figure["missing"], figure["share"]) == (1, 1027, 0.1)
    assert figure["by"]["sex"] == {"female": 1}
    assert figure["by"]["age_band"] == {"25-59": 1}
    assert figure["by"]["territory"] == {programme.territories["Fier"]: 1}
    assert (programme.figure("Women in economic measures")["share"], figure["state"]) == (100.0, "open")
    assert programme.figure("Of them employed")["of"] == 1


def test_villages_are_told_and_providers_trained_by_heads(story, programme):
    worker = story.desk(LEAD, Role.CASE_WORKER)
    programme.group(worker, "information", [("female", "25-59", 21), ("male", "25-59", 30)], place="Patos")
    programme.group(worker, "provider_training", [("female", "25-59", 9), ("male", "18-24", 7)])
    told, women = programme.figure("Informed"), programme.figure("Women informed")
    assert (told["reached"], told["missing"]) == (51, 249)
    assert (women["reached"], women["of"], women["share"], women["missing"]) == (21, 51, 41.2, 0)
    assert programme.figure("Providers trained")["by"]["sex"] == {"female": 9, "male": 7}
    # Others in the programme know the targets, and none of these numbers.
    theirs = programme.figure("Informed", of="dritare-durres")
    assert (theirs["target"]["goal"], theirs["reached"]) == (300, 0)
