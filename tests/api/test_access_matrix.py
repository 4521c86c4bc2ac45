"""Every route × every kind of actor. A route that is not listed here fails: whoever adds one says who may call it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from referral.access.rules import PERMISSIONS, Role, Scope, allowed
from referral.access.service import create_administrator, create_key
from referral.config import Settings
from referral.factory import create_app
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM, Actor, ActorKind
from referral.kit.ids import new_id
from tests.api.cases_matrix import BODIES as CASES_BODIES
from tests.api.cases_matrix import CASES, OF_CASES
from tests.api.pages_matrix import OF_PAGES, PAGES
from tests.api.programmes_matrix import BODIES as PROGRAMMES_BODIES
from tests.api.programmes_matrix import OF_PROGRAMMES, PROGRAMMES, results_of
from tests.fixtures.members import PASSWORD, Browser, make_member
from tests.fixtures.offices import PDF, Office, everything, task_for
from tests.fixtures.referral_verbs import enquired, sent
from tests.fixtures.referral_world import Organization, make_organization, make_service, make_world

HERE, THERE = new_id(), new_id()
ROLES = {f"role:{role.value}" for role in Role}
KEYS = {f"key:{scope.value}" for scope in Scope}
EVERYBODY = frozenset({"anonymous", "administrator", "pending", *KEYS, *ROLES})
MEMBERS = frozenset(ROLES)
PLATFORM = frozenset({"administrator", f"role:{Role.PLATFORM_ADMINISTRATOR.value}"})
ADMINISTRATORS = PLATFORM | {f"role:{Role.ORGANIZATION_ADMINISTRATOR.value}"}
IN_AN_ORGANIZATION = MEMBERS - PLATFORM
SENDS = frozenset({"role:case_worker", "role:supervisor", "key:referral:send"})
IN_REFERRALS = SENDS | {
    *("role:focal_point", "role:worker", "role:data_protection_officer", "role:coordinator"),
    "key:referral:respond",
}
LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
V1 = "/api/v1"
# Where pages send those who have to say who they are first.
TURNED_AWAY = {"/sign-in": 401, "/sign-in/code": 403}
COLLECTION = f"{V1}/ogc/collections/<string:collection>"
# (method, rule) → who may call it.
ALLOWED: dict[tuple[str, str], frozenset[str]] = {
    **{(method, f"{V1}/{name}"): EVERYBODY for name in LISTS for method in ("GET", "POST")},
    **{("GET", f"{V1}/{name}/<uuid:id_>"): EVERYBODY for name in LISTS},
    ("GET", f"{V1}/"): EVERYBODY,
    ("GET", f"{V1}/profile"): EVERYBODY,
    ("GET", f"{V1}/profile/profile/<string:file>"): EVERYBODY,
    ("GET", f"{V1}/profile/schema/<string:file>"): EVERYBODY,
    ("GET", f"{V1}/search"): EVERYBODY,
    ("POST", f"{V1}/search"): EVERYBODY,
    ("GET", f"{V1}/needs"): EVERYBODY,
    ("GET", f"{V1}/places"): EVERYBODY,
    ("GET", f"{V1}/regions"): EVERYBODY,
    ("GET", f"{V1}/regions/<uuid:id_>"): EVERYBODY,
    ("GET", f"{V1}/countries"): EVERYBODY,
    ("GET", f"{V1}/countries/<string:code>"): EVERYBODY,
    # Open data.
    **{("GET", f"{V1}/ogc{path}"): EVERYBODY for path in ("", "/conformance", "/api", "/collections")},
    **{
        ("GET", f"{COLLECTION}{path}"): EVERYBODY
        for path in ("", "/queryables", "/items", "/items/<string:feature>")
    },
    ("GET", f"{V1}/tiles/<string:layer>/<int:z>/<int:x>/<int:y>.mvt"): EVERYBODY,
    ("GET", f"{V1}/tiles/<string:layer>.json"): EVERYBODY,
    **{
        ("GET", f"{V1}/coverage{path}"): EVERYBODY
        for path in (
            *("", "/gaps", "/flows", "/releases", "/figures.geojson", "/figures.csv", "/figures.xlsx"),
            *("/map.png", "/report.pdf"),
        )
    },
    ("GET", f"{V1}/me"): EVERYBODY,
    # Before one is known.
    ("POST", f"{V1}/sessions"): EVERYBODY,
    ("POST", f"{V1}/invitations/accept"): EVERYBODY,
    ("POST", f"{V1}/password-resets"): EVERYBODY,
    ("POST", f"{V1}/password-resets/redeem"): EVERYBODY,
    ("POST", f"{V1}/email-confirmations/redeem"): EVERYBODY,
    ("POST", f"{V1}/sessions/current/second-factor"): frozenset({"pending"}),
    # One's own.
    ("DELETE", f"{V1}/sessions/current"): MEMBERS | {"pending"},
    ("GET", f"{V1}/sessions"): MEMBERS,
    ("DELETE", f"{V1}/sessions/<uuid:id_>"): MEMBERS,
    ("GET", f"{V1}/me/account"): MEMBERS,
    ("PATCH", f"{V1}/me/account"): MEMBERS,
    ("PUT", f"{V1}/me/password"): MEMBERS,
    ("POST", f"{V1}/me/second-factor"): MEMBERS,
    ("POST", f"{V1}/me/second-factor/confirm"): MEMBERS,
    ("POST", f"{V1}/me/second-factor/disable"): MEMBERS,
    ("POST", f"{V1}/me/second-factor/recovery-codes"): MEMBERS,
    ("POST", f"{V1}/email-confirmations"): MEMBERS,
    # The organisation's.
    ("GET", f"{V1}/members"): MEMBERS | {"administrator"},
    ("GET", f"{V1}/members/<uuid:id_>"): MEMBERS | {"administrator"},
    ("PATCH", f"{V1}/members/<uuid:id_>"): ADMINISTRATORS,
    ("POST", f"{V1}/members/<uuid:id_>/end"): ADMINISTRATORS,
    ("POST", f"{V1}/members/<uuid:id_>/password-resets"): ADMINISTRATORS,
    ("POST", f"{V1}/invitations"): ADMINISTRATORS,
    ("GET", f"{V1}/invitations"): ADMINISTRATORS,
    ("DELETE", f"{V1}/invitations/<uuid:id_>"): ADMINISTRATORS,
    ("GET", f"{V1}/duty-list"): IN_AN_ORGANIZATION,
    ("PUT", f"{V1}/duty-list"): frozenset({"role:supervisor", "role:organization_administrator"}),
    ("GET", f"{V1}/api-keys"): ADMINISTRATORS,
    ("POST", f"{V1}/api-keys"): ADMINISTRATORS,
    ("DELETE", f"{V1}/api-keys/<uuid:id_>"): ADMINISTRATORS,
    **CASES,
    **PROGRAMMES,
    # Referrals: what of them anybody sees and may do is decided for each.
    ("POST", f"{V1}/referrals"): SENDS,
    ("GET", f"{V1}/referrals"): IN_REFERRALS,
    ("GET", f"{V1}/referrals/<uuid:id_>"): IN_REFERRALS,
    ("GET", f"{V1}/referrals/<uuid:id_>/events"): IN_REFERRALS,
    ("GET", f"{V1}/referrals/<uuid:id_>/arrival"): IN_REFERRALS - {"role:coordinator"},
    ("POST", f"{V1}/referrals/<uuid:id_>/actions/<string:action>"): IN_REFERRALS,
    ("GET", f"{V1}/changes"): IN_REFERRALS,
    ("POST", f"{V1}/referrals/<uuid:id_>/documents"): IN_REFERRALS - {"role:coordinator"},
    ("GET", f"{V1}/referrals/<uuid:id_>/documents/<uuid:document_id>"): IN_REFERRALS - {"role:coordinator"},
    ("POST", f"{V1}/enquiries"): SENDS,
    ("GET", f"{V1}/enquiries"): IN_REFERRALS - {"role:coordinator"},
    ("GET", f"{V1}/enquiries/<uuid:id_>"): IN_REFERRALS - {"role:coordinator"},
    ("POST", f"{V1}/enquiries/<uuid:id_>/answers"): IN_REFERRALS
    - {"role:coordinator", "role:data_protection_officer"},
    ("POST", f"{V1}/enquiries/<uuid:id_>/close"): SENDS,
    # The installation's.
    ("GET", f"{V1}/audit/head"): PLATFORM | {"key:audit:read"},
    ("GET", f"{V1}/audit/verify"): PLATFORM | {"key:audit:read"},
    ("GET", "/metrics"): PLATFORM | {"key:metrics:read"},
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/"): EVERYBODY,
    ("GET", "/docs"): EVERYBODY,
    ("GET", "/openapi.json"): EVERYBODY,
    ("GET", "/problems/<code>"): EVERYBODY,
    ("GET", "/static/<path:filename>"): EVERYBODY,
    **PAGES,
}


@dataclass
class Somebody:
    """One kind of actor: a browser where it has a session, a header where it has a key."""

    browser: Browser
    headers: dict[str, str] = field(default_factory=dict)

    def status(self, method: str, rule: str, id_: str | None = None, body: Any = None) -> int:
        given = {} if body is None and method in ("POST", "PUT", "PATCH") else body
        headers = {**self.headers, "If-Match": '"999"', "X-CSRF-Token": self.browser.csrf}
        headers["Idempotency-Key"] = new_id()
        with self.browser.client.open(
            address(rule, id_), method=method, headers=headers, json=given
        ) as response:
            return TURNED_AWAY.get(
                response.headers.get("Location", "").split("?next=")[0], response.status_code
            )


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def make(module_app: Flask, module_database_url: str) -> Callable[[str], Somebody]:
    """One of each kind, of the organisation `HERE` where it has one; a browser stays signed in."""
    engine.configure(module_database_url)
    tokens, members = {}, {}
    with unit_of_work(write=True) as session:
        tokens["administrator"] = create_administrator(session, SYSTEM, "Matrix").token
        for scope in Scope:
            made = create_key(session, SYSTEM, organization_id=HERE, name="m", scopes=[scope], days=1)
            tokens[f"key:{scope.value}"] = made.token
    for role in Role:
        organization_id = None if role is Role.PLATFORM_ADMINISTRATOR else HERE
        members[f"role:{role.value}"] = make_member(role, organization_id=organization_id)
    members["pending"] = _with_second_factor(module_app)

    browsers: dict[str, Browser] = {}

    def somebody(kind: str) -> Somebody:
        browser = browsers.setdefault(kind, Browser(module_app))
        if kind in members and "session" not in browser.cookies():
            assert browser.sign_in(members[kind].email).status_code == 201
        acting = {"X-Acting-User": "u-17"}
        return Somebody(browser, {**bearer(tokens[kind]), **acting} if kind in tokens else {})

    return somebody


def _with_second_factor(app: Flask) -> Any:
    import pyotp

    from referral.kit.clock import now

    member = make_member(Role.CASE_WORKER, organization_id=HERE)
    browser = Browser(app)
    browser.sign_in(member.email)
    secret = browser.post("/me/second-factor").json["secret"]
    browser.post("/me/second-factor/confirm", {"code": pyotp.TOTP(secret).at(now())})
    return member


@pytest.fixture
def here(module_database_url: str) -> None:
    """The module's database is this process's own."""
    engine.configure(module_database_url)


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def address(rule: str, id_: str | None = None) -> str:
    """The rule with something in the place of each parameter that leads nowhere, or to a file."""
    given = {
        "<uuid:id_>": id_ or new_id(),
        "<uuid:document_id>": new_id(),
        "<string:code>": "XX",
        "<string:file>": "organization.json",
        "<string:action>": "message",
        "<string:collection>": "services",
        "<string:feature>": id_ or new_id(),
        "<string:layer>": "services",
        "<int:z>/<int:x>/<int:y>": "4/9/6",
        "<string:step>": "message",
        "<code>": "not-found",
        "<path:filename>": "main.css",
    }
    for parameter, value in given.items():
        rule = rule.replace(parameter, value)
    return rule


def test_every_route_is_listed(module_app: Flask) -> None:
    assert routes(module_app) == set(ALLOWED)


@pytest.mark.only_on("spatialite", reason="who may call is decided from values, by the same code on both")
@pytest.mark.parametrize(("method", "rule"), sorted(ALLOWED))
def test_only_those_listed_may_call(
    make: Callable[[str], Somebody], here: None, method: str, rule: str
) -> None:
    # All kinds in one test: thousands of tests of one request each would cost more than the requests.
    answered = {kind: make(kind).status(method, rule) for kind in sorted(EVERYBODY)}
    refused = {kind: status for kind, status in answered.items() if status in (401, 403)}
    others = EVERYBODY - ALLOWED[method, rule]
    assert refused == {kind: 401 if kind == "anonymous" else 403 for kind in others}


@pytest.mark.parametrize(("method", "rule"), sorted(ALLOWED))
def test_a_bad_key_is_told_everywhere(module_app: Flask, here: None, method: str, rule: str) -> None:
    if rule.startswith("/static"):
        pytest.skip("files are served by the framework, which reads no key")
    nobody = Somebody(Browser(module_app), bearer("rk_00000000_nothing"))
    assert nobody.status(method, rule) in (401, 429)


# Routes with an id of something that belongs to an organisation: what another's is answered like.
OF_AN_ORGANIZATION = [
    ("GET", f"{V1}/members/<uuid:id_>", "member"),
    ("PATCH", f"{V1}/members/<uuid:id_>", "member"),
    ("POST", f"{V1}/members/<uuid:id_>/end", "member"),
    ("POST", f"{V1}/members/<uuid:id_>/password-resets", "member"),
    ("DELETE", f"{V1}/invitations/<uuid:id_>", "invitation"),
    ("DELETE", f"{V1}/api-keys/<uuid:id_>", "key"),
    ("DELETE", f"{V1}/sessions/<uuid:id_>", "session"),
    ("POST", "/account/sessions/<uuid:id_>/end", "session"),
    *OF_CASES,
    *OF_PROGRAMMES,
    ("GET", f"{V1}/referrals/<uuid:id_>", "referral"),
    ("GET", f"{V1}/referrals/<uuid:id_>/events", "referral"),
    ("GET", f"{V1}/referrals/<uuid:id_>/arrival", "referral"),
    ("POST", f"{V1}/referrals/<uuid:id_>/actions/<string:action>", "referral"),
    ("POST", f"{V1}/referrals/<uuid:id_>/documents", "referral"),
    ("GET", f"{V1}/referrals/<uuid:id_>/documents/<uuid:document_id>", "referral"),
    ("GET", f"{V1}/enquiries/<uuid:id_>", "enquiry"),
    ("POST", f"{V1}/enquiries/<uuid:id_>/answers", "enquiry"),
    ("POST", f"{V1}/enquiries/<uuid:id_>/close", "enquiry"),
    *OF_PAGES,
]


def test_every_route_with_an_id_of_an_organisation_is_asked_with_anothers() -> None:
    behind = {each for each in ALLOWED if "<uuid:id_>" in each[1] and ALLOWED[each] != EVERYBODY}
    assert {(method, rule) for method, rule, _ in OF_AN_ORGANIZATION} == behind


@pytest.fixture(scope="module")
def things(make: Callable[[str], Somebody], module_app: Flask) -> dict[str, dict[str, str]]:
    """Ids of what belongs to each of two organisations."""
    found = {}
    offices = {each: Office(module_app, each) for each in (HERE, THERE)}
    for organization_id in (HERE, THERE):
        admin = Browser(module_app)
        admin.sign_in(make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=organization_id).email)
        body = {"organization_id": organization_id, "name": "k", "scopes": ["directory:read"]}
        found[organization_id] = {
            "member": make_member(Role.WORKER, organization_id=organization_id).id,
            "invitation": admin.post("/invitations", {"roles": ["worker"]}).json["id"],
            "key": admin.post("/api-keys", body).json["id"],
            "session": admin.get("/me").json["session_id"],
            **everything(offices[organization_id]),
            "referral": _referral_of(organization_id),
            "enquiry": _enquiry_of(organization_id),
            "service": make_service(make_organization()),
            **results_of(organization_id),
        }
    for own, other in ((HERE, THERE), (THERE, HERE)):
        found[own]["task"] = task_for(offices[own], offices[other])
    return found


def _referral_of(organization_id: str) -> str:
    """A referral that the organisation sent to a third one."""
    sender = Organization(organization_id)
    return sent(make_world(sender=sender)).id


def _enquiry_of(organization_id: str) -> str:
    """An enquiry of the organisation to a service of a third one."""
    asker = Organization(organization_id)
    return enquired(asker, make_service(make_organization())).id


BODIES = {
    ("PATCH", f"{V1}/members/<uuid:id_>"): {"roles": ["worker"]},
    ("POST", f"{V1}/referrals/<uuid:id_>/actions/<string:action>"): {"body": "hello"},
    ("POST", f"{V1}/referrals/<uuid:id_>/documents"): {"kind": "other", "name": "x", "content": PDF},
    ("POST", f"{V1}/enquiries/<uuid:id_>/answers"): {"service_id": new_id(), "answer": "no"},
    **CASES_BODIES,
    **PROGRAMMES_BODIES,
}


@pytest.mark.parametrize(("method", "rule", "thing"), OF_AN_ORGANIZATION)
@pytest.mark.parametrize("kind", sorted(MEMBERS))
def test_what_belongs_to_another_organisation_is_not_there(
    make: Callable[[str], Somebody], things: Any, here: None, kind: str, method: str, rule: str, thing: str
) -> None:
    who = make(kind)
    body = BODIES.get((method, rule))
    theirs = who.status(method, rule, things[THERE][thing], body)
    nobodys = who.status(method, rule, new_id(), body)
    # Whoever runs the platform ends keys of all organisations, and no more than that.
    runs_keys = kind in PLATFORM and thing == "key"
    assert nobodys == (404 if kind in ALLOWED[method, rule] else 403)
    assert theirs == (204 if runs_keys else nobodys)


def test_ones_own_is_there(
    module_app: Flask, make: Callable[[str], Somebody], things: Any, here: None
) -> None:
    admin = make("role:organization_administrator")
    for method, rule, thing in OF_AN_ORGANIZATION:
        if thing in ("member", "invitation", "key"):
            body = BODIES.get((method, rule))
            answered = admin.status(method, rule, things[HERE][thing], body)
            assert answered in (200, 201, 204, 409, 412), (method, rule)


@pytest.mark.parametrize("permission", [name for name, grant in PERMISSIONS.items() if grant.personal])
@pytest.mark.parametrize("kind", sorted(PLATFORM | {"role:coordinator", "role:organization_administrator"}))
def test_who_runs_things_or_coordinates_has_no_path_to_people(kind: str, permission: str) -> None:
    role = kind.removeprefix("role:")
    actor = Actor(
        ActorKind.ADMINISTRATOR if kind == "administrator" else ActorKind.MEMBER, roles=frozenset({role})
    )
    assert not allowed(actor, permission)


def test_the_metrics_token_opens_the_metrics_and_nothing_else(module_app: Flask, here: None) -> None:
    given: Settings = module_app.extensions["settings"]
    environment = {
        "DATABASE_URL": given.database_url,
        "VAR_FOLDER": str(given.var_folder),
        "METRICS_TOKEN": "a-token-of-the-operator",
    }
    client = create_app(Settings.from_environment(environment), testing=True).test_client()
    token = bearer("a-token-of-the-operator")
    assert client.get("/metrics", headers=token).status_code == 200
    assert client.get("/api/v1/api-keys", headers=token).status_code == 403


def test_signing_in_is_what_makes_somebody_of_nobody(module_app: Flask, here: None) -> None:
    member = make_member(Role.WORKER, organization_id=HERE)
    browser = Browser(module_app)
    assert browser.get("/members").status_code == 401
    assert browser.sign_in(member.email, PASSWORD).status_code == 201
    assert browser.get("/members").status_code == 200
