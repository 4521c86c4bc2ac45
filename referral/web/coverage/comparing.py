"""Two periods, two needs or two countries side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Response
from flask_babel import gettext

from referral.coverage import answering
from referral.coverage.schemas import INDICATORS
from referral.coverage.sheets import answer_of
from referral.coverage.writing.flat import flat_rows
from referral.kit.db.work import current_session
from referral.places.queries import public_levels_of_countries
from referral.web.coverage import words
from referral.web.coverage.asking import Asked, View, looking, nearest, need_label
from referral.web.coverage.base import blp
from referral.web.coverage.columns import COLUMNS, Column, column_of, difference, written
from referral.web.coverage.showing import around
from referral.web.page import page


@blp.route("/coverage/compare")
@blp.public
@looking
def compare(asked: Asked) -> Response:
    """The figures of one question beside those of another"""
    other = _other(asked)
    shown: dict[str, Any] = {"heads": (), "whole": (), "regions": (), "beside": (), "note": ""}
    if other is not None:
        shown = _side_by_side(asked.view, other)
    return page("coverage/compare.html", **around(asked), other=other, more=asked.more, **shown)


def _other(asked: Asked) -> View | None:
    """The view beside; the first of what was chosen counts."""
    for kind, beside in (("period", _in_period), ("need", _of_need), ("country", _in_country)):
        value = str(asked.more.get(f"with_{kind}", ""))
        other = beside(asked.view, value) if value else None
        if other is not None:
            return other
        if value:
            asked.form.wrong(f"with_{kind}", gettext("There is nothing of this to compare with."))
    return None


def _in_period(view: View, period: str) -> View | None:
    return replace(view, period=period.upper()) if period.upper() in view.periods else None


def _of_need(view: View, code: str) -> View:
    return replace(view, need=code)


def _in_country(view: View, country: str) -> View | None:
    """Of the newest release there: its periods are its own."""
    levels = public_levels_of_countries(current_session()).get(country.upper())
    if levels is None:
        return None
    return replace(
        view, country=country.upper(), level=nearest(view.level, levels), levels=levels, period="", periods=()
    )


def _side_by_side(view: View, other: View) -> dict[str, Any]:
    first, second = _flat(view), _flat(other)
    column = column_of(view.indicator)
    alike = view.country == other.country
    return {
        "heads": [_head(view, other), _head(other, view)],
        "whole": _whole(view, other),
        "column": column,
        "regions": _joined(first, second, column) if alike else (),
        "beside": () if alike else [_list(first, column), _list(second, column)],
        "presence": view.country == other.country and view.need == other.need,
    }


def _flat(view: View) -> list[dict[str, Any]]:
    answer = answer_of(answering.find(view.asked()))
    names = {region["code"]: words.name_of(region) for region in answer["regions"]}
    return [{**row, "name": names[row["code"]]} for row in flat_rows(answer)]


def _head(view: View, other: View) -> str:
    """What sets one apart from the other."""
    if view.country != other.country:
        return words.country_name(view.country)
    if view.need != other.need:
        return need_label(view.need)
    return view.period or gettext("The newest release")


def _whole(view: View, other: View) -> list[tuple[Column, str, str, str]]:
    """Each figure of the two countries as a whole."""
    if 0 not in view.levels or 0 not in other.levels:
        return []
    first, second = _flat(replace(view, level=0))[0], _flat(replace(other, level=0))[0]
    return [_told(each, first, second) for each in COLUMNS if not each.minor or each.key in INDICATORS]


def _told(
    column: Column, first: Mapping[str, Any], second: Mapping[str, Any]
) -> tuple[Column, str, str, str]:
    one, two = first.get(column.key), second.get(column.key)
    return column, written(one, column.kind), written(two, column.kind), difference(one, two, column.kind)


def _joined(
    first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]], column: Column
) -> list[list[str]]:
    beside = {row["code"]: row for row in second}
    return [[row["name"], *_told(column, row, beside.get(row["code"], {}))[1:]] for row in first]


def _list(rows: Sequence[Mapping[str, Any]], column: Column) -> list[list[str]]:
    return [[row["name"], written(row[column.key], column.kind)] for row in rows]
