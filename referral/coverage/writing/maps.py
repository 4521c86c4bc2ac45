"""The map as PNG and the report as PDF. Nothing of a map is fetched from anywhere: only our regions are drawn."""

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from shapely.geometry.polygon import orient

from referral.coverage.writing.classes import (
    NO_DATA,
    NOT_PUBLISHED,
    SUPPRESSED,
    WAYS,
    Classes,
    Shown,
    values_of,
)
from referral.coverage.writing.words import name_of, word

HATCHES = {SUPPRESSED: "////", NO_DATA: "....", NOT_PUBLISHED: "xxxx"}
_A4 = (8.27, 11.69)
_ROWS_A_PAGE = 38
# Of the table's columns, as parts of its width.
_WIDTHS = (0.23, *(0.11,) * 7)


@dataclass(frozen=True)
class Sheet:
    """What is drawn: an answer, areas by region id, the indicator, titles in the language."""

    answer: Mapping[str, Any]
    shapes: Mapping[str, Any]
    indicator: str
    language: str
    country_name: str
    need_name: str
    source: str
    gaps: Sequence[Mapping[str, Any]] = field(default=())
    # One of WAYS.
    classes: str = "quantile"

    def word(self, key: str) -> str:
        """In the sheet's language."""
        return word(self.language, key)


def png_bytes(sheet: Sheet) -> bytes:
    """A map of 1,200 by 1,200 pixels."""
    figure = Figure(figsize=(8, 8), dpi=150)
    FigureCanvasAgg(figure)
    _draw(sheet, figure)
    made = io.BytesIO()
    figure.savefig(made, format="png", metadata={"Title": _title(sheet), "Software": None})
    return made.getvalue()


def pdf_bytes(sheet: Sheet) -> bytes:
    """The map, then the table of regions, then where services are missing; A4."""
    made = io.BytesIO()
    about = {"Title": _title(sheet), "CreationDate": None}
    # Type 42 keeps texts as texts, so that they can be searched and copied in every script.
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(made, metadata=about) as pages:
        figure = Figure(figsize=_A4)
        _draw(sheet, figure)
        pages.savefig(figure)
        rows = _table(sheet)
        for start in range(0, len(rows), _ROWS_A_PAGE):
            pages.savefig(_table_page(sheet, rows[start : start + _ROWS_A_PAGE]))
        if sheet.gaps:
            pages.savefig(_gaps_page(sheet))
    return made.getvalue()


def _title(sheet: Sheet) -> str:
    return f"{sheet.country_name}: {sheet.need_name}"


def _draw(sheet: Sheet, figure: Figure) -> None:
    axes = figure.add_axes((0.04, 0.2, 0.92, 0.68))
    axes.set_axis_off()
    shown = values_of(sheet.answer, sheet.indicator)
    classes = WAYS[sheet.classes](list(shown.values()))
    for region in sheet.answer["regions"]:
        shape = sheet.shapes.get(region["id"])
        if shape is not None and not shape.is_empty:
            axes.add_patch(_patch(shape, shown[region["id"]], classes))
            _name(axes, sheet, region)
    axes.autoscale_view()
    _frame(axes)
    _texts(sheet, figure)
    _legend(sheet, figure, classes, {each.why for each in shown.values() if each.why})


def _patch(shape: Any, shown: Shown, classes: Classes | None) -> PathPatch:
    look: dict[str, Any] = {"edgecolor": "#555555", "linewidth": 0.6}
    if shown.value is not None and classes is not None:
        return PathPatch(_path(shape), facecolor=classes.colour(shown.value), **look)
    return PathPatch(_path(shape), facecolor="#f2f2f2", hatch=HATCHES[shown.why or NO_DATA], **look)


def _path(shape: Any) -> Path:
    """Holes wind against their exterior, so that they stay empty."""
    parts = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
    rings = [ring for part in map(orient, parts) for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(*(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings))


def _name(axes: Axes, sheet: Sheet, region: Mapping[str, Any]) -> None:
    point = sheet.shapes[region["id"]].representative_point()
    halo = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.7}
    text = textwrap.fill(name_of(region, sheet.language), 16)
    axes.text(point.x, point.y, text, fontsize=6.5, ha="center", va="center", bbox=halo, parse_math=False)


def _frame(axes: Axes) -> None:
    """One degree of longitude is as wide as it is in the middle of the country."""
    south, north = axes.get_ylim()
    axes.set_aspect(1 / max(0.05, float(np.cos(np.radians((south + north) / 2)))))


def _texts(sheet: Sheet, figure: Figure) -> None:
    answer = sheet.answer
    figure.text(0.05, 0.95, _title(sheet), fontsize=15, weight="bold", parse_math=False)
    group = "" if answer["target_group"] == "all" else f" ({answer['target_group']})"
    figure.text(0.05, 0.915, sheet.word(sheet.indicator) + group, fontsize=11, parse_math=False)
    lines = [f"{sheet.word('as_of')}: {answer['as_of'][:10]}"]
    if sheet.indicator == "sent" and "period" in answer["people"]:
        lines[0] = f"{answer['people']['period']}, rev. {answer['people']['revision']}"
    lines += textwrap.wrap(f"{sheet.word('source')}: {sheet.source}", 115)
    if any(region["approximate"] for region in answer["regions"]):
        lines.append(sheet.word("approximate"))
    figure.text(0.05, 0.03, "\n".join(lines), fontsize=7.5, va="bottom", parse_math=False)


def _legend(sheet: Sheet, figure: Figure, classes: Classes | None, reasons: set[str]) -> None:
    handles = []
    if classes is not None:
        pairs = zip(classes.colours, classes.labels, strict=True)
        handles = [Patch(facecolor=colour, edgecolor="#555555", label=label) for colour, label in pairs]
    for why in sorted(reasons):
        handles.append(
            Patch(facecolor="#f2f2f2", edgecolor="#555555", hatch=HATCHES[why], label=sheet.word(why))
        )
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.04, 0.11), ncols=4, fontsize=8, frameon=False
    )


def _table(sheet: Sheet) -> list[list[str]]:
    people = {each["code"]: each["sent"] for each in sheet.answer["people"].get("regions", ())}
    return [
        [
            name_of(row, sheet.language),
            _shown(row["population"], 0),
            str(row["services"]),
            _shown(row["services_per_10000"], 3),
            _shown(row["places"], 0),
            _shown(row["within_reach"]["25000"], 2),
            _shown(None if row["distance_median_m"] is None else row["distance_median_m"] / 1000, 1),
            _sent(people.get(row["code"]), sheet),
        ]
        for row in sheet.answer["regions"]
    ]


def _shown(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _sent(told: Mapping[str, Any] | None, sheet: Sheet) -> str:
    if told is None or told["state"] == NOT_PUBLISHED:
        return sheet.word("not_published")
    return "*" if told["value"] is None else str(told["value"])


def _table_page(sheet: Sheet, rows: Sequence[Sequence[str]]) -> Figure:
    figure = Figure(figsize=_A4)
    axes = figure.add_axes((0.04, 0.06, 0.92, 0.84))
    axes.set_axis_off()
    figure.text(
        0.05, 0.94, f"{sheet.word('report')} · {_title(sheet)}", fontsize=12, weight="bold", parse_math=False
    )
    keys = ("region", "population", "services", "services_per_10000", "places", "within_reach")
    heads = [textwrap.fill(sheet.word(key), 14) for key in (*keys, "median_distance", "sent")]
    table = axes.table(
        cellText=[list(row) for row in rows],
        colLabels=heads,
        loc="upper center",
        cellLoc="right",
        colWidths=_WIDTHS,
    )
    table.auto_set_font_size(False)
    table.set_fontsize(7)
    for (row, column), cell in table.get_celld().items():
        cell.set_height(0.06 if row == 0 else 0.021)
        cell.set_linewidth(0.3)
        cell.get_text().set_parse_math(False)
        if column == 0:
            cell.get_text().set_horizontalalignment("left")
    figure.text(0.05, 0.035, f"– {sheet.word('no_data')}   * {sheet.word('suppressed')}", fontsize=7.5)
    return figure


def _gaps_page(sheet: Sheet) -> Figure:
    figure = Figure(figsize=_A4)
    figure.text(0.05, 0.94, textwrap.fill(sheet.word("gaps"), 60), fontsize=12, weight="bold", va="top")
    for number, gap in enumerate(sheet.gaps, start=1):
        text = f"{number}. {gap['settlement']}: {gap['people']:,} {sheet.word('people')}"
        figure.text(0.07, 0.9 - 0.03 * number, text, fontsize=10, parse_math=False)
    return figure
