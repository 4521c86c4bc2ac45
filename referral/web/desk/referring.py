"""One referral of ours: how it stands, its clocks, its history, and every step that is possible now."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases.queries import cases as case_queries
from referral.cases.queries.cases import Seen
from referral.cases.sight import CASE_WORKER, Sight, roles_of
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import NotFound
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import Action, Note, Role, Told, ToldBy, recordable_actions
from referral.referrals.schemas import actions as wire
from referral.referrals.service import acting, retelling, showing
from referral.referrals.service.resting import unagreed
from referral.referrals.service.values import value_of
from referral.web.desk.base import blp, tried
from referral.web.desk.names import Row, case_label, need_label, service_names
from referral.web.desk.steps import OURS, STEPS, TOLD, given_of, schema_of
from referral.web.desk.words import ACTIONS
from referral.web.page import Form, opened, page, read_form
from referral.web.page.languages import zone

# Steps that need no form of their own.
_AT_ONCE = ("submit", "choose", "arrived")


@blp.route("/desk/referrals/<uuid:id_>")
@blp.requires("referrals:send")
@blp.uses("writes")
def referral(id_: UUID) -> Response:
    """One referral; reading who it is for stands in the audit"""
    return _shown(str(id_), Form())


@blp.route("/desk/referrals/<uuid:id_>/do/<string:step>")
@blp.requires("referrals:send")
def step_form(id_: UUID, step: str) -> Response:
    """Where a step is filled in"""
    return _step_shown(str(id_), step, opened(_draft(id_, step)), told=False)


@blp.route("/desk/referrals/<uuid:id_>/do/<string:step>", methods=["POST"])
@blp.requires("referrals:send")
def take_step(id_: UUID, step: str) -> Response:
    """Does it, if it is possible now"""
    return _taken(str(id_), step, told=False)


@blp.route("/desk/referrals/<uuid:id_>/told/<string:step>")
@blp.requires("referrals:send")
def told_form(id_: UUID, step: str) -> Response:
    """Where an answer is recorded that the service gave by phone, in person or on paper"""
    return _step_shown(str(id_), step, opened(_draft(id_, step)), told=True)


@blp.route("/desk/referrals/<uuid:id_>/told/<string:step>", methods=["POST"])
@blp.requires("referrals:send")
def record_told(id_: UUID, step: str) -> Response:
    """Records it as told, not confirmed"""
    return _taken(str(id_), step, told=True)


def _draft(id_: UUID | str, step: str) -> str:
    return f"step/{id_}/{step}"


def _taken(id_: str, step: str, *, told: bool) -> Response:
    _check(step, told=told)
    form = read_form(schema_of(step, told=told))
    done = (
        tried(form, lambda: _do(id_, step, form, told=told), draft=_draft(id_, step))
        if form.is_right
        else None
    )
    if done is not None:
        return done
    if step in _AT_ONCE and not told:
        return _shown(id_, form, status=422)
    return _step_shown(id_, step, form, told=told, status=422)


def _check(step: str, *, told: bool) -> None:
    if step not in STEPS or (step in OURS) == told:
        raise NotFound


def _do(id_: str, step: str, form: Form, *, told: bool) -> str:
    session, actor, data = current_session(), current_actor(), form.data
    said = Told(ToldBy(data["by"]), data["said_by"]) if told else None
    happened = data.get("occurred_at")
    at = happened.replace(tzinfo=zone()) if happened is not None else None
    attempt = acting.Attempted(version=data.get("version", 0), occurred_at=at, told=said)
    if step == "provide_info" and "body" in data:
        noted = acting.note(session, actor, id_, Note.MESSAGE, {"body": data["body"]}, attempt)
        attempt = acting.Attempted(version=noted.version)
    given = given_of(step, data)
    if step == wire.CHOOSE:
        acting.choose(session, actor, id_, attempt)
    elif step in tuple(Action):
        action = Action(step)
        acting.act(session, actor, id_, action, wire.inputs_of(action, given), attempt)
    else:
        acting.note(session, actor, id_, Note(step), wire.note_of(Note(step), given), attempt)
    return f"/desk/referrals/{id_}"


def _own(id_: str) -> tuple[Row, Seen]:
    """A referral of a case that the actor sees all of. Raises `NotFound`."""
    session, actor = current_session(), current_actor()
    record = queries.referral_for(session, actor, id_)
    return record, case_queries.case_for(session, actor, record.case_id, least=Sight.ALL)


def _shown(id_: str, form: Form, *, status: int = 200) -> Response:
    session, actor = current_session(), current_actor()
    record, seen = _own(id_)
    shown = showing.show(session, actor, id_, identity=True)
    allowed = shown.body.get("allowed_actions", [])
    return page(
        "desk/referral.html",
        form=form,
        record=record,
        body=shown.body,
        label=case_label(seen.case),
        names=service_names(session, actor, [shown.body]),
        need_label=need_label,
        events=retelling.events_for(session, actor, id_),
        steps=[each for each in OURS if each in allowed and each not in _AT_ONCE],
        at_once=[each for each in _AT_ONCE if each in allowed],
        can_withdraw=Action.WITHDRAW_CONSENT in allowed or not record.withdrawn,
        told_steps=_recordable(record) if allowed else [],
        without=unagreed(session, actor, id_),
        status=status,
    )


def _recordable(record: Row) -> list[str]:
    if CASE_WORKER not in roles_of(current_actor()):
        return []
    found = recordable_actions(value_of(record), {Role.CASE_WORKER})
    return [each.value for each in found if each.value in STEPS]


def _step_shown(id_: str, step: str, form: Form, *, told: bool, status: int = 200) -> Response:
    _check(step, told=told)
    record, seen = _own(id_)
    asked: dict[str, Any] = {**STEPS[step], **(TOLD if told else {})}
    return page(
        "desk/step.html",
        form=form,
        step=step,
        title=ACTIONS[step],
        told=told,
        asked=asked,
        record=record,
        label=case_label(seen.case),
        draft=_draft(id_, step),
        status=status,
    )
