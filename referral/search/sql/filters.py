"""The WHERE of a search over `search_site AS s`: text built per combination of filters, values apart.

A condition that is not asked for does not stand in the text: `$1 IS NULL OR …` would spoil the plan.
"""

import re
from typing import Any

from referral.search.rules import Asked
from referral.search.sql.areas import mode_condition, serves_condition
from referral.search.sql.people import party_condition

# In a condition that reads more of a site than its key.
OF_SITE = re.compile(r"\bs\.(?!key\b)")


def site_filters(asked: Asked, mark: str) -> tuple[list[str], list[Any]]:
    """Conditions and their values; `mark` is the dialect's placeholder."""
    conditions: list[str] = []
    values: list[Any] = []
    if asked.organization_id is not None:
        conditions.append(f"s.organization_id = {mark}")
        values.append(asked.organization_id)
    if asked.region_path is not None:
        conditions.append(f"s.region_path >= {mark} AND s.region_path < {mark}")
        values += [asked.region_path, after_prefix(asked.region_path)]
    if asked.languages:
        spoken = f"s.languages LIKE {mark} ESCAPE '!'"
        conditions.append("(" + " OR ".join([spoken] * len(asked.languages)) + ")")
        values += [f"% {_literal(code)} %" for code in asked.languages]
    if asked.box is not None:
        box = asked.box
        joiner = "AND" if box.west <= box.east else "OR"
        conditions.append(
            f"s.latitude BETWEEN {mark} AND {mark} AND (s.longitude >= {mark} {joiner} s.longitude <= {mark})"
        )
        values += [float(box.south), float(box.north), float(box.west), float(box.east)]
    if asked.party:
        text, given = party_condition(asked.party, mark)
        conditions.append(text)
        values += given
    for asks, condition in ((asked.modes, mode_condition), (asked.serves, serves_condition)):
        if asks:
            text, given = condition(asked, mark)
            conditions.append(text)
            values += given
    return conditions, values


def _literal(code: str) -> str:
    """A code as LIKE takes it for itself."""
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in code)


def after_prefix(path: str) -> str:
    """The first text behind all that begin with `path`, byte by byte."""
    return path[:-1] + chr(ord(path[-1]) + 1)
