"""From a checked condition to SQL: names become columns by a table of ours, values are always bound."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import sqlalchemy as sa

from referral.coverage.ogc.rules.conditions import (
    Between,
    Compare,
    Condition,
    Constant,
    Every,
    IsNull,
    Like,
    Literal,
    Meets,
    Not,
    OneOf,
    Some,
)
from referral.coverage.ogc.shapes import Shape, shape_of
from referral.kit.db.engine import current
from referral.kit.db.types import Id
from referral.kit.ids import as_uuid

Clause = sa.ColumnElement[bool]
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Asking:
    """How a collection's features are asked: columns by queryable; what several of which a feature has; geometry.

    `values` turns a literal into what stands in a column where that is something else.
    """

    columns: Mapping[str, sa.ColumnElement[Any]]
    members: Mapping[str, Callable[[Sequence[str]], Clause]]
    meets: Callable[[Shape], Clause]
    values: Mapping[str, Callable[[Any], Any]]

    def value(self, name: str, value: Literal) -> Any:
        """The literal as the column has it."""
        return self.values.get(name, _same)(value)


def _same(value: Any) -> Any:
    return value


@singledispatch
def to_sql(condition: Condition, asking: Asking) -> Clause:
    """The condition as SQL."""
    raise TypeError(type(condition))


@to_sql.register
def _(condition: Every, asking: Asking) -> Clause:
    return sa.and_(*(to_sql(each, asking) for each in condition.parts))


@to_sql.register
def _(condition: Some, asking: Asking) -> Clause:
    return sa.or_(*(to_sql(each, asking) for each in condition.parts))


@to_sql.register
def _(condition: Not, asking: Asking) -> Clause:
    return sa.not_(to_sql(condition.part, asking))


@to_sql.register
def _(condition: Constant, _asking: Asking) -> Clause:
    return sa.literal(1) == (1 if condition.holds else 0)


@to_sql.register
def _(condition: Compare, asking: Asking) -> Clause:
    name, value = condition.name, condition.value
    if name in asking.members:
        has = asking.members[name]([str(value)])
        return has if condition.operator == "=" else sa.not_(has)
    column = asking.columns[name]
    if isinstance(column.type, Id):
        return _is_one_of(column, [value]) if condition.operator == "=" else _is_not(column, value)
    clause: Clause = _COMPARED[condition.operator](column, asking.value(name, value))
    return clause


@to_sql.register
def _(condition: OneOf, asking: Asking) -> Clause:
    if condition.name in asking.members:
        return asking.members[condition.name]([str(each) for each in condition.values])
    column = asking.columns[condition.name]
    if isinstance(column.type, Id):
        return _is_one_of(column, condition.values)
    return column.in_([asking.value(condition.name, each) for each in condition.values])


@to_sql.register
def _(condition: Between, asking: Asking) -> Clause:
    return asking.columns[condition.name].between(condition.low, condition.high)


@to_sql.register
def _(condition: Like, asking: Asking) -> Clause:
    clause: Clause = current().dialect.like(asking.columns[condition.name], condition.pattern)
    return clause


@to_sql.register
def _(condition: IsNull, asking: Asking) -> Clause:
    return asking.columns[condition.name].is_(None)


@to_sql.register
def _(condition: Meets, asking: Asking) -> Clause:
    return asking.meets(shape_of(condition.geometry))


def _is_one_of(column: sa.ColumnElement[Any], values: Sequence[Literal]) -> Clause:
    """A text that is no id is that of nothing."""
    ids = [id_ for each in values if (id_ := as_uuid(str(each))) is not None]
    return column.in_(ids)


def _is_not(column: sa.ColumnElement[Any], value: Literal) -> Clause:
    id_ = as_uuid(str(value))
    return column != id_ if id_ is not None else column.is_not(None)
