"""Statements that are put together once and asked often, with other values each time.

Putting one together from expressions costs milliseconds, which is more than many a question itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db.engine import current


@dataclass(frozen=True)
class Prepared:
    """A statement's text in the driver's own spelling, and the values that are always the same."""

    text: str
    values: Mapping[str, Any]

    def ask(self, session: Session, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """Its rows, with values for its named parameters."""
        return session.connection().exec_driver_sql(self.text, {**self.values, **values})


def prepare(statement: sa.Select[Any]) -> Prepared:
    """The statement for the current database; its open parameters have names, and plain values."""
    compiled = statement.compile(dialect=current().dialect.named_dialect(current().engine))
    given = {name: bound.value for bound, name in compiled.bind_names.items() if not bound.required}
    return Prepared(str(compiled), given)
