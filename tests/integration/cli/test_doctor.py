"""`flask doctor`, and why a server can't start."""

import os
import shutil
from dataclasses import replace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from referral.cli.doctor import doctor, examine
from referral.kit.clock import now
from referral.kit.db import health, migrating
from referral.kit.db.engine import Database, open_database
from referral.kit.db.health import Level


@pytest.fixture(autouse=True)
def only_the_kits_checks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "_checks", {})


def levels(settings, name):
    return {finding.level for finding in examine(settings) if finding.name.startswith(name)}


def run(settings):
    app = Flask("commands")
    app.extensions["settings"] = settings
    with app.app_context():
        return CliRunner().invoke(doctor)


def test_a_fit_database_is_told_with_its_versions(settings):
    done = run(settings)
    assert done.exit_code == 0, done.output
    assert "spatialite 5" in done.output or "postgis 3" in done.output
    assert f"at {migrating.head_revision()}" in done.output


def test_a_fit_database_may_be_started_on(settings):
    assert health.start_problems(settings) == []


def test_an_older_database_is_told_to_be_upgraded(settings, database: Database):
    migrating.downgrade(database.url, "0004_access")
    (problem,) = health.start_problems(settings)
    assert "0004_access" in problem
    assert "flask db upgrade" in problem
    assert run(settings).exit_code == 1


def test_a_newer_database_is_told_to_need_newer_software(settings, database: Database):
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999_later'"))
    (problem,) = health.start_problems(settings)
    assert "9999_later" in problem
    assert "newer version" in problem


def test_an_empty_database_is_told_to_be_filled(settings, empty_database_url):
    database = open_database(empty_database_url)
    with database.engine.connect():
        pass
    database.engine.dispose()
    (problem,) = health.start_problems(replace(settings, database_url=empty_database_url))
    assert "flask db upgrade" in problem


def test_a_database_that_is_not_there_is_told(settings, database_kind, tmp_path):
    url = {
        "spatialite": f"sqlite:///{tmp_path}/none.db",
        "postgis": settings.database_url.rsplit("/", 1)[0] + "/none",
    }[database_kind]
    (problem,) = health.start_problems(replace(settings, database_url=url))
    assert "DATABASE_URL" in problem
    assert not (tmp_path / "none.db").exists()


def test_a_server_that_does_not_answer_is_told(settings):
    url = "postgresql://nobody@127.0.0.1:1/none"
    (problem,) = health.start_problems(replace(settings, database_url=url))
    assert "start PostgreSQL" in problem


def test_a_file_that_is_no_database_is_told(settings, tmp_path):
    (tmp_path / "letter.db").write_text("Dear Sir or Madam, " * 100)
    (problem,) = health.start_problems(replace(settings, database_url=f"sqlite:///{tmp_path}/letter.db"))
    assert "cannot be read" in problem


def test_another_kind_of_database_is_told(settings):
    (problem,) = health.start_problems(replace(settings, database_url="mysql://root@db/x"))
    assert "sqlite:///" in problem


@pytest.mark.only_on(
    "spatialite", reason="PostGIS functions go with the extension, which other columns hold on to"
)
def test_a_missing_extension_is_told(settings, monkeypatch):
    from referral.kit.db import spatialite

    monkeypatch.setattr(spatialite, "EXTENSION", "mod_that_is_not_there")
    (problem,) = health.start_problems(settings)
    assert "apt-get install libsqlite3-mod-spatialite" in problem


@pytest.mark.only_on("postgis", reason="SpatiaLite is loaded into each connection, not into the database")
def test_a_dropped_extension_is_told(settings, database: Database):
    with database.engine.begin() as connection:
        connection.execute(sa.text("DROP EXTENSION postgis CASCADE"))
    (problem,) = health.start_problems(settings)
    assert "CREATE EXTENSION postgis" in problem


def test_spatial_indexes_are_compared_with_their_tables(settings):
    assert levels(settings, "index ") == {Level.OK}


@pytest.mark.only_on("spatialite", reason="PostgreSQL keeps its indexes equal by itself")
def test_a_stale_rtree_is_found(settings, database: Database):
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("INSERT INTO idx_region_shape_geom VALUES (99, 1, 2, 1, 2)"))
    assert Level.WRONG in levels(settings, "index region_shape")
    assert run(settings).exit_code == 1


def test_a_rooms_own_check_is_asked(settings):
    health.register_check("ours", lambda connection: [health.wrong("ours", "is wrong", "make it right")])
    done = run(settings)
    assert done.exit_code == 1
    assert "ours: is wrong" in done.output
    assert "make it right" in done.output


def test_a_missing_an_old_and_a_fresh_backup(settings):
    folder = settings.var_folder / "backups"
    assert levels(settings, "backup") == {Level.WARNING}
    folder.mkdir(parents=True)
    (folder / "x.sqlite").touch()
    assert levels(settings, "backup") == {Level.OK}
    old = now().timestamp() - 3 * 86_400
    os.utime(folder / "x.sqlite", (old, old))
    assert levels(settings, "backup") == {Level.WARNING}


def test_a_weak_secret_is_wrong_and_never_shown(settings):
    weak = replace(settings, secret_key="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert levels(weak, "secrets") == {Level.WRONG}
    assert weak.secret_key not in run(weak).output


def test_a_clock_that_is_behind_is_found(settings, database: Database, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr(health, "now", lambda: now() - timedelta(days=4000))
    assert health.clock(database).level is Level.WRONG


@pytest.mark.parametrize(
    ("free", "level"), [(100 * 1024**2, Level.WRONG), (1024**3, Level.WARNING), (2**40, Level.OK)]
)
def test_little_room_is_found(settings, monkeypatch, free, level):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": free}))
    assert levels(settings, "disk") == {level}
