"""Referrals from region to region."""

from typing import Any

from flask import Response

from referral.coverage.wire import flows_value
from referral.kit.db.work import current_session
from referral.places.queries import public_regions
from referral.web.coverage import words
from referral.web.coverage.asking import Asked, looking
from referral.web.coverage.base import blp
from referral.web.coverage.showing import around
from referral.web.page import page
from referral.web.page.formats import number


@blp.route("/coverage/flows")
@blp.public
@looking
def list_flows(asked: Asked) -> Response:
    """Where referrals of a released period came from and went to, across borders too"""
    session = current_session()
    view = asked.view
    told = flows_value(session, view.country, view.period or None)
    regions = public_regions(session, country=view.country, level=1)
    names = {each.code: words.name_of({"name": each.name, "names": each.names}) for each in regions}
    rows = [_row(each, names) for each in sorted(told["flows"], key=_most_first)]
    return page("coverage/flows.html", **around(asked), told=told, rows=rows)


def _most_first(flow: dict[str, Any]) -> tuple[int, str, str]:
    return -(flow["sent"] or 0), flow["from"], flow["to"]


def _row(flow: dict[str, Any], names: dict[str, str]) -> list[str]:
    ends = [names.get(code) or str(words.PLACES.get(code, code)) for code in (flow["from"], flow["to"])]
    return [*ends, words.word("suppressed") if flow["sent"] is None else number(flow["sent"])]
