"""Runs migrations on either database, all of them in one transaction, and compares the models with what is
there.
"""

import os
from importlib import import_module
from typing import Any

from alembic import context

from referral.config import Settings
from referral.kit.db import Base
from referral.kit.db.engine import open_database
from referral.migrations.ours import is_compared, is_ours

# Every module that declares tables, lower rooms first.
MODELS = (
    "referral.kit.db.models",
    "referral.audit.models",
    "referral.places.models",
    "referral.access.models",
    "referral.directory.models",
    "referral.search.models",
    "referral.cases.models",
    "referral.referrals.models",
    "referral.programmes.models",
    "referral.coverage.models",
    "referral.web.models",
)


def _url() -> str:
    given = context.config.attributes.get("url") or os.environ.get("MIGRATION_DATABASE_URL")
    return given or Settings.from_environment().migration_database_url


def _is_ours(name: str | None, kind: str, parents: Any) -> bool:
    return is_ours(name, kind, parents)


def run() -> None:
    """Opens the database as its owner and applies what Alembic was asked for."""
    for module in MODELS:
        import_module(module)
    database = open_database(_url())
    engine = database.engine.execution_options(writes=True)
    try:
        with engine.begin() as connection:
            database.dialect.begin_migration(connection)
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                include_name=_is_ours,
                include_object=is_compared,
                transactional_ddl=True,
                compare_server_default=False,
            )
            database.dialect.initialise(connection)
            with context.begin_transaction():
                context.run_migrations()
    finally:
        database.engine.dispose()


run()
