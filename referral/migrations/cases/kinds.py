"""Kinds of columns, by short names. Frozen."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from referral.migrations import columns

Kind = Callable[[], TypeEngine[Any]]

ID: Kind = columns.id_
MOMENT: Kind = columns.moment
JSON: Kind = columns.json_
SEALED: Kind = sa.LargeBinary
SMALL: Kind = sa.SmallInteger
NUMBER: Kind = sa.Integer
TRUTH: Kind = sa.Boolean
DATE: Kind = sa.Date
