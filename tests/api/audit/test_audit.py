"""/audit/head and /audit/verify over HTTP."""

import pytest
import sqlalchemy as sa

from referral.access import service
from referral.access.rules import Scope
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id


def make_key(*scopes):
    with unit_of_work(write=True) as session:
        created = service.create_key(
            session, SYSTEM, organization_id=new_id(), name="k", scopes=scopes, days=1
        )
    return {"Authorization": f"Bearer {created.token}"}


@pytest.fixture
def reader(client):
    return make_key(Scope.AUDIT_READ)


def test_the_head_moves_with_each_act(client, reader):
    before = client.get("/api/v1/audit/head", headers=reader).json
    make_key(Scope.DIRECTORY_READ)
    after = client.get("/api/v1/audit/head", headers=reader).json
    assert after["sequence"] == before["sequence"] + 1
    assert after["hash"] != before["hash"]


def test_an_honest_chain_is_ok_against_the_head_that_was_kept(client, reader):
    kept = client.get("/api/v1/audit/head", headers=reader).json
    make_key(Scope.DIRECTORY_READ)
    answer = client.get("/api/v1/audit/verify", query_string=kept, headers=reader)
    assert answer.status_code == 200
    assert (answer.json["ok"], answer.json["anchored"], answer.json["findings"]) == (True, True, [])


def test_another_head_is_told_as_rewritten(client, reader):
    kept = {"sequence": 1, "hash": "ab" * 32}
    answer = client.get("/api/v1/audit/verify", query_string=kept, headers=reader).json
    assert answer["ok"] is False
    assert [each["kind"] for each in answer["findings"]] == ["rewritten"]


def test_tampering_is_told(client, reader, database):
    triggers = {
        "postgis": "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "spatialite": "DROP TRIGGER audit_entry_keep_update",
    }
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text(triggers[database.name]))
        connection.execute(sa.text("UPDATE audit_entry SET object_kind = 'other' WHERE sequence = 1"))
    answer = client.get("/api/v1/audit/verify", headers=reader).json
    assert answer["findings"] == [
        {"kind": "edited", "sequence": 1, "says": "The entry is not what was recorded."}
    ]


@pytest.mark.parametrize("query", ["sequence=1", f"hash={'ab' * 32}", "sequence=-1&hash=x", "since=1"])
def test_half_an_anchor_and_nonsense_are_refused(client, reader, query):
    assert client.get(f"/api/v1/audit/verify?{query}", headers=reader).status_code == 422


@pytest.mark.parametrize("path", ["head", "verify"])
def test_the_audit_is_read_with_its_scope_only(client, path):
    assert client.get(f"/api/v1/audit/{path}").status_code == 401
    assert client.get(f"/api/v1/audit/{path}", headers=make_key(Scope.DIRECTORY_WRITE)).status_code == 403
