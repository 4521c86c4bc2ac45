"""From CQL2 in its JSON form to a checked `Condition`: basic CQL2, LIKE, BETWEEN, IN and S_INTERSECTS. Pure.

Source: OGC 21-065r2, Common Query Language. What is not among these is refused by name.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from referral.coverage.ogc.rules.conditions import (
    Between,
    Compare,
    Condition,
    Constant,
    Every,
    IsNull,
    Kind,
    Like,
    Literal,
    Meets,
    Not,
    OneOf,
    Queryable,
    Some,
)

Queryables = Mapping[str, Queryable]
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_TAKEN = "AND, OR, NOT, =, <>, <, >, <=, >=, LIKE, BETWEEN, IN, IS NULL and S_INTERSECTS"
_DEEPEST = 40
_MOST_WILD = 5
_MOST_VALUES = 200


class FilterRefused(ValueError):
    """The filter asks what is not answered here; the text says what, and what is."""


def read_condition(value: Any, queryables: Queryables, depth: int = 0) -> Condition:
    """The condition; raises `FilterRefused`."""
    if depth > _DEEPEST:
        raise FilterRefused(f"It is nested deeper than {_DEEPEST} levels.")
    if isinstance(value, bool):
        return Constant(value)
    if not isinstance(value, dict):
        raise FilterRefused("A condition is expected, not a value by itself.")
    if "property" in value:
        queryable = _queryable(value, queryables)
        _wants(queryable, "by itself", Kind.TRUTH)
        return Compare(queryable.name, "=", True)
    operator, arguments = str(value.get("op", "")).lower(), value.get("args")
    if not isinstance(arguments, list):
        raise FilterRefused("Each condition has `op` and a list `args`.")
    if operator in ("and", "or"):
        parts = tuple(read_condition(each, queryables, depth + 1) for each in arguments)
        if len(parts) < 2:
            raise FilterRefused(f"{operator.upper()} joins two conditions or more.")
        return Every(parts) if operator == "and" else Some(parts)
    if operator == "not":
        return Not(read_condition(_several(operator, arguments, 1)[0], queryables, depth + 1))
    read = _READ.get(operator)
    if read is None:
        raise FilterRefused(f"{operator[:40] or 'Nothing'} is not among the operators here: {_TAKEN}.")
    return read(operator, arguments, queryables)


def _several(operator: str, arguments: list[Any], many: int) -> list[Any]:
    if len(arguments) != many:
        raise FilterRefused(f"{operator.upper()} takes {many} argument{'s' if many > 1 else ''}.")
    return arguments


def _queryable(value: Any, queryables: Queryables) -> Queryable:
    if not isinstance(value, dict) or not isinstance(value.get("property"), str):
        raise FilterRefused("A comparison is between the name of a property and a value.")
    found = queryables.get(value["property"])
    if found is None:
        listed = ", ".join(sorted(queryables))
        raise FilterRefused(f"'{value['property'][:60]}' is not a queryable; there are: {listed}.")
    return found


def _wants(queryable: Queryable, how: str, *kinds: Kind) -> None:
    if queryable.kind not in kinds:
        raise FilterRefused(f"'{queryable.name}' ({queryable.kind.value}) can't be asked {how}.")


def _compare(operator: str, arguments: list[Any], queryables: Queryables) -> Condition:
    left, right = _several(operator, arguments, 2)
    if not (isinstance(left, dict) and "property" in left):
        left, right, operator = right, left, _MIRRORED[operator]
    queryable = _queryable(left, queryables)
    if queryable.kind is Kind.GEOMETRY:
        raise FilterRefused("A geometry is asked with S_INTERSECTS.")
    if operator not in ("=", "<>"):
        _wants(queryable, f"with {operator}", Kind.TEXT, Kind.NUMBER, Kind.DAY, Kind.MOMENT)
    return Compare(queryable.name, operator, literal(queryable, right))


def _one_of(operator: str, arguments: list[Any], queryables: Queryables) -> Condition:
    asked, values = _several(operator, arguments, 2)
    queryable = _queryable(asked, queryables)
    if queryable.kind is Kind.GEOMETRY or not isinstance(values, list) or not 0 < len(values) <= _MOST_VALUES:
        raise FilterRefused(f"IN takes the name of a property and 1 to {_MOST_VALUES} values.")
    return OneOf(queryable.name, tuple(literal(queryable, each) for each in values))


def _between(operator: str, arguments: list[Any], queryables: Queryables) -> Condition:
    asked, low, high = _several(operator, arguments, 3)
    queryable = _queryable(asked, queryables)
    _wants(queryable, "with BETWEEN", Kind.NUMBER)
    return Between(queryable.name, _number(queryable, low), _number(queryable, high))


def _like(operator: str, arguments: list[Any], queryables: Queryables) -> Condition:
    asked, pattern = _several(operator, arguments, 2)
    queryable = _queryable(asked, queryables)
    _wants(queryable, "with LIKE", Kind.TEXT)
    if not isinstance(pattern, str) or pattern.count("%") > _MOST_WILD or pattern.endswith("\\"):
        raise FilterRefused(
            f"LIKE takes a text with {_MOST_WILD} percent signs at most, and no backslash at its end."
        )
    return Like(queryable.name, _text(queryable, pattern))


def _is_null(operator: str, arguments: list[Any], queryables: Queryables) -> Condition:
    queryable = _queryable(_several(operator, arguments, 1)[0], queryables)
    if queryable.kind in (Kind.GEOMETRY, Kind.MEMBERS):
        raise FilterRefused(f"'{queryable.name}' can't be asked with IS NULL.")
    return IsNull(queryable.name)


def _meets(operator: str, arguments: list[Any], queryables: Queryables) -> Condition:
    one, other = _several(operator, arguments, 2)
    if not (isinstance(one, dict) and "property" in one):
        one, other = other, one
    _wants(_queryable(one, queryables), "with S_INTERSECTS", Kind.GEOMETRY)
    if not isinstance(other, dict) or not ("bbox" in other or "type" in other):
        raise FilterRefused("S_INTERSECTS takes a property and a geometry or BBOX.")
    return Meets(other)


_READ: dict[str, Callable[[str, list[Any], Queryables], Condition]] = {
    **dict.fromkeys(_MIRRORED, _compare),
    "in": _one_of,
    "between": _between,
    "like": _like,
    "isnull": _is_null,
    "s_intersects": _meets,
}


def literal(queryable: Queryable, value: Any) -> Literal:
    """The value as what the queryable holds; raises `FilterRefused` where it is something else."""
    return _LITERALS[queryable.kind](queryable, value)


def _refused(queryable: Queryable, what: str) -> FilterRefused:
    return FilterRefused(f"'{queryable.name}' is compared with {what}.")


def _text(queryable: Queryable, value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value):
        raise _refused(queryable, "a text")
    return value


def _number(queryable: Queryable, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refused(queryable, "a finite number")
    return float(value)


def _truth(queryable: Queryable, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refused(queryable, "TRUE or FALSE")
    return value


def _day(queryable: Queryable, value: Any) -> date:
    given = value.get("date") if isinstance(value, dict) else None
    try:
        return date.fromisoformat(str(given))
    except ValueError as error:
        raise _refused(queryable, "a day: DATE('2026-12-01')") from error


def _moment(queryable: Queryable, value: Any) -> datetime:
    given = value.get("timestamp") if isinstance(value, dict) else None
    try:
        moment = datetime.fromisoformat(str(given))
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refused(queryable, "a moment: TIMESTAMP('2026-12-01T00:00:00Z')") from error


_LITERALS: dict[Kind, Callable[[Queryable, Any], Literal]] = {
    Kind.TEXT: _text,
    Kind.ID: _text,
    Kind.MEMBERS: _text,
    Kind.NUMBER: _number,
    Kind.TRUTH: _truth,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
}
