"""The one condition by which a row is left out of what somebody may not see: every list, object and export obeys it."""

import sqlalchemy as sa

from referral.directory.models import Restricted, table_of
from referral.directory.rules import EVERYTHING, PUBLIC, Sees

# What hangs on anything, by the column that names the holder: as restricted as that.
_HANGING = {"attribute": "link_id", "metadata": "resource_id"}


def open_to(sees: Sees, name: str) -> list[sa.ColumnElement[bool]]:
    """Conditions on the table of an object that leave what these eyes may see; none for those who see everything."""
    if sees & EVERYTHING:
        return []
    table = table_of(name)
    if name == "service":
        return [sa.or_(table.c.audience == PUBLIC, *_meant_for(table.c.audience, sees))]
    shut = [sa.not_(meant) for meant in _meant_for(Restricted.__table__.c.audience, sees)]
    restricted = sa.select(Restricted.id).where(*shut)
    conditions: list[sa.ColumnElement[bool]] = [
        table.c.id.not_in(restricted.where(Restricted.object == name))
    ]
    if name in _HANGING:
        conditions.append(table.c[_HANGING[name]].not_in(restricted))
    return conditions


def _meant_for(column: sa.ColumnElement[str], sees: Sees) -> list[sa.ColumnElement[bool]]:
    padded = sa.literal(" ") + column + " "
    return [padded.contains(f" {word} ", autoescape=True) for word in sorted(sees)]
