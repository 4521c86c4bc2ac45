"""Members over HTTP: who sees whom, roles by version, the end of a membership as one act, keys, duty, accounts."""

from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from referral.access.events import Handover, MembershipEnded, RolesLost
from referral.access.models import DutyTurn, Member, MemberSession, RecoveryCode, SecondFactor
from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.audit.service import verify
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import MemberId, OrganizationId
from referral.kit.ids import new_id
from tests.fixtures.members import PASSWORD, REGION, Browser, make_member, signed_in

HERE, THERE = OrganizationId(new_id()), OrganizationId(new_id())
ADMIN, WORKER, CASE_WORKER = Role.ORGANIZATION_ADMINISTRATOR, Role.WORKER, Role.CASE_WORKER


@pytest.fixture
def administrator(app):
    return make_member(ADMIN, organization_id=HERE)


@pytest.fixture
def admin(app, administrator):
    return signed_in(app, administrator)


@pytest.fixture
def platform(app):
    return signed_in(app, make_member(Role.PLATFORM_ADMINISTRATOR))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that rooms above would hear, in order."""
    heard: list[object] = []
    monkeypatch.setattr(events, "_handlers", {})
    for event in (MembershipEnded, RolesLost):
        events.register(event, lambda session, fact: heard.append(fact))
    return heard


def patch(browser: Browser, member: Member, *roles: Role, version: int | str | None = 1, **more):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    body = {"roles": [role.value for role in roles], **more}
    return browser.call("PATCH", f"/members/{member.id}", json=body, headers=headers)


def end(browser: Browser, member: Member, **successors: Member):
    body = [{"role": role, "member_id": to.id} for role, to in successors.items()]
    return browser.post(f"/members/{member.id}/end", {"successors": body})


def test_members_of_ones_own_organisation_are_listed_page_by_page(app, admin, administrator):
    made = [make_member(WORKER, organization_id=HERE).id for _ in range(4)]
    make_member(WORKER, organization_id=THERE)
    seen, cursor = [], ""
    while cursor is not None:
        found = admin.get(f"/members?limit=2{f'&cursor={cursor}' if cursor else ''}").json
        seen += [each["id"] for each in found["results"]]
        cursor = found["next_cursor"]
    assert seen == [administrator.id, *made]
    assert admin.get(f"/members?organization_id={HERE}").status_code == 200
    assert admin.get(f"/members?organization_id={THERE}").status_code == 404


def test_a_colleague_sees_members_without_their_addresses(app):
    worker = make_member(WORKER, organization_id=HERE, email="hidden@example.org")
    answer = signed_in(app, make_member(CASE_WORKER, organization_id=HERE)).get("/members")
    assert worker.id in answer.text
    assert "hidden@example.org" not in answer.text


def test_the_platform_sees_whom_it_gave_a_role_and_no_workers(app, platform, administrator):
    worker = make_member(WORKER, organization_id=HERE)
    listed = platform.get(f"/members?organization_id={HERE}").json["results"]
    assert [each["id"] for each in listed] == [administrator.id]
    assert platform.get(f"/members/{worker.id}").status_code == 404
    assert platform.get(f"/members/{administrator.id}").status_code == 200
    (itself,) = platform.get("/members").json["results"]
    assert itself["roles"] == ["platform_administrator"]


def test_anothers_member_is_answered_like_none(app, admin):
    stranger = make_member(WORKER, organization_id=THERE)
    answers = [
        [admin.get(f"/members/{id_}"), admin.post(f"/members/{id_}/end", {}),
         admin.post(f"/members/{id_}/password-resets", {}),
         admin.call("PATCH", f"/members/{id_}", json={"roles": ["worker"]}, headers={"If-Match": '"1"'})]
        for id_ in (stranger.id, new_id())
    ]  # fmt: skip
    for theirs, nobodys in zip(*answers, strict=True):
        assert theirs.status_code == nobodys.status_code == 404
        assert {**theirs.json, "request_id": ""} == {**nobodys.json, "request_id": ""}


def test_roles_change_by_version_and_hold_from_the_next_request_on(app, admin):
    member = make_member(WORKER, organization_id=HERE)
    theirs = signed_in(app, member)
    version = admin.get(f"/members/{member.id}").headers["ETag"]
    assert version == '"1"'
    answer = patch(admin, member, WORKER, Role.SUPERVISOR)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert theirs.get("/me").json["roles"] == ["supervisor", "worker"]
    assert patch(admin, member, WORKER).status_code == 412
    assert patch(admin, member, WORKER, version=None).status_code == 428
    assert patch(admin, member, WORKER, version="x").status_code == 422
    assert patch(admin, member, version=2).status_code == 422
    assert theirs.get("/me").json["roles"] == ["supervisor", "worker"]


def test_a_role_that_goes_lets_its_work_fall_to_the_supervisors(app, admin, told):
    member = make_member(WORKER, CASE_WORKER, Role.DIRECTORY_EDITOR, organization_id=HERE)
    assert patch(admin, member, WORKER).status_code == 200
    assert told == [RolesLost(MemberId(member.id), HERE, (Handover("case_worker", None),))]


def test_nobody_gives_a_role_that_is_not_theirs_to_give(app, admin, platform, administrator):
    worker = make_member(WORKER, organization_id=HERE)
    coordinator = make_member(Role.COORDINATOR, organization_id=HERE)
    assert patch(admin, worker, WORKER, Role.COORDINATOR, regions=[REGION]).status_code == 403
    assert patch(admin, worker, Role.DIRECTORY_STEWARD).status_code == 403
    assert patch(admin, coordinator, WORKER).status_code == 403
    assert patch(admin, coordinator, Role.COORDINATOR, regions=[new_id()]).status_code == 403
    assert patch(platform, administrator, ADMIN, CASE_WORKER).status_code == 403
    assert patch(platform, coordinator, Role.COORDINATOR, regions=[new_id(), REGION]).status_code == 200
    assert patch(platform, coordinator, Role.COORDINATOR, regions=[], version=2).status_code == 422


def test_nobody_gives_themselves_a_role(app, admin, administrator):
    make_member(ADMIN, organization_id=HERE)
    assert patch(admin, administrator, ADMIN, CASE_WORKER).status_code == 403
    assert patch(admin, administrator, CASE_WORKER).status_code == 403


@pytest.mark.parametrize("role", [each for each in Role if each not in (ADMIN, Role.PLATFORM_ADMINISTRATOR)])
def test_others_manage_nobody(app, role):
    browser = signed_in(app, make_member(role, organization_id=HERE))
    worker = make_member(WORKER, organization_id=HERE)
    assert patch(browser, worker, CASE_WORKER).status_code == 403
    assert end(browser, worker).status_code == 403
    assert browser.post("/invitations", {"roles": ["worker"]}).status_code == 403


def test_the_last_administrator_stays(app, admin, administrator, platform):
    for answer in (
        end(admin, administrator),
        end(platform, administrator),
        patch(admin, administrator, WORKER),
    ):
        assert answer.status_code in (403, 409)
    assert end(admin, administrator).json["type"].endswith("/problems/last-administrator")
    other = make_member(ADMIN, organization_id=HERE)
    assert end(admin, other).status_code == 200
    assert end(admin, administrator).status_code == 409


def test_the_last_of_the_platform_stays_too(app, platform):
    own = platform.get("/me").json["id"]
    assert platform.post(f"/members/{own}/end", {}).status_code == 409


def test_an_end_is_one_act(app, admin, told):
    member = make_member(WORKER, CASE_WORKER, ADMIN, organization_id=HERE, email="leaver@example.org")
    successor = make_member(CASE_WORKER, organization_id=HERE)
    theirs, phone = signed_in(app, member), Browser(app)
    secret = theirs.post("/me/second-factor").json["secret"]
    theirs.post("/me/second-factor/confirm", {"code": pyotp.TOTP(secret).at(now())})
    key = theirs.post("/api-keys", {"organization_id": HERE, "name": "k", "scopes": ["directory:read"]}).json
    invitation = theirs.post("/invitations", {"roles": ["worker"]}).json
    printed = admin.post(f"/members/{member.id}/password-resets", {}).json["code"]
    turn = {"role": "worker", "member_id": member.id, "weekdays": ["MO"], "begins": "20:00", "until": "08:00"}
    put(admin, [turn])
    told.clear()

    answer = end(admin, member, case_worker=successor)
    assert answer.status_code == 200, answer.text
    assert answer.json["ended_at"]
    assert told == [
        MembershipEnded(
            MemberId(member.id),
            HERE,
            (Handover("case_worker", MemberId(successor.id)), Handover("worker", None)),
        )
    ]
    assert theirs.get("/sessions").status_code == 401
    assert phone.sign_in(member.email).status_code == 401
    bearer = {"Authorization": f"Bearer {key['key']}"}
    assert Browser(app).get("/me", headers=bearer).json["type"].endswith("/problems/key-revoked")
    accepted = {"code": invitation["code"], "email": "x@example.org", "name": "X", "password": PASSWORD}
    assert phone.post("/invitations/accept", accepted).status_code == 404
    redeemed = {"code": printed, "password": "another long password"}
    assert phone.post("/password-resets/redeem", redeemed).status_code == 404
    with unit_of_work(write=False) as session:
        for table in (SecondFactor, RecoveryCode, DutyTurn):
            assert session.scalars(sa.select(table)).all() == []
        left = sa.select(MemberSession).where(MemberSession.member_id == member.id)
        assert all(each.ended_at for each in session.scalars(left))
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "access:member:ended")).one()
        assert entry.object_id == member.id
        assert entry.details == {"sessions": 1, "keys": 1, "invitations": 1, "handed_over": 1}
        assert verify(session).ok


def test_again_it_stays_ended_and_the_address_is_free(app, admin, told):
    member = make_member(WORKER, organization_id=HERE, email="back@example.org")
    first = end(admin, member).json
    again = end(admin, member)
    assert (again.status_code, again.json["ended_at"]) == (200, first["ended_at"])
    assert len(told) == 1
    assert make_member(WORKER, organization_id=HERE, email="back@example.org").id != member.id
    assert member.id not in [each["id"] for each in admin.get("/members").json["results"]]
    assert patch(admin, member, CASE_WORKER, version=2).status_code == 409


@pytest.mark.parametrize("whose", ["stranger", "self", "editor", "ended", "nobody"])
def test_work_goes_only_to_who_can_do_it(app, admin, told, whose):
    member = make_member(CASE_WORKER, organization_id=HERE)
    ended = make_member(CASE_WORKER, organization_id=HERE)
    end(admin, ended)
    told.clear()
    to = {
        "stranger": make_member(CASE_WORKER, organization_id=THERE),
        "self": member,
        "editor": make_member(Role.DIRECTORY_EDITOR, organization_id=HERE),
        "ended": ended,
        "nobody": Member(id=new_id()),
    }[whose]
    answer = end(admin, member, case_worker=to)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "successors"
    assert told == []
    assert signed_in(app, member).get("/me").json["kind"] == "member"


def test_work_that_there_is_not_goes_to_nobody(app, admin):
    member, other = (make_member(CASE_WORKER, organization_id=HERE) for _ in range(2))
    assert end(admin, member, worker=other).status_code == 422


def test_a_failing_handler_leaves_the_membership_whole(app, admin, monkeypatch):
    def refuse(session, fact):
        raise RuntimeError

    monkeypatch.setattr(events, "_handlers", {MembershipEnded: [refuse]})
    member = make_member(WORKER, organization_id=HERE)
    theirs = signed_in(app, member)
    with pytest.raises(RuntimeError):
        end(admin, member)
    assert theirs.get("/sessions").status_code == 200


def key(browser: Browser, *scopes: str, organization_id=HERE):
    body = {"organization_id": organization_id, "name": "Software", "scopes": list(scopes)}
    return browser.post("/api-keys", body)


def test_an_organisation_makes_and_ends_its_own_keys(app, admin, administrator):
    made = key(admin, "referral:send", "identity:read")
    assert made.status_code == 201
    assert made.json["created_by"] == administrator.id
    other = signed_in(app, make_member(ADMIN, organization_id=THERE))
    assert key(other, "directory:read", organization_id=HERE).status_code == 404
    assert other.get("/api-keys").json["results"] == []
    assert other.call("DELETE", f"/api-keys/{made.json['id']}").status_code == 404
    assert admin.call("DELETE", f"/api-keys/{made.json['id']}").status_code == 204


@pytest.mark.parametrize("scope", ["audit:read", "metrics:read"])
def test_an_organisation_gives_no_scope_that_reaches_beyond_it(app, admin, scope):
    assert key(admin, scope).status_code == 403


@pytest.mark.parametrize("scope", ["identity:read", "referral:send", "referral:respond"])
def test_the_platform_gives_no_scope_that_reaches_people(app, platform, scope):
    assert key(platform, "directory:read", scope).status_code == 403
    assert key(platform, "directory:read").status_code == 201


def test_a_keys_software_names_who_is_behind_it_by_a_pseudonym(app, admin):
    bearer = {"Authorization": f"Bearer {key(admin, 'referral:send').json['key']}"}
    answer = Browser(app).get("/me", headers={**bearer, "X-Acting-User": "worker-7"})
    assert answer.json["acting_user"] == "worker-7"
    answer = Browser(app).get("/me", headers={**bearer, "X-Acting-User": "arta@example.org"})
    assert answer.status_code == 400
    assert answer.json["type"].endswith("/problems/acting-user-needed")
    assert admin.get("/me", headers={"X-Acting-User": "worker-7"}).json["acting_user"] is None


def put(browser: Browser, turns, *, version=0, zone="Europe/Tirane"):
    body = {"zone": zone, "turns": turns}
    return browser.call("PUT", "/duty-list", json=body, headers={"If-Match": f'"{version}"'})


def test_a_duty_list_names_people_of_other_organisations_too(app, admin):
    supervisor = make_member(Role.SUPERVISOR, organization_id=HERE, shown_name="Day")
    partner = make_member(Role.SUPERVISOR, organization_id=THERE, shown_name="Night partner")
    empty = admin.get("/duty-list")
    assert (empty.json["turns"], empty.headers["ETag"]) == ([], '"0"')
    week = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    day = {
        "role": "supervisor",
        "member_id": supervisor.id,
        "weekdays": week,
        "begins": "08:00",
        "until": "20:00",
    }
    night = {**day, "member_id": partner.id, "begins": "20:00", "until": "08:00"}
    with time_machine.travel("2026-01-14T22:00:00+00:00"):
        browser = signed_in(app, supervisor)
        answer = put(browser, [day, night])
        assert answer.status_code == 200, answer.text
        assert answer.json["now"] == {"supervisor": [partner.id]}
        assert [each["shown_name"] for each in answer.json["turns"]] == ["Day", "Night partner"]
        assert put(browser, [day]).status_code == 412
        assert put(browser, [day], version=1).json["turns"][0]["until"] == "20:00"
        assert browser.get("/duty-list").json["now"] == {"supervisor": []}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"member_id": new_id()}, "turns.0.member_id"),
        ({"role": "worker"}, "turns.0.member_id"),
        ({"role": "directory_editor"}, "turns.0.role"),
        ({"begins": "24:00"}, "turns.0.begins"),
        ({"weekdays": []}, "turns.0.weekdays"),
        ({"weekdays": ["MONDAY"]}, "turns.0.weekdays.0"),
        ({"first": "2026-02-02", "last": "2026-02-01"}, "turns.0.last"),
    ],
)
def test_a_wrong_line_is_named(app, admin, change, field):
    supervisor = make_member(Role.SUPERVISOR, organization_id=HERE)
    turn = {
        "role": "supervisor",
        "member_id": supervisor.id,
        "weekdays": ["MO"],
        "begins": "08:00",
        "until": "20:00",
    }
    answer = put(admin, [{**turn, **change}])
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field
    assert put(admin, [turn], zone="Tirana time").json["errors"][0]["field"] == "zone"
    assert admin.get("/duty-list").json["version"] == 0


def test_a_profile_changes_by_version(app, admin):
    def change(version, **body):
        headers = {"If-Match": f'"{version}"'}
        return admin.call("PATCH", "/me/account", json=body, headers=headers)

    answer = change(1, shown_name="The night desk", language="sr-Latn")
    assert (answer.json["shown_name"], answer.json["language"]) == ("The night desk", "sr-Latn")
    assert change(1, name="Other").status_code == 412
    assert change(2, email="other@example.org").status_code == 422
    assert change(2).headers["ETag"] == '"2"'


def test_no_account_is_shown_to_a_key_or_to_nobody(app, admin):
    bearer = {"Authorization": f"Bearer {key(admin, 'directory:read').json['key']}"}
    for path in ("/me/account", "/sessions", "/members", "/invitations", "/duty-list"):
        assert Browser(app).get(path).status_code == 401
        assert Browser(app).get(path, headers=bearer).status_code == 403


def test_what_opened_something_a_month_ago_is_forgotten(app, admin):
    from referral.access.jobs import forget_sessions

    with time_machine.travel(now() + timedelta(days=31)), unit_of_work(write=True) as session:
        forget_sessions(session, {})
        assert session.scalars(sa.select(MemberSession)).all() == []
