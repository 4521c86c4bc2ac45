"""Invitations and other codes over HTTP: made, accepted, taken back, too old, by whom and for what."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.models import Invitation, Member, MemberCode
from referral.access.rules.attempts import CODES, MAILS
from referral.access.rules.roles import Role
from referral.access.service import create_administrator
from referral.access.service.passwords import issue_mailed_code
from referral.audit.models import AuditEntry
from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from tests.fixtures.members import PASSWORD, REGION, Browser, make_member, signed_in

HERE, THERE = new_id(), new_id()


@pytest.fixture
def admin(app):
    return signed_in(app, make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=HERE))


@pytest.fixture
def platform(app):
    return signed_in(app, make_member(Role.PLATFORM_ADMINISTRATOR))


def invite(browser: Browser, *roles: Role, **more):
    return browser.post("/invitations", {"roles": [role.value for role in roles], **more})


def accept(app, code, *, email="new@example.org", password=PASSWORD, **more):
    return Browser(app).post(
        "/invitations/accept",
        {"code": code, "email": email, "name": "New Person", "password": password, **more},
    )


def test_an_invitation_makes_a_member_who_signs_in(app, admin):
    made = invite(admin, Role.CASE_WORKER, Role.SUPERVISOR, note="for the night desk")
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    code = made.json["code"]
    assert made.json["link"] == f"http://localhost/join#{code}"
    assert len(code.replace("-", "")) * 5 >= 80
    answer = accept(app, code.lower(), shown_name="N.", language="sq")
    assert answer.status_code == 201, answer.text
    assert answer.json["roles"] == ["case_worker", "supervisor"]
    assert (answer.json["organization_id"], answer.json["shown_name"]) == (HERE, "N.")
    browser = Browser(app)
    assert browser.sign_in("NEW@example.org").status_code == 201
    assert browser.get("/me").json["id"] == answer.json["id"]
    (listed,) = admin.get("/invitations").json["results"]
    assert (listed["state"], listed["note"]) == ("accepted", "for the night desk")
    assert "code" not in listed


def test_no_code_stands_in_database_or_audit(app, admin):
    code = invite(admin, Role.WORKER).json["code"]
    with unit_of_work(write=False) as session:
        for table in (Invitation, AuditEntry, OutboxMessage):
            everything = repr(session.execute(sa.select(*table.__table__.columns)).all())
            assert code not in everything
            assert code.replace("-", "") not in everything


def test_a_code_opens_once(app, admin):
    code = invite(admin, Role.WORKER).json["code"]
    assert accept(app, code).status_code == 201
    again = accept(app, code, email="other@example.org")
    assert again.status_code == 404
    assert again.json["type"].endswith("/problems/code-not-valid")


def test_used_old_taken_back_and_unknown_are_answered_alike(app, admin):
    used, old, gone = (invite(admin, Role.WORKER, days=1).json for _ in range(3))
    accept(app, used["code"])
    assert admin.call("DELETE", f"/invitations/{gone['id']}").status_code == 204
    assert admin.call("DELETE", f"/invitations/{gone['id']}").status_code == 204
    answers = [accept(app, used["code"]), accept(app, gone["code"]), accept(app, "00000-00000-00000-00000")]
    with time_machine.travel(now() + timedelta(days=1, seconds=1)):
        answers.append(accept(app, old["code"]))
    told = [{**answer.json, "request_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert all(each == told[0] for each in told)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "new person"}, "password"),
        ({"name": ""}, "name"),
        ({"language": "albanian language"}, "language"),
        ({"roles": ["platform_administrator"]}, "roles"),
    ],
)
def test_a_wrong_field_is_named_and_the_code_stays_good(app, admin, change, field):
    code = invite(admin, Role.WORKER).json["code"]
    answer = accept(app, code, **change)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json["errors"]] == [field]
    assert accept(app, code).status_code == 201


def test_an_address_is_an_accounts_own_in_any_spelling(app, admin):
    accept(app, invite(admin, Role.WORKER).json["code"], email="zoé@example.org")
    code = invite(admin, Role.WORKER).json["code"]
    answer = accept(app, code, email="ZOE\u0301@Example.ORG")
    assert answer.status_code == 409
    assert answer.json["type"].endswith("/problems/email-taken")
    assert accept(app, code).status_code == 201


def test_wrong_codes_are_counted_and_a_right_one_opens_all_the_same(app, admin):
    code = invite(admin, Role.WORKER).json["code"]
    tries = [accept(app, "00000-00000-00000-00000").status_code for _ in range(CODES.most + 1)]
    assert tries == [404] * CODES.most + [429]
    assert accept(app, code).status_code == 201


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DIRECTORY_STEWARD, Role.PLATFORM_ADMINISTRATOR])
def test_an_organisation_does_not_give_what_reaches_beyond_it(app, admin, role):
    answer = invite(admin, Role.CASE_WORKER, role)
    assert answer.status_code == 403
    assert role.value in answer.json["detail"]
    assert admin.get("/invitations").json["results"] == []


def test_an_organisation_invites_into_itself_only(app, admin):
    assert invite(admin, Role.WORKER, organization_id=THERE).status_code == 404
    assert invite(admin, Role.WORKER, organization_id=HERE).status_code == 201


def test_the_platform_invites_administrators_and_coordinators_and_no_workers(app, platform):
    first = invite(platform, Role.ORGANIZATION_ADMINISTRATOR, organization_id=THERE)
    assert first.status_code == 201
    assert accept(app, first.json["code"]).json["organization_id"] == THERE
    made = invite(platform, Role.COORDINATOR, organization_id=THERE, regions=[REGION])
    assert accept(app, made.json["code"], email="c@example.org").json["regions"] == [REGION]
    assert invite(platform, Role.CASE_WORKER, organization_id=THERE).status_code == 403
    assert invite(platform, Role.COORDINATOR, organization_id=THERE).status_code == 422
    assert invite(platform, Role.ORGANIZATION_ADMINISTRATOR).status_code == 422
    assert invite(platform, Role.PLATFORM_ADMINISTRATOR).status_code == 201


def test_an_administrators_token_begins_an_installation(app):
    with unit_of_work(write=True) as session:
        token = create_administrator(session, SYSTEM, "Somebody").token
    answer = Browser(app).post(
        "/invitations",
        {"roles": ["organization_administrator"], "organization_id": HERE},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert accept(app, answer.json["code"]).status_code == 201


def test_anothers_invitation_is_not_there(app, admin):
    other = signed_in(app, make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=THERE))
    made = invite(admin, Role.WORKER).json
    assert other.get("/invitations").json["results"] == []
    assert other.call("DELETE", f"/invitations/{made['id']}").status_code == 404
    assert accept(app, made["code"]).status_code == 201


def test_invitations_come_in_pages(app, admin):
    made = [invite(admin, Role.WORKER).json["id"] for _ in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        found = admin.get(f"/invitations?limit=2{f'&cursor={cursor}' if cursor else ''}").json
        seen += [each["id"] for each in found["results"]]
        cursor = found["next_cursor"]
    assert seen == made[::-1]


def mailed() -> list[tuple[str, str, str]]:
    """What whoever sends mails would send, in order."""
    with unit_of_work(write=True) as session:
        waiting = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert all(set(each.payload) == {"code_id"} for each in waiting), "nothing personal, no secret"
        found = [issue_mailed_code(session, each.payload["code_id"]) for each in waiting]
    return [each for each in found if each is not None]


def test_an_address_is_confirmed_by_the_code_that_was_mailed(app, admin):
    assert admin.post("/email-confirmations").status_code == 202
    ((address, language, code),) = mailed()
    account = admin.get("/me/account").json
    assert (address, language, account["email_confirmed"]) == (account["email"], "en", False)
    assert Browser(app).post("/email-confirmations/redeem", {"code": code}).status_code == 204
    assert admin.get("/me/account").json["email_confirmed"] is True
    assert Browser(app).post("/email-confirmations/redeem", {"code": code}).status_code == 404


def confirmed(app, browser: Browser) -> str:
    browser.post("/email-confirmations")
    Browser(app).post("/email-confirmations/redeem", {"code": mailed()[-1][2]})
    return str(browser.get("/me/account").json["email"])


NEW = "another long password"


def test_a_forgotten_password_is_set_by_mail_and_all_sessions_end(app, admin):
    email = confirmed(app, admin)
    assert Browser(app).post("/password-resets", {"email": email.upper()}).status_code == 202
    code = mailed()[-1][2]
    redeem = {"code": code, "password": NEW}
    assert Browser(app).post("/password-resets/redeem", {**redeem, "password": "short"}).status_code == 422
    assert Browser(app).post("/password-resets/redeem", redeem).status_code == 204
    assert Browser(app).post("/password-resets/redeem", redeem).status_code == 404
    assert admin.get("/sessions").status_code == 401
    assert Browser(app).sign_in(email).status_code == 401
    assert Browser(app).sign_in(email, NEW).status_code == 201


def test_asking_is_answered_and_written_alike_whoever_has_the_address(app, admin):
    unconfirmed = admin.get("/me/account").json["email"]
    answers = [
        Browser(app).post("/password-resets", {"email": email})
        for email in ("nobody@example.org", unconfirmed)
    ]
    assert [(each.status_code, each.data) for each in answers] == [(202, b"")] * 2
    with unit_of_work(write=False) as session:
        assert len(session.scalars(sa.select(MemberCode)).all()) == 2
    assert mailed() == [], "an address that nobody proved may be a stranger's"


def test_mails_are_limited_by_address_and_do_not_say_who_has_one(app, admin):
    def ask(email):
        return Browser(app).post("/password-resets", {"email": email}).status_code

    for email in ("nobody@example.org", admin.get("/me/account").json["email"]):
        assert [ask(email) for _ in range(MAILS.most + 1)] == [202] * MAILS.most + [429]


def test_a_mailed_code_is_too_old_after_two_hours(app, admin):
    email = confirmed(app, admin)
    Browser(app).post("/password-resets", {"email": email})
    code = mailed()[-1][2]
    with time_machine.travel(now() + timedelta(hours=2, seconds=1)):
        answer = Browser(app).post("/password-resets/redeem", {"code": code, "password": NEW})
        assert answer.status_code == 404
        assert mailed() == []


def test_a_code_for_one_thing_does_not_do_another(app, admin):
    admin.post("/email-confirmations")
    code = mailed()[-1][2]
    invitation = invite(admin, Role.WORKER).json["code"]
    post = Browser(app).post
    assert post("/password-resets/redeem", {"code": code, "password": NEW}).status_code == 404
    assert post("/password-resets/redeem", {"code": invitation, "password": NEW}).status_code == 404
    assert post("/email-confirmations/redeem", {"code": invitation}).status_code == 404
    assert accept(app, code).status_code == 404


def test_an_administrator_prints_a_code_that_lets_a_locked_member_in_again(app, admin):
    member = make_member(Role.CASE_WORKER, organization_id=HERE)
    for _ in range(11):
        Browser(app).sign_in(member.email, "a wrong password")
    answer = admin.post(f"/members/{member.id}/password-resets", {})
    assert answer.status_code == 201
    first = answer.json["code"]
    second = admin.post(f"/members/{member.id}/password-resets", {}).json["code"]
    redeem = Browser(app).post
    assert redeem("/password-resets/redeem", {"code": first, "password": NEW}).status_code == 404
    assert redeem("/password-resets/redeem", {"code": second, "password": NEW}).status_code == 204
    assert Browser(app).sign_in(member.email, NEW).status_code == 201


def test_who_lost_the_phone_gets_in_by_a_printed_code(app, admin):
    member = make_member(Role.CASE_WORKER, organization_id=HERE)
    browser = signed_in(app, member)
    import pyotp

    secret = browser.post("/me/second-factor").json["secret"]
    browser.post("/me/second-factor/confirm", {"code": pyotp.TOTP(secret).at(now())})
    kept = admin.post(f"/members/{member.id}/password-resets", {}).json["code"]
    Browser(app).post("/password-resets/redeem", {"code": kept, "password": NEW})
    assert Browser(app).sign_in(member.email, NEW).json["state"] == "second_factor_needed"
    code = admin.post(f"/members/{member.id}/password-resets", {"remove_second_factor": True}).json["code"]
    Browser(app).post("/password-resets/redeem", {"code": code, "password": PASSWORD})
    assert Browser(app).sign_in(member.email).json["state"] == "signed_in"


def test_a_reset_is_printed_only_for_who_has_no_more_than_one_could_give(app, admin, platform):
    coordinator = make_member(Role.COORDINATOR, organization_id=HERE)
    stranger = make_member(Role.WORKER, organization_id=THERE)
    other_admin = make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=THERE)

    def reset(browser, member):
        return browser.post(f"/members/{member.id}/password-resets", {}).status_code

    assert reset(admin, coordinator) == 403
    assert reset(admin, stranger) == 404
    assert reset(platform, coordinator) == 201
    assert reset(platform, other_admin) == 201
    assert reset(platform, stranger) == 404
    own = admin.get("/me").json["id"]
    assert admin.post(f"/members/{own}/password-resets", {}).status_code == 403


def test_a_member_who_ended_gets_no_code_by_mail(app, admin):
    email = confirmed(app, admin)
    Browser(app).post("/password-resets", {"email": email})
    with unit_of_work(write=True) as session:
        session.execute(sa.update(Member).values(ended_at=now()))
    assert mailed() == []
