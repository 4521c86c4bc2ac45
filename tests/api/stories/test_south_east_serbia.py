"""South and east Serbia: the centre in Vranje sends a man who came back to the foundation that gives grants.

Here whoever receives counts: the foundation's worker enrols him by the referral, pays the grant and follows it up.
"""

import pytest

from referral.access.rules.roles import Role
from tests.fixtures.stories import Programme, ok, today

LEAD, CENTRE = "most-jug", "csr-vranje"


@pytest.fixture
def programme(story):
    made = Programme(
        *(story, "south-east-serbia", LEAD),
        countries=["RS"],
        territories=[{"name": each, "country": "RS"} for each in ("Vranje", "Niš")],
        partners={CENTRE: "public_authority", "zora-vranje": "implementing", "skola-vranje": "school"},
    )
    made.target("Trained", kinds=["trained", "certified"], goal=660)
    made.target("Grants and jobs by them", kinds=["grant_paid", "business_started"], goal=150)
    made.target("Internships", kinds=["internship"], goal=100)
    made.target("People", kinds=["supported"], goal=2400)
    return made


def test_a_man_who_came_back_gets_a_grant_and_is_followed_up(story, programme):
    sender = story.desk(CENTRE, Role.CASE_WORKER)
    _, worker = story.receives(LEAD)
    case, person = story.open_case(sender, age_from=24, age_to=24, sex="male", target_groups=["returnee"])
    hit = story.find(sender, "start-up-grant", "Vranje", LEAD)
    story.consent(sender, case, person, LEAD)
    agreed = story.consent(sender, case, person, LEAD, purpose="programme")
    referral = story.refer(sender, hit, "start-up-grant", case, person)

    asked = {"programme_id": programme.id, "person_id": person, "referral_id": referral}
    # Nobody is enrolled by a referral that was not taken; to the worker whom nobody assigned it is not there.
    assert worker.post("/enrolments", asked).status_code == 404
    story.serve(LEAD, referral)
    vranje = programme.territories["Vranje"]
    enrolment = programme.enrol(worker, person, referral_id=referral, territory_id=vranje)
    assert ok(worker.get(f"/enrolments/{enrolment}"))["consent_id"] == agreed
    again = worker.post("/enrolments", asked)
    assert (again.status_code, again.json["enrolment_id"]) == (409, enrolment)

    programme.reached(worker, enrolment, "grant_paid", referral_id=referral, evidence="receipt")
    started = programme.reached(worker, enrolment, "business_started", evidence="visit")
    story.confirm(sender, referral)

    figure = programme.figure("Grants and jobs by them")
    assert (figure["reached"], figure["missing"]) == (1, 149)
    assert figure["by"]["age_band"] == {"18-24": 1}
    assert programme.figure("People")["reached"] == 1
    # The centre that sent him knows of the targets and counts nothing; it does not find his milestones either.
    assert programme.figure("Grants and jobs by them", of=CENTRE)["reached"] == 0
    assert sender.get(f"/milestones/{started}").status_code == 404
    assert ok(sender.get("/milestones"))["results"] == []


@pytest.mark.only_on("spatialite", reason="how versions follow one another is tested below the API on both")
def test_a_milestone_that_was_wrong_is_followed_and_never_edited(story, programme):
    worker = story.desk(LEAD, Role.CASE_WORKER)
    case, person = story.open_case(worker, age_from=17, age_to=19, sex="female")
    story.consent(worker, case, person, LEAD, purpose="programme")
    enrolment = programme.enrol(worker, person)
    wrong = programme.reached(worker, enrolment, "internship")
    path = f"/milestones/{wrong}/corrections"
    stale = worker.change(path, 7, {"reason": "mistake", "kind": "trained"})
    assert stale.status_code == 412
    right = ok(worker.change(path, 1, {"reason": "mistake", "kind": "trained"}), 201)
    assert (right["version"], right["supersedes_id"], right["kind"]) == (2, wrong, "trained")
    assert programme.figure("Internships")["reached"] == 0
    figure = programme.figure("Trained")
    assert (figure["reached"], figure["unsaid"]["age_band"]) == (1, 1)
    # By the id of any version it is the newest; what is retracted counts nowhere, and can be read.
    assert ok(worker.get(f"/milestones/{wrong}"))["id"] == right["id"]
    gone = ok(worker.change(path, 2, {"reason": "wrong_person", "retracted": True}), 201)
    assert (gone["version"], gone["retracted"]) == (3, True)
    assert programme.figure("Trained")["reached"] == 0
    assert ok(worker.get("/milestones"))["results"] == []


@pytest.mark.only_on("spatialite", reason="forms of an answer do not come from the database")
def test_the_figures_leave_as_a_table_too(story, programme):
    import csv
    import io

    from openpyxl import load_workbook

    worker, boss = story.desk(LEAD, Role.WORKER), story.desk(LEAD, Role.SUPERVISOR)
    programme.group(worker, "community", [("female", "12-17", 8)])
    programme.target("=1+1 heads", unit="participants", kinds=["community"], goal=10, due_on=today())
    asked = {"programme_id": programme.id}
    table = boss.get("/progress", query_string={**asked, "format": "csv"})
    assert table.content_type == "text/csv; charset=utf-8"
    assert table.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(table.get_data().decode("utf-8-sig"))))
    whole = next(each for each in rows if each["unit"] == "participants" and each["part"] == "all")
    assert (whole["target"], whole["reached"], whole["missing"]) == ("'=1+1 heads", "8", "2")
    book = load_workbook(io.BytesIO(boss.get("/progress", query_string={**asked, "format": "xlsx"}).data))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert cells[0][:2] == ["programme", "organization_id"]
    assert ["sex", "female", 8] in [row[10:13] for row in cells]
    assert "=1+1 heads" in [row[4] for row in cells]
