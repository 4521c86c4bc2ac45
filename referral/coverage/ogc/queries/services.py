"""Services at their places: everybody's part of the search index, and nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from referral.coverage.ogc.features import EPOCH, service_feature
from referral.coverage.ogc.queries.conditions import Asking, Clause
from referral.coverage.ogc.queries.source import Source
from referral.coverage.ogc.shapes import Shape
from referral.directory.needs import all_needs
from referral.kit.spatial.tiles import dialect
from referral.search.rules import Box
from referral.search.sites import public_sites, public_sites_with_id, sites_in, sites_with_needs


def _column(name: str) -> sa.ColumnElement[Any]:
    return public_sites().selected_columns[name]


def _asking() -> Asking:
    names = (
        "name",
        "organization",
        "service_id",
        "organization_id",
        "location_id",
        "region_path",
        "confidential",
    )
    columns = {name: _column(name) for name in (*names, "cell_km", "starts", "ends", "updated")}
    columns["country"] = sa.func.substr(_column("region_path"), 1, 2)
    columns["free_of_charge"], columns["accepts_referrals"] = _column("free"), _column("accepts")
    days = dict.fromkeys(("starts", "ends"), _day_number)
    truths = dict.fromkeys(("free_of_charge", "accepts_referrals"), int)
    return Asking(columns, {"need": _needs, "language": _languages}, _meets, {**days, **truths})


def _day_number(day: date) -> int:
    return (day - EPOCH) // timedelta(days=1)


def _needs(codes: Sequence[str]) -> Clause:
    wanted = set(codes)
    return sites_with_needs([each.key for each in all_needs() if each.code in wanted])


def _languages(codes: Sequence[str]) -> Clause:
    spoken = _column("languages")
    return sa.or_(*(spoken.contains(f" {code.lower()} ", autoescape=True) for code in codes))


def _meets(shape: Shape) -> Clause:
    point = dialect().point(_column("longitude"), _column("latitude"))
    return sa.and_(sites_in(Box(*shape.bounds)), dialect().intersects(point, shape.wkb))


def _in_period(period: tuple[date | None, date | None]) -> list[Clause]:
    """Those that run on one of the days; who has not said since when or until when does."""
    first, last = period
    clauses = []
    if last is not None:
        clauses.append(sa.func.coalesce(_column("starts"), _day_number(last)) <= _day_number(last))
    if first is not None:
        clauses.append(sa.func.coalesce(_column("ends"), _day_number(first)) >= _day_number(first))
    return clauses


def _sides() -> list[sa.ColumnElement[Any]]:
    return [_column(name) for name in ("longitude", "latitude", "longitude", "latitude")]


SOURCE = Source(
    rows=public_sites,
    one=public_sites_with_id,
    key=lambda: (_column("service_id"), _column("id")),
    asking=_asking,
    in_box=lambda box: sites_in(Box(*box)),
    in_period=_in_period,
    bounds=_sides,
    feature=service_feature,
)
