"""Demo accounts: one of each role on both sides, in two countries, that sign in; the first invitation by command."""

from click.testing import CliRunner

from referral.access.queries import members as queries
from referral.access.rules import Role
from referral.cli.access import access
from referral.cli.demo_accounts import COUNTRIES, demo_accounts
from referral.directory.demo.country import demo_id
from referral.kit.db.work import unit_of_work
from referral.kit.identity import Actor, ActorKind, OrganizationId
from referral.kit.ids import new_id
from tests.fixtures.members import PASSWORD, Browser


def roles_of(key: str) -> set[Role]:
    organization_id = OrganizationId(demo_id("organization", key))
    actor = Actor(ActorKind.MEMBER, organization_id=organization_id)
    with unit_of_work(write=False) as session:
        found = queries.members(session, actor, organization_id=organization_id, after=None, limit=100)
        return {role for member in found for role in member.roles}


def test_every_role_is_there_on_both_sides_and_twice_is_once(app):
    lines = demo_accounts()
    inside = set(Role) - {Role.COORDINATOR, Role.DIRECTORY_STEWARD, Role.PLATFORM_ADMINISTRATOR}
    for country in COUNTRIES:
        assert roles_of(country.sender) == roles_of(country.receiver) == inside
        assert roles_of(country.ministry) == {Role.COORDINATOR, Role.DIRECTORY_STEWARD}
    assert len({country.code for country in COUNTRIES}) >= 2
    assert all("  " in line for line in lines)
    assert demo_accounts() == []


def test_what_is_printed_opens(app):
    printed = dict(line.split("  ", 1) for line in demo_accounts())
    password = printed["password of all members"].strip()
    for what, opens in printed.items():
        if "@" not in opens:
            continue
        browser = Browser(app)
        assert browser.sign_in(opens.strip(), password).status_code == 201, what
        assert browser.get("/me").json["roles"] == [what.split(",")[0].strip().replace(" ", "_")]
    for what in ("administrator's token", "key of the sender (AL)", "key of the receiver (AL)"):
        bearer = {"Authorization": f"Bearer {printed[what].strip()}"}
        assert Browser(app).get("/me", headers=bearer).status_code == 200


def invite(*words: str):
    return CliRunner().invoke(access, ["invite", *words])


def test_the_first_administrator_is_invited_by_command(app):
    organization_id = new_id()
    done = invite("--role", "organization_administrator", "--organization", organization_id)
    assert done.exit_code == 0, done.output
    body = {"code": done.stdout.strip(), "email": "a@example.org", "name": "A", "password": PASSWORD}
    joined = Browser(app).post("/invitations/accept", body)
    assert joined.json["organization_id"] == organization_id


def test_an_invitation_that_fits_nobody_is_refused(app):
    assert invite("--role", "organization_administrator").exit_code == 1
    assert invite("--role", "organization_administrator", "--organization", "ours").exit_code == 2
    assert invite("--role", "platform_administrator", "--organization", new_id()).exit_code == 1
    assert invite("--role", "case_worker", "--organization", new_id()).exit_code == 2
