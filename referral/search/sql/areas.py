"""Areas and modes in a WHERE, over what a site says, `f`.

Says of a site what `directory.areas.serves` says of it: left out is only what certainly does not serve the place. The
areas that hold the place are looked up before, so that a statement compares keys; circles are reckoned in the
statement, in the same order of sums as in Python.
"""

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from referral.directory.profile.modes import REACHING
from referral.search.rules import Asked
from referral.search.sql.containing import holds

Condition = tuple[str, list[Any]]
# How a list of whole numbers of any length is bound, by the placeholder of the dialect.
_AMONG: dict[str, tuple[str, Callable[[Sequence[int]], Any]]] = {
    "?": ("IN (SELECT value FROM json_each(?))", lambda keys: orjson.dumps(keys).decode()),
    "%s": ("= ANY(%s::integer[])", list),
}


def among(column: str, keys: Sequence[int], mark: str) -> Condition:
    """`column` is one of these."""
    text, bound = _AMONG[mark]
    return f"{column} {text}", [bound(keys)]


def mode_condition(asked: Asked, mark: str) -> Condition:
    """Delivered in one of the modes, as far as anybody knows."""
    known = "SELECT 1 FROM search_reach r WHERE r.key = f.key AND r.modes <> 0"
    return f"NOT EXISTS ({known} AND (r.modes & CAST({mark} AS integer)) = 0)", [asked.modes]


def serves_condition(asked: Asked, mark: str) -> Condition:
    """Not certain that the place is served by none of the areas."""
    # Where the region of the place is not known, no region can exclude it.
    limited = "r.limited <> 0" if asked.here.region_path is not None else "r.limited = 1"
    held, values = _held(asked, mark, "possible")
    return (
        f"NOT EXISTS (SELECT 1 FROM search_reach r WHERE r.key = f.key AND {limited} AND NOT {held})",
        values,
    )


def reaching_condition(asked: Asked, mark: str) -> Condition:
    """Of a site without a position: it serves the place; or it may, comes or calls, and is of the same country."""
    met, values = _held(asked, mark, "certain")
    country = asked.here.country
    if country is not None:
        maybe, again = _by_circle(asked, mark, "possible")
        met += f" OR ((r.limited = 0 OR {maybe}) AND (r.modes & {REACHING:d}) <> 0 AND {holds('r.countries', mark)})"
        values += [*again, f" {country} "]
    return f"EXISTS (SELECT 1 FROM search_reach r WHERE r.key = f.key AND ({met}))", values


def _held(asked: Asked, mark: str, within: str) -> Condition:
    """An area holds the place: the first, which stands in the row itself and mostly is the only one, or another."""
    first, keys = among("r.area", asked.here.area_keys, mark)
    # The plus keeps SQLite from seeking each of the keys in the index: a site has few areas, a place may have many.
    other, again = among("+a.area_key", asked.here.area_keys, mark)
    circle, point = _by_circle(asked, mark, within)
    areas = f"EXISTS (SELECT 1 FROM search_site_area a WHERE a.site_key = r.key AND {other})"
    return f"({first} OR (r.more <> 0 AND ({areas} OR {circle})))", [*keys, *again, *point]


def _by_circle(asked: Asked, mark: str, within: str) -> Condition:
    square = " + ".join(f"(c.{axis} - {mark}) * (c.{axis} - {mark})" for axis in "xyz")
    x, y, z = asked.here.point
    circle = "SELECT 1 FROM search_site_circle c WHERE c.site_key = r.key"
    return f"EXISTS ({circle} AND {square} <= c.{within})", [x, x, y, y, z, z]
