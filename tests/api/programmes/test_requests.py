"""Programmes over HTTP: wrong input by field, keys of requests, versions, pages, and who leads."""

from datetime import timedelta

import pytest

from referral.access.rules.roles import Role
from referral.kit.clock import now
from referral.kit.ids import new_id
from tests.fixtures.desks import Desk
from tests.fixtures.members import signed_in
from tests.fixtures.referral_world import make_organization
from tests.fixtures.results import make_programme, make_results


@pytest.fixture
def lead(app):
    """An organisation that is to lead."""
    return make_organization("Lead")


@pytest.fixture
def desk_of(app):
    """`desk_of(organization, role)`: that member's browser."""
    return lambda organization, role: Desk(signed_in(app, organization.member(role)))


def field(answer):
    assert answer.status_code == 422, answer.get_data(as_text=True)
    return answer.json["errors"][0]["field"]


def heads(programme, **more):
    return {"programme_id": programme, "kind": "community", "counts": [{"count": 3}], **more}


def test_what_contradicts_itself_is_told_by_field(lead, desk_of):
    programme = make_programme(lead).id
    worker, admin = desk_of(lead, Role.WORKER), desk_of(lead, Role.ORGANIZATION_ADMINISTRATOR)
    wrong = {
        "counts": heads(programme, counts=[]),
        "counts.0.count": heads(programme, counts=[{"count": -1}]),
        "counts.0.age_band": heads(programme, counts=[{"count": 1, "age_band": "0-99"}]),
        "territory_id": heads(programme, territory_id=new_id()),
        "occurred_at": heads(programme, occurred_at=(now() + timedelta(days=3)).isoformat()),
        "name": heads(programme, name="Zarmina"),
    }
    for name, body in wrong.items():
        assert field(worker.post("/group-activities", body)) == name
    twice = heads(programme, counts=[{"count": 1}, {"count": 2}])
    assert field(worker.post("/group-activities", twice)) == "counts"
    target = {"title": "x", "unit": "people", "kinds": ["information"], "goal_kind": "count", "goal": 1}
    path = f"/programmes/{programme}/targets"
    assert field(admin.post(path, {**target, "due_on": "2026-12-31"})) == "kinds"


def test_a_request_is_done_once_and_names_its_version(lead, desk_of):
    programme = make_programme(lead).id
    worker = desk_of(lead, Role.WORKER)
    headers = {"Idempotency-Key": "the-same"}
    first = worker.browser.post("/group-activities", heads(programme), headers=headers)
    again = worker.browser.post("/group-activities", heads(programme), headers=headers)
    assert (first.status_code, again.json, again.headers["ETag"]) == (201, first.json, '"1"')
    other = worker.browser.post("/group-activities", heads(programme, place="x"), headers=headers)
    assert other.status_code == 422
    assert worker.browser.post("/group-activities", heads(programme)).status_code == 400
    path = f"/group-activities/{first.json['id']}/corrections"
    gone = {"reason": "duplicate", "retracted": True}
    assert worker.post(path, gone).status_code == 428
    both = worker.change(path, 1, {**gone, "place": "y"})
    assert field(both) == "retracted"
    assert worker.change(path, 1, gone).json["retracted"] is True
    assert worker.get("/group-activities").json["results"] == []


def test_lists_come_in_pages_and_nothing_is_left_out(lead, desk_of):
    programme = make_programme(lead).id
    worker = desk_of(lead, Role.WORKER)
    made = [
        worker.post("/group-activities", heads(programme, place=f"p{each}")).json["id"] for each in range(5)
    ]
    found, cursor = [], None
    while True:
        query = {"limit": 2, "programme_id": programme, **({"cursor": cursor} if cursor else {})}
        page = worker.get("/group-activities", query_string=query).json
        found += [each["id"] for each in page["results"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == made[::-1]
    assert worker.get("/group-activities", query_string={"cursor": "x"}).status_code == 422


def test_a_frame_is_changed_by_version_by_whoever_leads(lead, desk_of):
    other = make_organization("Partner")
    programme = make_programme(lead, other)
    admin, theirs = (desk_of(each, Role.ORGANIZATION_ADMINISTRATOR) for each in (lead, other))
    path = f"/programmes/{programme.id}"
    seen = theirs.get(path).json
    frame = {name: seen[name] for name in ("starts_on", "ends_on", "countries", "territories")}
    assert theirs.change(path, 1, frame, "PUT").status_code == 403
    assert admin.change(path, 9, frame, "PUT").status_code == 412
    lost = admin.change(path, 1, {**frame, "territories": []}, "PUT")
    assert lost.json["type"].rsplit("/", 1)[-1] == "territory-in-use"
    renamed = [{**frame["territories"][0], "name": "Niš and around"}, {"name": "Niš", "country": "RS"}]
    changed = admin.change(path, 1, {**frame, "territories": renamed}, "PUT").json
    assert changed["territories"][0]["id"] == frame["territories"][0]["id"]
    assert [each["role"] for each in changed["partners"]] == ["lead"]
    # Whoever is not named any more has left: for them it is not there.
    assert theirs.get(path).status_code == 404
    assert theirs.get("/programmes").json["results"] == []


def test_a_program_is_framed_once_by_whose_it_is(lead, desk_of):
    programme = make_programme(lead)
    body = {
        "program_id": programme.id,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "countries": ["RS"],
    }
    assert desk_of(lead, Role.ORGANIZATION_ADMINISTRATOR).post("/programmes", body).status_code == 409
    stranger = desk_of(make_organization(), Role.ORGANIZATION_ADMINISTRATOR)
    assert stranger.post("/programmes", body).status_code == 404


def test_a_partner_sets_targets_of_its_own_and_the_lead_those_of_all(lead, desk_of):
    other = make_organization("Partner")
    programme = make_programme(lead, other).id
    theirs = desk_of(other, Role.ORGANIZATION_ADMINISTRATOR)
    body = {"title": "x", "unit": "people", "kinds": ["trained"], "goal_kind": "count", "goal": 9}
    body["due_on"] = (now() + timedelta(days=9)).date().isoformat()
    path = f"/programmes/{programme}/targets"
    assert theirs.post(path, body).status_code == 403
    assert theirs.post(path, {**body, "organization_id": lead.id}).status_code == 403
    assert theirs.post(path, {**body, "organization_id": other.id}).status_code == 201
    assert desk_of(lead, Role.ORGANIZATION_ADMINISTRATOR).get(path).json["results"] == []


def test_figures_are_for_those_who_answer_for_the_organisation(app, lead, desk_of):
    made = make_results(lead)
    asked = {"programme_id": made.programme}
    boss = desk_of(lead, Role.SUPERVISOR).get("/progress", query_string=asked)
    assert (boss.json["internal"], boss.json["targets"][0]["reached"]) == (True, 1)
    early = {**asked, "as_of": (now() - timedelta(days=2)).date().isoformat()}
    assert (
        desk_of(lead, Role.SUPERVISOR).get("/progress", query_string=early).json["targets"][0]["reached"] == 0
    )
    ahead = {**asked, "as_of": (now() + timedelta(days=2)).date().isoformat()}
    assert field(desk_of(lead, Role.SUPERVISOR).get("/progress", query_string=ahead)) == "as_of"
    for role in (Role.CASE_WORKER, Role.WORKER, Role.FOCAL_POINT):
        assert desk_of(lead, role).get("/progress", query_string=asked).status_code == 403


def test_a_ministry_in_the_programme_sees_what_it_is_and_nobody_in_it(app, lead, desk_of):
    ministry = make_organization("Ministry")
    made = make_results(lead, ministry)
    coordinator = desk_of(ministry, Role.COORDINATOR)
    assert coordinator.get(f"/programmes/{made.programme}").status_code == 200
    assert len(coordinator.get(f"/programmes/{made.programme}/targets").json["results"]) == 1
    for path in ("/enrolments", "/milestones", "/group-activities", f"/programmes/{made.programme}/handover"):
        assert coordinator.get(path).status_code == 403
    asked = {"programme_id": made.programme}
    assert coordinator.get("/progress", query_string=asked).status_code == 403
