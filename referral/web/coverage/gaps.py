"""Where people live beyond reach, and where one more service would reach most of them."""

from dataclasses import replace

from flask import Response

from referral.coverage import answering
from referral.coverage.sheets import answer_of
from referral.web.coverage.asking import Asked, looking
from referral.web.coverage.base import blp
from referral.web.coverage.showing import around, table_of
from referral.web.page import page

_FIGURES = ("population", "services", "within_25000_m", "distance_median_m")


@blp.route("/coverage/gaps")
@blp.public
@looking
def list_gaps(asked: Asked) -> Response:
    """Regions by how many live beyond reach, and the next places for a service"""
    found = answering.find(asked.view.asked())
    told, answer = answering.gaps(found), answer_of(found)
    table = table_of(
        answer, replace(asked.view, indicator="people_beyond_reach", classes="quantile"), _FIGURES
    )
    order = {each["code"]: number for number, each in enumerate(told["regions"])}
    table.lines.sort(key=lambda line: order[line.code])
    return page("coverage/gaps.html", **around(asked), told=told, table=table)
