"""Every route × every kind of actor. A route that is not listed here fails: whoever adds one says who may call it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.access.rules import Scope
from referral.access.service import create_administrator, create_key
from referral.config import Settings
from referral.factory import create_app
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id

PUBLIC = frozenset({"anonymous", "key", "administrator"})
ADMINISTRATOR = frozenset({"administrator"})
LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
# (method, rule) → who may call it, a key being one without any scope that the route asks for.
ALLOWED = {
    **{(method, f"/api/v1/{name}"): PUBLIC for name in LISTS for method in ("GET", "POST")},
    **{("GET", f"/api/v1/{name}/<uuid:id_>"): PUBLIC for name in LISTS},
    ("GET", "/api/v1/"): PUBLIC,
    ("GET", "/api/v1/profile"): PUBLIC,
    ("GET", "/api/v1/profile/profile/<string:file>"): PUBLIC,
    ("GET", "/api/v1/profile/schema/<string:file>"): PUBLIC,
    ("GET", "/api/v1/search"): PUBLIC,
    ("POST", "/api/v1/search"): PUBLIC,
    ("GET", "/api/v1/needs"): PUBLIC,
    ("GET", "/api/v1/places"): PUBLIC,
    ("GET", "/api/v1/regions"): PUBLIC,
    ("GET", "/api/v1/regions/<uuid:id_>"): PUBLIC,
    ("GET", "/api/v1/countries"): PUBLIC,
    ("GET", "/api/v1/countries/<string:code>"): PUBLIC,
    ("GET", "/api/v1/me"): PUBLIC,
    ("GET", "/api/v1/api-keys"): ADMINISTRATOR,
    ("POST", "/api/v1/api-keys"): ADMINISTRATOR,
    ("DELETE", "/api/v1/api-keys/<uuid:id_>"): ADMINISTRATOR,
    ("GET", "/api/v1/audit/head"): ADMINISTRATOR,
    ("GET", "/api/v1/audit/verify"): ADMINISTRATOR,
    ("GET", "/metrics"): ADMINISTRATOR,
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    ("GET", "/"): PUBLIC,
    ("GET", "/docs"): PUBLIC,
    ("GET", "/openapi.json"): PUBLIC,
    ("GET", "/problems/<code>"): PUBLIC,
    ("GET", "/static/<path:filename>"): PUBLIC,
}
# With this scope a key may call what it otherwise may not.
BY_SCOPE = {
    ("GET", "/api/v1/audit/head"): Scope.AUDIT_READ,
    ("GET", "/api/v1/audit/verify"): Scope.AUDIT_READ,
    ("GET", "/metrics"): Scope.METRICS_READ,
}


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


@pytest.fixture(scope="module")
def headers(module_app: Flask) -> dict[str, dict[str, str]]:
    """The Authorization of each kind of actor; a key by each single scope as `key:<scope>`."""
    with unit_of_work(write=True) as session:
        tokens = {"administrator": create_administrator(session, SYSTEM, "Matrix").token}
        for scope in Scope:
            made = create_key(session, SYSTEM, organization_id=new_id(), name="m", scopes=[scope], days=1)
            tokens[f"key:{scope.value}"] = made.token
    tokens["key"] = tokens[f"key:{Scope.DIRECTORY_READ.value}"]
    return {"anonymous": {}, **{kind: {"Authorization": f"Bearer {token}"} for kind, token in tokens.items()}}


def address(rule: str) -> str:
    """The rule with something in the place of each parameter that leads nowhere, or to a file."""
    given = {
        "<uuid:id_>": new_id(),
        "<string:code>": "XX",
        "<string:file>": "organization.json",
        "<code>": "not-found",
        "<path:filename>": "main.css",
    }
    for parameter, value in given.items():
        rule = rule.replace(parameter, value)
    return rule


def status(client: FlaskClient, method: str, rule: str, headers: dict[str, str]) -> int:
    body: dict[str, str] | None = {} if method == "POST" else None
    with client.open(address(rule), method=method, headers=headers, json=body) as response:
        return response.status_code


def test_every_route_is_listed(module_app: Flask) -> None:
    assert routes(module_app) == set(ALLOWED)


@pytest.mark.parametrize(("method", "rule"), sorted(ALLOWED))
@pytest.mark.parametrize("kind", sorted(PUBLIC))
def test_only_those_listed_may_call(
    module_client: FlaskClient, headers: dict[str, dict[str, str]], kind: str, method: str, rule: str
) -> None:
    answered = status(module_client, method, rule, headers[kind])
    if kind in ALLOWED[method, rule]:
        assert answered not in (401, 403)
    else:
        assert answered == (401 if kind == "anonymous" else 403)


@pytest.mark.parametrize("scope", [scope.value for scope in Scope])
@pytest.mark.parametrize(
    ("method", "rule"), [each for each in sorted(ALLOWED) if ALLOWED[each] == ADMINISTRATOR]
)
def test_a_key_may_only_what_its_scope_names(
    module_client: FlaskClient, headers: dict[str, dict[str, str]], scope: str, method: str, rule: str
) -> None:
    answered = status(module_client, method, rule, headers[f"key:{scope}"])
    assert (answered != 403) == (BY_SCOPE.get((method, rule)) == scope)


@pytest.mark.parametrize(("method", "rule"), sorted(ALLOWED))
def test_a_bad_key_is_told_everywhere(module_client: FlaskClient, method: str, rule: str) -> None:
    if rule.startswith("/static"):
        pytest.skip("files are served by the framework, which reads no key")
    answered = status(module_client, method, rule, {"Authorization": "Bearer rk_00000000_nothing"})
    assert answered in (401, 429)


def test_the_metrics_token_opens_the_metrics_and_nothing_else(module_app: Flask) -> None:
    given: Settings = module_app.extensions["settings"]
    environment = {
        "DATABASE_URL": given.database_url,
        "VAR_FOLDER": str(given.var_folder),
        "METRICS_TOKEN": "a-token-of-the-operator",
    }
    client = create_app(Settings.from_environment(environment), testing=True).test_client()
    token = {"Authorization": "Bearer a-token-of-the-operator"}
    assert client.get("/metrics", headers=token).status_code == 200
    assert client.get("/api/v1/api-keys", headers=token).status_code == 403
