"""What a collection's statements are made of, and the statements: the same for all collections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from referral.coverage.ogc.queries.conditions import Asking, to_sql
from referral.coverage.ogc.rules.collections import Asked
from referral.kit.db.types import Id


@dataclass(frozen=True)
class Source:
    """One collection: `rows` is every feature; `key` orders them; the rest says how each filter is asked of them."""

    rows: Callable[[], sa.Select[Any]]
    one: Callable[[str], sa.Select[Any]]
    key: Callable[[], Sequence[sa.ColumnElement[Any]]]
    asking: Callable[[], Asking]
    in_box: Callable[[tuple[float, float, float, float]], sa.ColumnElement[bool]]
    in_period: Callable[[Any], Sequence[sa.ColumnElement[bool]]]
    bounds: Callable[[], Sequence[sa.ColumnElement[Any]]]
    feature: Callable[[Mapping[str, Any]], dict[str, Any]]

    def public_page(self, asked: Asked) -> sa.Select[Any]:
        """The features of a page and one more, in the order of their keys."""
        key = self.key()
        rows = self._matching(asked).order_by(*key).limit(asked.limit + 1)
        if asked.after is not None:
            last = sa.tuple_(*(sa.literal(each, Id()) for each in asked.after))
            rows = rows.where(sa.tuple_(*key) > last)
        return rows

    def public_count(self, asked: Asked) -> sa.Select[Any]:
        """How many match, on all pages."""
        return self._matching(asked).with_only_columns(sa.func.count())

    def public_extent(self) -> sa.Select[Any]:
        """West, south, east, north of all features."""
        west, south, east, north = self.bounds()
        sides = (sa.func.min(west), sa.func.min(south), sa.func.max(east), sa.func.max(north))
        return self.rows().with_only_columns(*sides)

    def _matching(self, asked: Asked) -> sa.Select[Any]:
        rows = self.rows()
        if asked.box is not None:
            rows = rows.where(self.in_box(asked.box))
        if asked.period is not None:
            rows = rows.where(*self.in_period(asked.period))
        if asked.condition is not None:
            rows = rows.where(to_sql(asked.condition, self.asking()))
        return rows
