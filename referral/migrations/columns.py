"""Column types and per-dialect statements for migrations, frozen: a migration must mean in ten years what it
means today.

Nothing in here follows the live models. A type that changes gets a new name; the old one stays.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine


def id_() -> TypeEngine[Any]:
    """A UUID: native on PostgreSQL, 36 characters on SQLite."""
    return sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def moment() -> TypeEngine[Any]:
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def json_() -> TypeEngine[Any]:
    """JSON, binary on PostgreSQL."""
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def plain_text() -> TypeEngine[Any]:
    """Text compared byte by byte on both databases."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def big_number() -> TypeEngine[Any]:
    """64 bits; on SQLite `INTEGER`, which alone can count up by itself and holds 64 bits as well."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def execute_each(*, postgresql: tuple[str, ...] = (), sqlite: tuple[str, ...] = ()) -> None:
    """Runs the statements of the database that is being migrated."""
    statements = {"postgresql": postgresql, "sqlite": sqlite}[op.get_context().dialect.name]
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)
