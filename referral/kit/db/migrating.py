"""Migrations from Python: bring a database to a version, and say which one it has."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def configuration(url: str = "") -> Config:
    """Alembic's configuration for one database; without an address that of the environment."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if url:
        config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the database up to a revision: all of the way or not at all."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Takes the database back to a revision; `base` leaves nothing of ours."""
    command.downgrade(configuration(url), revision)


def current_revision(engine: Engine) -> str | None:
    """The revision that the database has, or None where it has never been migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@lru_cache(maxsize=1)
def head_revision() -> str:
    """The revision that this code needs."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations beside the code")
    return head


def known_revisions() -> tuple[str, ...]:
    """All revisions, oldest first."""
    script = ScriptDirectory.from_config(configuration())
    return tuple(each.revision for each in reversed(list(script.walk_revisions())))
