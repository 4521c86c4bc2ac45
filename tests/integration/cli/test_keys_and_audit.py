"""`flask access` and `flask audit`."""

import json
import re

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from referral.access import door, errors
from referral.access.rules import Scope
from referral.cli.access import access
from referral.cli.audit import audit
from referral.kit.identity import ActorKind
from referral.kit.ids import new_id

ORGANIZATION = new_id()


def run(group, *arguments):
    return CliRunner().invoke(group, [str(each) for each in arguments])


def create_key(*, name="Case software", scopes=("directory:read",), days=30, organization=ORGANIZATION):
    chosen = [part for scope in scopes for part in ("--scope", scope)]
    return run(access, "create-key", "--organization", organization, "--name", name, *chosen, "--days", days)


def knock(token):
    return door.authenticate(f"Bearer {token}", source="s")


def test_an_administrator_is_made_and_the_token_printed_alone(database):
    done = run(access, "create-admin", "Arta  K.")
    assert done.exit_code == 0
    assert re.fullmatch(r"ra_[a-z0-9]{8}_[\w-]{43}\n", done.stdout)
    assert "never shown again" in done.stderr
    assert knock(done.stdout.strip()).kind is ActorKind.ADMINISTRATOR
    listed = run(access, "list-admins").output
    assert "Arta K." in listed
    assert done.stdout.strip() not in listed


def test_an_administrator_is_ended_by_the_beginning_of_the_token(database):
    prefix = run(access, "create-admin", "Arta").stdout[:11]
    assert run(access, "disable-admin", prefix).exit_code == 0
    assert "ended" in run(access, "list-admins").output
    assert run(access, "disable-admin", "ra_nobody1").exit_code == 1


def test_a_key_is_made_listed_and_ended(database):
    done = create_key(scopes=["directory:read", "audit:read"])
    assert done.exit_code == 0, done.output
    token = done.stdout.strip()
    assert knock(token).scopes == {"directory:read", "audit:read"}
    (line,) = run(access, "list-keys").output.splitlines()
    assert "audit:read,directory:read" in line
    assert "Case software" in line
    assert token not in line
    key_id = line.split()[0]
    assert run(access, "revoke-key", key_id).exit_code == 0
    with pytest.raises(errors.KeyRevoked):
        knock(token)


def test_many_keys_are_all_listed(database):
    for number in range(3):
        create_key(name=f"k{number}")
    names = [line.split()[-1] for line in run(access, "list-keys").output.splitlines()]
    assert names == ["k2", "k1", "k0"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"organization": "ours"}, "UUID"),
        ({"scopes": ["everything"]}, Scope.DIRECTORY_READ.value),
        ({"scopes": []}, "--scope"),
        ({"days": 0}, "1<=x<=730"),
        ({"name": " "}, "1 to 200"),
    ],
)
def test_wrong_options_are_told(database, wrong, says):
    done = create_key(**wrong)
    assert done.exit_code == 2
    assert says in done.output


def test_a_key_that_is_not_there_is_told(database):
    missing = new_id()
    done = run(access, "revoke-key", missing)
    assert done.exit_code == 1
    assert missing in done.output
    assert run(access, "revoke-key", "nonsense").exit_code == 2


@pytest.fixture
def kept(database, tmp_path):
    """A chain of three entries and a signed anchor of it."""
    for number in range(3):
        create_key(name=f"k{number}")
    public = run(audit, "create-key", tmp_path / "key").output.strip()
    done = run(audit, "anchor", tmp_path / "anchor.json", "--sign-with", tmp_path / "key")
    assert done.exit_code == 0, done.output
    return tmp_path / "anchor.json", public


def cut_off(database):
    disarm = {
        "postgis": [
            "ALTER TABLE audit_entry DISABLE TRIGGER USER",
            "ALTER TABLE audit_head DISABLE TRIGGER USER",
        ],
        "spatialite": ["DROP TRIGGER audit_entry_keep_delete", "DROP TRIGGER audit_head_forward"],
    }[database.name]
    back = "UPDATE audit_head SET sequence = 2, hash = (SELECT hash FROM audit_entry WHERE sequence = 2)"
    with database.engine.execution_options(writes=True).begin() as connection:
        for statement in [*disarm, "DELETE FROM audit_entry WHERE sequence > 2", back]:
            connection.execute(sa.text(statement))


def test_an_honest_chain_is_ok_against_its_signed_anchor(kept):
    path, public = kept
    create_key()
    done = run(audit, "verify", "--anchor", path, "--public-key", public)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("ok: 4 entries, against the anchor of ")
    assert public in done.output


def test_a_truncation_shows_against_the_anchor_only(database, kept):
    path, _ = kept
    cut_off(database)
    assert run(audit, "verify").exit_code == 0
    done = run(audit, "verify", "--anchor", path)
    assert done.exit_code == 1
    assert "truncated at 2" in done.output


def test_an_anchor_that_was_changed_is_no_proof(kept):
    path, _ = kept
    path.write_text(json.dumps({**json.loads(path.read_text()), "sequence": 2}))
    done = run(audit, "verify", "--anchor", path)
    assert done.exit_code == 1
    assert "changed after it was signed" in done.output


def test_an_anchor_of_another_key_is_no_proof(kept, tmp_path):
    path, _ = kept
    other = run(audit, "create-key", tmp_path / "other").output.strip()
    done = run(audit, "verify", "--anchor", path, "--public-key", other)
    assert done.exit_code == 1
    assert "not signed by the key" in done.output


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"sequence": "x", "hash": "y", "taken_at": "z"}'])
def test_a_file_that_is_no_anchor_is_told(database, tmp_path, content):
    (tmp_path / "anchor").write_text(content)
    done = run(audit, "verify", "--anchor", tmp_path / "anchor")
    assert done.exit_code == 1
    assert "is not an anchor" in done.output
