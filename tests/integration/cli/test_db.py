"""`flask db`: migrations, and backups that are proven by restoring."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from referral.cli.db import db
from referral.kit.clock import now
from referral.kit.db import migrating
from referral.kit.db.engine import Database, configure
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from referral.kit.outbox import enqueue_message


@pytest.fixture
def flask_db(settings, database):
    app = Flask("commands")
    app.extensions["settings"] = settings

    def invoke(*arguments, answer=None):
        configure(settings.database_url)
        with app.app_context():
            return CliRunner().invoke(db, list(arguments), input=answer)

    return invoke


def fill(count=5):
    with unit_of_work(write=True) as session:
        for number in range(count):
            enqueue_message(session, "e", {"number": number})


def messages():
    with unit_of_work(write=False) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage))


def test_current_says_both_revisions(flask_db):
    done = flask_db("current")
    head = migrating.head_revision()
    assert (done.exit_code, done.output) == (0, f"database {head}, code {head}\n")


def test_down_one_step_and_up_again(flask_db):
    assert flask_db("downgrade", "--yes").exit_code == 0
    assert flask_db("current").exit_code == 1
    done = flask_db("upgrade")
    assert (done.exit_code, done.output) == (0, f"The database is at {migrating.head_revision()}.\n")


def test_down_asks_first(flask_db):
    assert flask_db("downgrade", "base", answer="n\n").exit_code == 1
    assert flask_db("current").exit_code == 0


def test_a_table_in_the_way_is_told_and_nothing_changed(flask_db, database: Database):
    flask_db("downgrade", "0001_kit", "--yes")
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("CREATE TABLE api_key (id INTEGER)"))
    done = flask_db("upgrade")
    assert done.exit_code == 1
    assert "api_key" in done.output
    assert "Nothing was changed" in done.output
    assert migrating.current_revision(database.engine) == "0001_kit"


def test_a_backup_stands_under_its_time_and_says_what_was_verified(flask_db, settings, database: Database):
    fill(7)
    done = flask_db("backup")
    assert done.exit_code == 0, done.output
    (made,) = (settings.var_folder / "backups").iterdir()
    assert made.name.startswith(f"{now():%Y%m%d}")
    assert made.suffix == database.dialect.SUFFIX
    assert made.stat().st_mode & 0o077 == 0
    assert "verified: restored into a scratch database" in done.output
    assert "rows of every table equal" in done.output


def test_a_backup_brings_back_what_was_there(flask_db, tmp_path: Path):
    fill(3)
    assert flask_db("backup", str(tmp_path / "kept")).exit_code == 0
    fill(4)
    assert messages() == 7
    done = flask_db("restore", str(tmp_path / "kept"), "--yes")
    assert done.exit_code == 0, done.output
    assert messages() == 3
    fill(1)
    assert messages() == 4


def test_a_backup_brings_back_a_database_that_is_gone(flask_db, database: Database, tmp_path: Path):
    fill(3)
    flask_db("backup", str(tmp_path / "kept"))
    flask_db("downgrade", "base", "--yes")
    assert flask_db("restore", str(tmp_path / "kept"), "--yes").exit_code == 0
    assert messages() == 3
    assert migrating.current_revision(database.engine) == migrating.head_revision()


def test_the_audits_triggers_come_back_with_a_backup(flask_db, database: Database, tmp_path: Path):
    flask_db("backup", str(tmp_path / "kept"))
    flask_db("restore", str(tmp_path / "kept"), "--yes")
    with (
        pytest.raises(sa.exc.DBAPIError, match="the audit only grows"),
        database.engine.execution_options(writes=True).begin() as connection,
    ):
        connection.execute(sa.text("DELETE FROM audit_head"))


def test_a_backup_while_others_write_is_one_moment(flask_db, tmp_path: Path):
    """Each commit writes two rows: no backup may hold an odd number."""
    stop = threading.Event()

    def write():
        while not stop.is_set():
            fill(2)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = [flask_db("backup", str(tmp_path / f"kept{number}")) for number in range(3)]
    finally:
        stop.set()
        writer.join(60)
    assert [each.exit_code for each in done] == [0, 0, 0], [each.output for each in done]
    flask_db("restore", str(tmp_path / "kept2"), "--yes")
    assert messages() > 0
    assert messages() % 2 == 0


def test_a_backup_of_another_version_needs_force(flask_db, database: Database, tmp_path: Path):
    flask_db("downgrade", "0004_access", "--yes")
    fill(2)
    flask_db("backup", str(tmp_path / "older"))
    flask_db("upgrade")
    refused = flask_db("restore", str(tmp_path / "older"), "--yes")
    assert refused.exit_code == 1
    assert "0004_access" in refused.output
    assert "--force" in refused.output
    assert flask_db("current").exit_code == 0
    assert flask_db("restore", str(tmp_path / "older"), "--yes", "--force").exit_code == 0
    assert migrating.current_revision(database.engine) == "0004_access"
    assert flask_db("upgrade").exit_code == 0
    assert messages() == 2


def test_restoring_asks_first(flask_db, tmp_path: Path):
    fill(1)
    flask_db("backup", str(tmp_path / "kept"))
    fill(1)
    assert flask_db("restore", str(tmp_path / "kept"), answer="n\n").exit_code == 1
    assert messages() == 2


def test_a_backup_overwrites_nothing(flask_db, tmp_path: Path):
    (tmp_path / "kept").write_text("somebody's")
    assert flask_db("backup", str(tmp_path / "kept")).exit_code == 1
    assert (tmp_path / "kept").read_text() == "somebody's"


@pytest.mark.parametrize("damage", ["empty", "text", "cut off"])
def test_what_is_no_backup_leaves_the_database_as_it_was(flask_db, tmp_path: Path, damage):
    fill(2)
    path = tmp_path / "kept"
    flask_db("backup", str(path))
    whole = path.read_bytes()
    path.write_bytes({"empty": b"", "text": b"hello", "cut off": whole[: len(whole) // 2]}[damage])
    done = flask_db("restore", str(path), "--yes", "--force")
    assert done.exit_code == 1
    assert "Nothing was restored" in done.output
    assert messages() == 2


@pytest.mark.only_on("spatialite", reason="PostgreSQL is restored in a transaction that waits for others")
def test_a_file_that_is_open_elsewhere_is_not_replaced(flask_db, database: Database, tmp_path: Path):
    from pysqlite3 import dbapi2 as sqlite

    from referral.kit.db.addresses import path_of

    fill(1)
    flask_db("backup", str(tmp_path / "kept"))
    other = sqlite.connect(str(path_of(database.url)))
    other.execute("SELECT count(*) FROM outbox").fetchall()
    try:
        done = flask_db("restore", str(tmp_path / "kept"), "--yes")
    finally:
        other.close()
    assert done.exit_code == 1
    assert "stop the server" in done.output


@pytest.mark.only_on("postgis", reason="SQLite has no roles")
def test_a_role_that_may_create_no_database_is_told_what_was_not_verified(
    flask_db, settings, database: Database, tmp_path: Path
):
    role = f"plain_{new_id()[-12:]}"
    with database.engine.begin() as connection:
        connection.execute(sa.text(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB PASSWORD 'secret word'"))
        connection.execute(sa.text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
        connection.execute(sa.text(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"))
    try:
        fill(2)
        plain = sa.make_url(database.url).set(username=role, password="secret word")
        address = plain.render_as_string(hide_password=False).replace(" ", "%20")
        counts = database.dialect.backup(address, str(tmp_path / "kept"))
        said = database.dialect.verify_backup(address, str(tmp_path / "kept"), counts)
        assert counts["outbox"] == 2
        assert "NOT restored" in said
    finally:
        with database.engine.begin() as connection:
            connection.execute(sa.text(f"DROP OWNED BY {role}"))
            connection.execute(sa.text(f"DROP ROLE {role}"))
