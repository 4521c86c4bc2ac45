"""Rows of a population table as bands: each row read on its own, each fault named with its row and column. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from referral.coverage.populations import OLDEST, Band, overlapping

REQUIRED = ("region", "people", "source", "year")
COLUMNS = (*REQUIRED, "sex", "age_from", "age_to", "age")
_SEXES = {
    **dict.fromkeys(("", "all", "both", "total", "t"), "all"),
    **dict.fromkeys(("female", "f", "women", "w"), "female"),
    **dict.fromkeys(("male", "m", "men"), "male"),
}
_AGES = re.compile(r"(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})|(\d{1,3})\s*(?:\+|and over|plus)|(\d{1,3})")
_GROUPED = re.compile(r"\d{1,3}(?:([,. \u00a0\u202f'])\d{3})(?:\1\d{3})*")
MOST_PEOPLE = 2_000_000_000
YEARS = range(1900, 2101)


class ColumnsMissing(ValueError):
    """The header lacks columns; the text names them and those that there are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row (the header is row 1), in which column."""

    row: int
    column: str
    message: str


@dataclass
class PopulationReport:
    """What became of a table: bands by region, and the faults. Of a region with a faulty row nothing is taken."""

    rows: int = 0
    bands: dict[str, list[Band]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


class _Wrong(ValueError):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read_population(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], region_of: Callable[[str], str | None]
) -> PopulationReport:
    """`region_of` finds a region's id by code, id or name. Raises `ColumnsMissing`."""
    names = [name.strip().lower().replace(" ", "_") for name in header]
    if missing := [name for name in REQUIRED if name not in names]:
        raise ColumnsMissing(
            f"columns missing: {', '.join(missing)}; there are {', '.join(filter(None, names)) or 'none'}."
            f" Known: {', '.join(COLUMNS)}"
        )
    report = PopulationReport()
    for number, values in rows:
        given = {name: value.strip() for name, value in zip(names, values, strict=False)}
        if any(given.values()):
            report.rows += 1
            _take(report, number, given, region_of)
    _refuse_overlaps(report)
    for region in report.refused:
        report.bands.pop(region, None)
    return report


def _take(
    report: PopulationReport, number: int, given: dict[str, str], region_of: Callable[[str], str | None]
) -> None:
    region = region_of(given.get("region", "")) if given.get("region") else None
    if region is None:
        report.faults.append(Fault(number, "region", f"no region is called '{given.get('region', '')[:60]}'"))
        return
    try:
        report.bands.setdefault(region, []).append(_band(given))
    except _Wrong as wrong:
        report.faults.append(Fault(number, wrong.column, str(wrong)))
        report.refused.add(region)


def _refuse_overlaps(report: PopulationReport) -> None:
    for region, bands in report.bands.items():
        pair = overlapping(bands)
        if pair is not None:
            told = " and ".join(f"{band.sex} {band.age_from}-{band.last}" for band in pair)
            report.faults.append(Fault(0, "age_from", f"region {region}: {told} hold the same ages"))
            report.refused.add(region)


def _band(given: dict[str, str]) -> Band:
    sex = _SEXES.get(given.get("sex", "").lower())
    if sex is None:
        raise _Wrong("sex", f"'{given['sex'][:20]}' is no sex: female, male or all")
    age_from, age_to = _ages(given)
    year = given.get("year", "")
    if not year.isdigit() or int(year) not in YEARS:
        raise _Wrong("year", f"'{year[:20]}' is no year from {YEARS.start} to {YEARS.stop - 1}")
    if not given.get("source"):
        raise _Wrong("source", "who says so? a source is asked for")
    return Band(sex, age_from, age_to, _people(given.get("people", "")), given["source"], int(year))


def _people(text: str) -> int:
    """A whole number, with or without signs between the thousands."""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    text = text.removesuffix(".0")
    if not text.isdigit() or int(text) > MOST_PEOPLE:
        raise _Wrong("people", f"'{text[:20]}' is no whole number of people from 0 on")
    return int(text)


def _ages(given: dict[str, str]) -> tuple[int, int | None]:
    if given.get("age"):
        match = _AGES.fullmatch(given["age"].lower())
        if match is None:
            raise _Wrong("age", f"'{given['age'][:20]}' is no age: write 0-17, 60+ or 5")
        first, last, open_, single = match.groups()
        if open_:
            return _years("age", open_), None
        found = (first, last) if first else (single, single)
        return _in_order(_years("age", found[0]), _years("age", found[1]), "age")
    first, last = given.get("age_from", ""), given.get("age_to", "")
    lowest = _years("age_from", first) if first else 0
    return _in_order(lowest, _years("age_to", last) if last else None, "age_to")


def _years(column: str, text: str) -> int:
    text = text.removesuffix(".0")
    if not text.isdigit() or int(text) >= OLDEST:
        raise _Wrong(column, f"'{text[:20]}' is no age in years from 0 to {OLDEST - 1}")
    return int(text)


def _in_order(first: int, last: int | None, column: str) -> tuple[int, int | None]:
    if last is not None and last < first:
        raise _Wrong(column, f"ages from {first} to {last} run backwards")
    return first, last
