"""/me and /api-keys over HTTP."""

import pytest

from referral.access import service
from referral.access.rules import MOST_FAILURES, Scope
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id

WANTED = {"organization_id": new_id(), "name": "Case software", "scopes": ["directory:read"], "days": 30}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def administrator(client):
    with unit_of_work(write=True) as session:
        return bearer(service.create_administrator(session, SYSTEM, "Somebody").token)


@pytest.fixture
def partner(client):
    with unit_of_work(write=True) as session:
        created = service.create_key(
            session, SYSTEM, organization_id=new_id(), name="k", scopes=list(Scope), days=1
        )
        return bearer(created.token)


def create(client, administrator, **more):
    return client.post("/api/v1/api-keys", json={**WANTED, **more}, headers=administrator)


def test_without_a_key_one_is_anonymous(client):
    answer = client.get("/api/v1/me")
    assert answer.status_code == 200
    assert answer.json == {
        "kind": "anonymous",
        "id": None,
        "organization_id": None,
        "scopes": [],
        "permissions": [],
        "roles": [],
        "regions": [],
        "acting_user": None,
        "session_id": None,
    }


def test_an_administrator_learns_what_he_may_do(client, administrator):
    answer = client.get("/api/v1/me", headers=administrator)
    assert answer.json["kind"] == "administrator"
    assert "keys:manage" in answer.json["permissions"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_new_key_is_shown_once_and_opens(client, administrator):
    answer = create(client, administrator)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    key = answer.json["key"]
    assert key.startswith(answer.json["prefix"])
    me = client.get("/api/v1/me", headers=bearer(key)).json
    assert (me["kind"], me["organization_id"]) == ("key", WANTED["organization_id"])
    assert me["scopes"] == WANTED["scopes"]
    listed = client.get("/api/v1/api-keys", headers=administrator)
    assert key not in listed.text
    assert key.rsplit("_", 1)[-1] not in listed.text
    assert [each["id"] for each in listed.json["results"]] == [answer.json["id"]]


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(client, administrator):
    made = create(client, administrator).json
    assert client.delete(f"/api/v1/api-keys/{made['id']}", headers=administrator).status_code == 204
    assert client.delete(f"/api/v1/api-keys/{made['id']}", headers=administrator).status_code == 204
    answer = client.get("/api/v1/me", headers=bearer(made["key"]))
    assert answer.status_code == 401
    assert answer.json["type"].endswith("/problems/key-revoked")
    listed = client.get("/api/v1/api-keys", headers=administrator).json["results"]
    assert listed[0]["revoked_at"] is not None


def test_a_key_that_is_not_there_cannot_be_revoked(client, administrator):
    answer = client.delete(f"/api/v1/api-keys/{new_id()}", headers=administrator)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_pages_follow_each_other_to_the_end(client, administrator):
    made = [create(client, administrator).json["id"] for _ in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        where = f"/api/v1/api-keys?limit=2{f'&cursor={cursor}' if cursor else ''}"
        page = client.get(where, headers=administrator).json
        seen += [each["id"] for each in page["results"]]
        cursor = page["next_cursor"]
    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"scopes": []}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 10_000}, "days"),
        ({"days": "30"}, "days"),
        ({"name": ""}, "name"),
        ({"organization_id": "our organisation"}, "organization_id"),
        ({"admin": True}, "admin"),
    ],
)
def test_a_wrong_field_is_named(client, administrator, change, field):
    answer = create(client, administrator, **change)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=many", "cursor=nonsense", "page=2"])
def test_a_wrong_parameter_is_named(client, administrator, query):
    answer = client.get(f"/api/v1/api-keys?{query}", headers=administrator)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize(
    ("method", "path"), [("get", ""), ("post", ""), ("delete", "/0190a000-0000-7000-8000-000000000001")]
)
def test_keys_are_the_administrators_affair(client, partner, method, path):
    call = getattr(client, method)
    anonymous = call(f"/api/v1/api-keys{path}")
    assert anonymous.status_code == 401
    assert anonymous.headers["WWW-Authenticate"] == "Bearer"
    assert call(f"/api/v1/api-keys{path}", headers=partner).status_code == 403


def test_a_wrong_key_is_refused_on_public_views_too(client):
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer rk_aaaaaaaa_{'x' * 43}"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_too_many_wrong_keys_are_told_how_long_to_wait(client):
    wrong = bearer(f"rk_aaaaaaaa_{'x' * 43}")
    for _ in range(MOST_FAILURES):
        assert client.get("/api/v1/me", headers=wrong).status_code == 401
    answer = client.get("/api/v1/me", headers=wrong)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/api/v1/me").status_code == 200
