"""The party in a WHERE: one condition a trait that was told, over `search_filter AS f`.

Says of a row what `eligibility.excludes_party` says of it, the other way round: what is told and certainly not taken
is left out, what nobody said or told stays.
"""

from typing import Any

from referral.directory.eligibility import Probe, Sex
from referral.directory.eligibility.compiling import ANYTHING
from referral.search.sql.containing import holds

_MASKS = (("groups_any", "groups"), ("residence_any", "residence"), ("registration_any", "registrations"))


def party_conditions(party: tuple[Probe, ...], mark: str) -> list[tuple[str, list[Any]]]:
    """The conditions on `f`, each with its values; `mark` is the dialect's placeholder. None for nobody."""
    if not party:
        return []
    number = f"CAST({mark} AS bigint)"
    found: list[tuple[str, list[Any]]] = [(f"f.largest_party >= {number}", [len(party)])]
    for member in party:
        found += _member(member, number, mark)
    return found


def _member(who: Probe, number: str, mark: str) -> list[tuple[str, list[Any]]]:
    found = [_ages(who, number)]
    for column, told in _MASKS:
        mask = getattr(who, told)
        if mask != ANYTHING:
            found.append((f"(f.{column} = 0 OR (f.{column} & {number}) <> 0)", [mask]))
    if who.groups_told:
        found.append((f"(f.groups_excluded & {number}) = 0", [who.groups_told]))
    if who.registrations != ANYTHING:
        found.append((f"(f.registration_all & {number}) = f.registration_all", [who.registrations]))
    if who.nationality:
        code = who.nationality
        found.append((f"(f.nationalities = '' OR {holds('f.nationalities', mark)})", [code]))
        found.append((f"NOT ({holds('f.nationalities_excluded', mark)})", [code]))
    if who.income >= 0:
        found.append((f"f.income_limit >= {number}", [who.income]))
    if who.step_free:
        found.append(("f.accessible <> 0", []))
    if who.lone_minor:
        found.append(("f.unaccompanied <> 0", []))
    return found


def _ages(who: Probe, number: str) -> tuple[str, list[Any]]:
    """Within the ages of the sex that was told, or of any where none was."""
    sexes = list(Sex) if who.sex is None else [who.sex]
    within = [f"(f.min_age_{sex} <= {number} AND f.max_age_{sex} >= {number})" for sex in sexes]
    return f"({' OR '.join(within)})", [who.oldest, who.youngest] * len(sexes)
