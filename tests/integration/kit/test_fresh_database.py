"""The harness itself: every test of the database gets one of its own, migrated, on both kinds."""

import psycopg
import pytest
import sqlalchemy as sa

from referral.kit.db import engine, migrating
from referral.kit.db.work import unit_of_work
from tests.fixtures.databases import fresh_database


def test_a_fresh_database_has_the_head_revision(database: engine.Database) -> None:
    assert migrating.current_revision(database.engine) == migrating.head_revision()


@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_stays_from_one_test_to_the_next(database: engine.Database, turn: int) -> None:
    with unit_of_work(write=True) as session:
        session.execute(sa.text("CREATE TABLE left_behind (id INTEGER PRIMARY KEY)"))
    assert sa.inspect(database.engine).has_table("left_behind")


def test_the_database_measures_on_the_ellipsoid(database: engine.Database, database_kind: str) -> None:
    tirana, durres = "POINT(19.8187 41.3275)", "POINT(19.4414 41.3231)"
    statement = {
        "postgis": f"SELECT ST_Distance('{tirana}'::geography, '{durres}'::geography)",
        "spatialite": f"SELECT ST_Distance(ST_GeomFromText('{tirana}'), ST_GeomFromText('{durres}'), 1)",
    }[database_kind]
    with unit_of_work(write=False) as session:
        assert session.execute(sa.text(statement)).scalar_one() == pytest.approx(31_575, abs=25)


@pytest.mark.only_on("postgis", reason="only a server can be asked whether a database is gone")
def test_a_database_is_removed_even_while_somebody_still_uses_it(database_kind: str) -> None:
    with fresh_database(database_kind) as url:
        straggler = psycopg.connect(url)
    straggler.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
