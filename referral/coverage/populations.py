"""Populations by sex and age band: adding bands up to a target group. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from referral.coverage.groups import ALL, Group

OLDEST = 200


@dataclass(frozen=True, slots=True)
class Band:
    """People of a sex ("all", "female", "male") and completed years of age, both ends included, None without end."""

    sex: str
    age_from: int
    age_to: int | None
    people: int
    source: str
    year: int

    @property
    def last(self) -> int:
        """The last year of age that it has."""
        return OLDEST if self.age_to is None else self.age_to


@dataclass(frozen=True, slots=True)
class Told:
    """How many people, and who says so."""

    people: int
    source: str
    year: int


def overlapping(bands: Iterable[Band]) -> tuple[Band, Band] | None:
    """Two bands of one sex that hold the same year of age, if there are any."""
    ordered = sorted(bands, key=lambda band: (band.sex, band.age_from, band.last))
    for one, other in pairwise(ordered):
        if one.sex == other.sex and other.age_from <= one.last:
            return one, other
    return None


def people_of(bands: Sequence[Band], group: Group) -> Told | None:
    """The people of a group: of everybody for a situation, since no table tells situations.

    None where the bands do not fill the group's ages exactly, or do not tell the sex: a guess is no figure.
    """
    if not bands:
        return None
    wanted = group if group.by_age else Group(ALL, "")
    sexes = [sex for sex in wanted.sexes if sex != "other"]
    both = len(sexes) == 2
    chosen = _filling([band for band in bands if band.sex == "all"], wanted) if both else None
    if chosen is None:
        parts = [_filling([band for band in bands if band.sex == sex], wanted) for sex in sexes]
        if any(part is None for part in parts):
            return None
        chosen = [band for part in parts if part for band in part]
    first = chosen[0]
    return Told(sum(band.people for band in chosen), first.source, max(band.year for band in chosen))


def _filling(bands: Sequence[Band], group: Group) -> list[Band] | None:
    """The bands that together are the group's ages, without a gap and without more."""
    last = OLDEST if group.age_to is None else group.age_to
    inside = sorted(
        (band for band in bands if band.age_from >= group.age_from and band.last <= last),
        key=lambda b: b.age_from,
    )
    expected = group.age_from
    for band in inside:
        if band.age_from != expected:
            return None
        expected = band.last + 1
    return inside if inside and expected == last + 1 else None
