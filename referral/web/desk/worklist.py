"""The desk: what waits for whom and how long, one's own cases, and what waits for approval."""

from typing import Any

from flask import Response, request

from referral.cases.queries import cases as case_queries
from referral.cases.queries.cases import CaseFilter
from referral.cases.sight import CASE_WORKER, SUPERVISOR, member_of, roles_of
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.ids import as_uuid
from referral.referrals.queries.referrals import Wanted
from referral.referrals.rules import OPEN, Priority, State, state_of
from referral.referrals.service.waiting import Waiting, worklist
from referral.web.desk.base import blp
from referral.web.desk.names import case_label, need_label, service_names
from referral.web.desk.words import PRIORITIES, STATES, choices
from referral.web.page import Form, page

MOST_LINES, MOST_CASES = 200, 50


@blp.route("/desk")
@blp.requires("cases:work")
def cases() -> Response:
    """What waits for whom, overdue first, and the cases"""
    session, actor = current_session(), current_actor()
    asked = _asked()
    mine = member_of(actor) if asked["whose"] == "mine" else None
    lines, more = worklist(session, actor, wanted=_wanted(asked), member_id=mine, limit=MOST_LINES)
    before = as_uuid(request.args.get("before", ""))
    found = case_queries.cases(
        session, actor, wanted=CaseFilter(assigned=mine), before=before, limit=MOST_CASES + 1
    )
    return page(
        "desk/cases.html",
        form=Form.of(asked),
        cases=[(case, case_label(case), people) for case, people in found[:MOST_CASES]],
        following=found[MOST_CASES - 1][0].id if len(found) > MOST_CASES else None,
        more=more,
        supervises=SUPERVISOR in roles_of(actor),
        states=choices(STATES, OPEN),
        priorities=choices(PRIORITIES),
        **_named(lines),
    )


def _asked() -> dict[str, str]:
    """The filters of the address; what is unknown is passed over."""
    given, roles = request.args, roles_of(current_actor())
    whose = given.get("whose") or ("mine" if CASE_WORKER in roles else "all")
    state, priority = given.get("state", ""), given.get("priority", "")
    return {
        "whose": whose if whose in ("mine", "all") else "mine",
        "state": state if state in tuple(OPEN) else "",
        "priority": priority if priority in tuple(Priority) else "",
    }


def _wanted(asked: dict[str, str]) -> Wanted:
    return Wanted(
        states=[state_of(asked["state"])] if asked["state"] else (),
        priorities=[asked["priority"]] if asked["priority"] else (),
        side="sent",
    )


@blp.route("/desk/approvals")
@blp.requires("referrals:approve")
def approvals() -> Response:
    """What waits for a supervisor's approval"""
    wanted = Wanted(states=[State.PENDING_APPROVAL], side="sent")
    lines, more = worklist(
        current_session(), current_actor(), wanted=wanted, member_id=None, limit=MOST_LINES
    )
    return page("desk/approvals.html", more=more, **_named(lines))


def _named(lines: list[Waiting]) -> dict[str, Any]:
    """The lines with what their services and needs are called."""
    names = service_names(current_session(), current_actor(), [each.line for each in lines])
    return {"lines": lines, "names": names, "need_label": need_label}
