"""The table's columns: those of the files, each with its words and how its values are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _

from referral.coverage.writing.flat import NOT_PUBLISHED, PEOPLE, SUPPRESSED
from referral.web.coverage.words import word
from referral.web.page.formats import number

WHOLE, RATE, SHARE, KILOMETRES = "whole", "rate", "share", "kilometres"


@dataclass(frozen=True)
class Column:
    """`drawn` is the word of the maps where they have one, else `label` holds. `minor`: told on demand."""

    key: str
    kind: str = WHOLE
    drawn: str = ""
    label: LazyString | str = ""
    minor: bool = True

    @property
    def head(self) -> str:
        """Its heading."""
        return word(self.drawn) if self.drawn else str(self.label)


def _main(key: str, kind: str = WHOLE, drawn: str = "") -> Column:
    return Column(key, kind, drawn or key, minor=False)


COLUMNS: tuple[Column, ...] = (
    _main("population"),
    _main("services"),
    Column("organizations", label=_("Organisations"), minor=False),
    Column("sites", label=_("Places where they work")),
    Column("capacity", label=_("Capacity")),
    Column("places", label=_("Free places"), minor=False),
    _main("services_per_10000", RATE),
    Column("capacity_per_10000", RATE, label=_("Capacity per 10,000 people")),
    Column("places_per_10000", RATE, "places_per_10000"),
    Column("stale_services", label=_("Services whose capacity was told too long ago")),
    Column("stale_capacity", label=_("Capacity that was told too long ago, not counted")),
    Column("verified_share", SHARE, "verified_share"),
    Column("within_10000_m", SHARE, label=_("Share of people within 10 km of a service")),
    _main("within_25000_m", SHARE, "within_reach"),
    Column("within_50000_m", SHARE, label=_("Share of people within 50 km of a service")),
    _main("people_beyond_reach"),
    _main("distance_median_m", KILOMETRES, "median_distance"),
    Column("distance_p90_m", KILOMETRES, label=_("Distance within which nine in ten live (km)")),
    Column("accessibility", RATE, "accessibility"),
    Column("accessibility_places", RATE, label=_("Accessibility (E2SFCA), free places per 10,000")),
    Column("referrals_sent", drawn="sent", minor=False),
    Column("declined_no_capacity", label=_("Declined: no capacity")),
    Column("declined_out_of_area", label=_("Declined: outside the area")),
    Column("no_answer", label=_("Nobody answered")),
    Column("median_hours_to_acknowledge", RATE, label=_("Hours until it is seen (median)")),
    Column("median_hours_to_decide", RATE, label=_("Hours until it is decided (median)")),
    Column("median_hours_to_serve", RATE, label=_("Hours from acceptance to the first contact (median)")),
    Column("median_hours_to_confirm", RATE, label=_("Hours until the end is confirmed (median)")),
)
# Indicators whose column is called otherwise.
_OF_INDICATOR = {"within_reach": "within_25000_m", "sent": "referrals_sent"}
_BY_KEY = {each.key: each for each in COLUMNS}


def column_of(indicator: str) -> Column:
    """The column with the values of an indicator."""
    return _BY_KEY[_OF_INDICATOR.get(indicator, indicator)]


def columns(people: bool, first: Column) -> Iterator[Column]:
    """Those of the table but the first; of people only where counts were released."""
    for each in COLUMNS:
        if each != first and (people or each.key not in PEOPLE):
            yield each


def written(value: Any, kind: str) -> str:
    """A value as the reader's language writes it, or in words why there is none."""
    if value is None:
        return word("no_data")
    if isinstance(value, str):
        return word({SUPPRESSED: "suppressed", NOT_PUBLISHED: "not_published"}[value])
    if kind == SHARE:
        return f"{number(round(value * 100, 1))} %"
    if kind == RATE:
        return str(format_decimal(value, "#,##0.####", locale=get_locale()))
    return number(round(value / 1000, 1) if kind == KILOMETRES else value)


def difference(first: Any, second: Any, kind: str) -> str:
    """How much more the first is, with its sign; a dash where one of them is not a number."""
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return "–"
    more = round(first - second, 6)
    return f"{'+' if more > 0 else ''}{written(more, kind)}"


def cells(row: Mapping[str, Any], shown: list[Column]) -> list[tuple[Column, str]]:
    """A region's cells."""
    return [(each, written(row[each.key], each.kind)) for each in shown]
