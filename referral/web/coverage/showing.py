"""The figures of a need in a country: the table that holds them all, and the map that is coloured by it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from referral.coverage import answering
from referral.coverage.sheets import answer_of, source_of
from referral.coverage.writing.classes import COLOURS, WAYS, Classes, Shown, values_of
from referral.coverage.writing.flat import flat_rows
from referral.kit.db.work import current_session
from referral.web.coverage import words
from referral.web.coverage.asking import Asked, View, looking, need_label
from referral.web.coverage.base import blp
from referral.web.coverage.columns import Column, cells, column_of, columns, written
from referral.web.page import page


@dataclass(frozen=True)
class Line:
    """A region's row. `look` is how table, legend and map show it: `shade-0` to `shade-4`, or why there is no value."""

    id: str
    code: str
    name: str
    value: str
    look: str
    cells: list[tuple[Column, str]]


@dataclass(frozen=True)
class Table:
    """The regions, their columns, and the legend: looks with their words."""

    first: Column
    columns: list[Column]
    lines: list[Line]
    legend: list[tuple[str, str]]
    approximate: bool


def table_of(answer: Mapping[str, Any], view: View, only: Collection[str] = ()) -> Table:
    """Every region of an answer, with every figure, or with only some."""
    first = column_of(view.indicator)
    shown = values_of(answer, view.indicator)
    classes = WAYS[view.classes](list(shown.values()))
    some = list(columns("regions" in answer["people"], first))
    some = [each for each in some if not only or each.key in only]
    lines = [
        _line(region, row, first, some, shown[region["id"]], classes)
        for region, row in zip(answer["regions"], flat_rows(answer), strict=True)
    ]
    lines.sort(key=lambda line: (line.name.casefold(), line.code))
    reasons = sorted({each.why for each in shown.values() if each.why})
    legend = [*_legend(classes, first), *((why, words.word(why)) for why in reasons)]
    return Table(first, some, lines, legend, any(each["approximate"] for each in answer["regions"]))


def _line(
    region: Mapping[str, Any],
    row: Mapping[str, Any],
    first: Column,
    some: list[Column],
    shown: Shown,
    classes: Classes | None,
) -> Line:
    return Line(
        id=region["id"],
        code=region["code"],
        name=words.name_of(region),
        value=written(row[first.key], first.kind) if shown.value is not None else words.word(str(shown.why)),
        look=_look(classes.colour(shown.value)) if classes and shown.value is not None else str(shown.why),
        cells=cells(row, some),
    )


def _look(colour: str) -> str:
    return f"shade-{COLOURS.index(colour)}"


def _legend(classes: Classes | None, first: Column) -> list[tuple[str, str]]:
    if classes is None:
        return []
    starts = (classes.lowest, *classes.limits[:-1])
    texts = [
        written(high, first.kind)
        if low == high
        else f"{written(low, first.kind)} – {written(high, first.kind)}"
        for low, high in zip(starts, classes.limits, strict=True)
    ]
    return [(_look(colour), text) for colour, text in zip(classes.colours, texts, strict=True)]


@blp.route("/coverage")
@blp.public
@looking
def figures(asked: Asked) -> Response:
    """Every figure of every region, and the map of one"""
    session = current_session()
    answer = answer_of(answering.find(asked.view.asked()))
    return page(
        "coverage/figures.html",
        **around(asked),
        answer=answer,
        table=table_of(answer, asked.view),
        source=source_of(session, asked.view.country, asked.view.level),
    )


def around(asked: Asked) -> dict[str, Any]:
    """What every page of coverage shows: what is looked at, and the form that asks for something else."""
    view = asked.view
    return {
        "ask": asked,
        "view": view,
        "form": asked.form,
        "choices": asked.choices,
        "country_name": words.country_name(view.country),
        "need_name": need_label(view.need),
        "group_name": str(words.GROUPS[view.target_group]),
        "endpoint": request.endpoint,
    }
