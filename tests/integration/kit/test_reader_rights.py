"""The index's reader reads the index and nothing else: on SQLite always, on PostgreSQL with a role of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from referral.cli.doctor import examine
from referral.config import Settings, SettingsError
from referral.factory import create_app
from referral.kit.db import engine, reader
from referral.kit.db.engine import Database
from referral.kit.db.health import Level
from referral.kit.ids import new_id
from tests.fixtures.application import settings_for
from tests.fixtures.exchange.command import run

PRIVATE = (
    "location_private", "service_private", "audit_entry", "audit_head", "api_key", "administrator", "outbox", "job",
    "service", "location", "restricted",
)  # fmt: skip


@pytest.fixture
def bound(app: Flask, settings: Settings, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with a bound reader: on PostgreSQL one that signs in under a role of its own."""
    if database_kind == "spatialite":
        yield app
        return
    role = f"reader_{new_id().replace('-', '')}"
    owner = engine.current().engine.execution_options(isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(sa.text(f"CREATE ROLE {role} LOGIN"))
    address = sa.make_url(settings.database_url).set(username=role).render_as_string(hide_password=False)
    try:
        bound = create_app(
            settings_for(settings.database_url, tmp_path, READER_DATABASE_URL=address), testing=True
        )
        done = run(bound, "db", "grant-reader", role)
        assert done.exit_code == 0, done.output
        yield bound
    finally:
        reader.close()
        with owner.connect() as connection:
            connection.execute(sa.text(f"DROP OWNED BY {role}"))
            connection.execute(sa.text(f"DROP ROLE {role}"))


def refused(table: str, what: str = "*") -> bool:
    """Whether the reader may not even prepare it, for want of a right."""
    try:
        reader.fetch(f'SELECT {what} FROM "{table}"')
    except engine.current().dialect.ReaderErrors as error:
        return any(word in str(error) for word in ("denied", "prohibited", "not authorized"))
    return False


@pytest.mark.usefixtures("bound")
def test_what_is_no_index_cannot_be_read() -> None:
    assert [table for table in PRIVATE if not refused(table) or not refused(table, "count(*)")] == []
    assert not refused("search_site")
    assert not refused("network_site")


@pytest.mark.usefixtures("bound")
def test_no_way_round_leads_to_what_is_private() -> None:
    for statement in (
        "SELECT s.key FROM search_site s JOIN location_private p ON true",
        "WITH p AS (SELECT latitude FROM location_private) SELECT * FROM p",
        "SELECT (SELECT max(latitude) FROM location_private)",
        "SELECT key FROM search_site UNION ALL SELECT 1 FROM location_private",
    ):
        with pytest.raises(engine.current().dialect.ReaderErrors):
            reader.fetch(statement)


def test_search_is_answered_as_before(bound: Flask) -> None:
    client = bound.test_client()
    for question in (
        "",
        "?near=41,19",
        "?q=kuzhina",
        "?q=kuzhina&near=41,19",
        "?need=shelter&near=41,19&languages=sq",
    ):
        assert client.get(f"/api/v1/search{question}").status_code == 200
    body = {"party": [{"age": 30}], "near": "41,19"}
    assert client.post("/api/v1/search", json=body).status_code == 200


def test_doctor_says_that_it_holds(bound: Flask) -> None:
    (finding,) = [each for each in examine(bound.extensions["settings"]) if each.name == "reader"]
    assert (finding.level, finding.says) == (Level.OK, "it can read the search index alone")


@pytest.mark.only_on("postgis", reason="on SQLite every reader is bound")
def test_doctor_says_where_it_does_not_hold_and_what_to_do(settings: Settings) -> None:
    (finding,) = [each for each in examine(settings) if each.name == "reader"]
    assert finding.level is Level.WARNING
    assert "location_private" in finding.says
    assert "grant-reader" in finding.remedy
    nobody = (
        sa.make_url(settings.database_url).set(username="nobody_at_all").render_as_string(hide_password=False)
    )
    (finding,) = [
        each for each in examine(replace(settings, reader_database_url=nobody)) if each.name == "reader"
    ]
    assert finding.level is Level.WRONG


@pytest.mark.only_on("postgis", reason="on SQLite there are no roles")
def test_a_role_that_is_not_there_is_told_and_quoted_safely(app: Flask) -> None:
    done = run(app, "db", "grant-reader", 'no"body; DROP TABLE service')
    assert done.exit_code == 1
    assert "CREATE ROLE" in done.output


@pytest.mark.only_on("postgis", reason="on SQLite there is nothing to grant")
def test_an_upgrade_grants_what_has_come(bound: Flask, database: Database) -> None:
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        role = sa.make_url(bound.extensions["settings"].reader_database_url).username
        connection.execute(sa.text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"))
        connection.execute(sa.text(f"GRANT SELECT ON location_private TO {role}"))
    reader.close()
    assert refused("search_site")
    assert run(bound, "db", "upgrade").exit_code == 0
    reader.close()
    assert not refused("search_site")
    assert refused("location_private")


@pytest.mark.only_on("spatialite", reason="the command says that there is nothing to do")
def test_on_sqlite_there_is_nothing_to_grant(app: Flask) -> None:
    done = run(app, "db", "grant-reader", "anybody")
    assert done.exit_code == 0
    assert "no roles" in done.output


def test_a_reader_of_another_kind_of_database_is_refused(settings: Settings, tmp_path: Path) -> None:
    other = {"sqlite": "postgresql://r@127.0.0.1/x", "postgr": f"sqlite:///{tmp_path}/x.db"}[
        settings.database_url[:6]
    ]
    with pytest.raises((engine.DatabaseUrlError, SettingsError), match="READER_DATABASE_URL"):
        engine.open_database(settings.database_url, other)
