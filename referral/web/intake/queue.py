"""The work list: what was sent to the organisation, the most urgent first, and what is stuck in a region."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from referral.cases.sight import member_of
from referral.directory.needs import all_needs
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.referrals.queries.referrals import Wanted
from referral.referrals.queries.worklist import Asked
from referral.referrals.rules.groups import Group
from referral.referrals.service.worklist import stuck_list, work_list
from referral.web.intake import names
from referral.web.intake.base import FilterForm, blp
from referral.web.page import page, read_form

_MOST_STUCK = 200


@blp.route("/intake")
@blp.requires("referrals:respond")
def queue() -> Response:
    """What was sent to the organisation: a part of it, narrowed, by pages"""
    session, actor = current_session(), current_actor()
    # What is no filter is passed over, like every query that a page does not know.
    asked = read_form(FilterForm, source=request.args).data or {}
    group, number = Group(asked.get("group", Group.OPEN)), asked.get("page", 1)
    found = work_list(session, actor, Asked(group=group, wanted=_wanted(asked), page=number))
    return page(
        "intake/queue.html",
        group=group,
        groups=list(Group),
        counts=found.counts,
        lines=[_shown(each) for each in found.lines],
        services=names.named(session, "service", {each.get("service") for each in found.lines}),
        senders=names.named(session, "organization", {each.get("sender") for each in found.lines}),
        workers=names.people_shown(session, {each.get("assigned_to") for each in found.lines}),
        needs_to_choose=_needs(),
        form=read_form(FilterForm, source=request.args),
        filtered=bool(asked.keys() - {"group", "page"}),
        number=number,
        more=found.more,
        address=lambda **changed: _address({**asked, "page": None, **changed}),
    )


def _wanted(asked: dict[str, Any]) -> Wanted:
    return Wanted(
        side="received",
        priorities=[asked["priority"]] if "priority" in asked else (),
        needs=[asked["need"]] if "need" in asked else (),
        assigned=member_of(current_actor()) if asked.get("whose") == "mine" else None,
        unassigned=asked.get("whose") == "nobody",
    )


def _needs() -> list[tuple[str, str]]:
    return sorted(
        ((each.code, names.need_label(each.code)) for each in all_needs()), key=lambda pair: pair[1]
    )


def _address(asked: dict[str, Any]) -> str:
    told = {name: str(value) for name, value in asked.items() if value}
    return f"/intake?{urlencode(told)}" if told else "/intake"


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "needs": [names.need_label(code) for code in line.get("need", ())]}


@blp.route("/intake/stuck")
@blp.requires("referrals:coordinate")
def stuck() -> Response:
    """What is stuck in the regions of a coordinator: nothing of anybody beyond the reduced line"""
    session, actor = current_session(), current_actor()
    lines = stuck_list(session, actor, limit=_MOST_STUCK)
    return page("intake/stuck.html", lines=lines)
