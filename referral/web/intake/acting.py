"""What is done with a referral by page: a form for each action, done once, and shown again where it is refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response

from referral.kit.clock import now
from referral.kit.db.work import current_session, unit_of_work
from referral.kit.http.access import current_actor
from referral.kit.problems import NotFound, Refusal
from referral.referrals.rules import Action, Note
from referral.referrals.schemas import actions as wire
from referral.referrals.service import acting, showing
from referral.web.intake import names, refusals
from referral.web.intake.actions import DEEDS, Deed, offered
from referral.web.intake.base import blp
from referral.web.intake.forms import occurred_at
from referral.web.intake.seeing import shown
from referral.web.intake.suggesting import find_suggested, services_like
from referral.web.page import Form, once, opened, page, read_form
from referral.web.page.languages import zone

_REVIEW_IN = timedelta(days=7)


@blp.route("/intake/<uuid:id_>/<string:action>")
@blp.requires("referrals:act", "referrals:coordinate")
@blp.uses("writes")
def ask(id_: UUID, action: str) -> Response:
    """The form of one action"""
    deed = _deed(action)
    if deed.at_once:
        return shown(str(id_), Form())
    form = opened(_draft(str(id_), action), _proposed(deed))
    return _asked(str(id_), action, form, status=200)


@blp.route("/intake/<uuid:id_>/<string:action>", methods=["POST"])
@blp.requires("referrals:act", "referrals:coordinate")
@blp.uses("nothing")
def do(id_: UUID, action: str) -> Response:
    """Does it once; where it is refused, or somebody was faster, the form stands there again with all that was typed"""
    deed, actor, status = _deed(action), current_actor(), 422
    form = read_form(deed.form)
    if form.is_right:
        try:
            with unit_of_work(write=True, actor=actor):
                find_suggested(form)
                if form.is_right:
                    draft = _draft(str(id_), action)
                    return once(form, lambda: _done(str(id_), action, form), notice="done", draft=draft)
        except ma.ValidationError as fault:
            refusals.tell_fields(form, fault)
        except NotFound:
            raise
        except Refusal as refusal:
            status = refusal.status
            refusals.tell(form, refusal)
    return _again(str(id_), action, form, status)


def _again(id_: str, action: str, form: Form, status: int) -> Response:
    """What was refused was rolled back: the page is read anew, as the referral is now."""
    with unit_of_work(write=True, actor=current_actor()):
        if DEEDS[action].at_once:
            return shown(id_, form, status=status)
        return _asked(id_, action, form, status=status)


def _asked(id_: str, action: str, form: Form, *, status: int) -> Response:
    session, actor = current_session(), current_actor()
    body = showing.show(session, actor, id_, identity=False).body
    allowed = dict(offered(body.get("allowed_actions", ())))
    if status == 200 and action not in allowed:
        return shown(id_, refusals.not_now(), status=409)
    form.values["version"] = str(body["version"])
    return page(
        "intake/act.html",
        status=status,
        form=form,
        body=body,
        action=action,
        deed=DEEDS[action],
        draft=_draft(id_, action),
        colleagues=names.colleagues(session, actor) if "assign_to" in DEEDS[action].form().fields else [],
        suggestions=services_like(form.value("suggested_name")) if form.errors else [],
        needs=[names.need_label(code) for code in body.get("need", ())],
    )


def _deed(action: str) -> Deed:
    if action not in DEEDS:
        raise NotFound
    return DEEDS[action]


def _draft(id_: str, action: str) -> str:
    return f"intake/{id_}/{action}"


def _proposed(deed: Deed) -> dict[str, Any]:
    """What is most often right: today, me, a week."""
    today, known = now().astimezone(zone()).date(), deed.form().fields
    proposed: dict[str, Any] = {
        **dict.fromkeys(("first_contact_on", "served_from", "served_to"), today),
        "assign_to": str(current_actor().member_id) if deed is DEEDS[Action.ACCEPT] else None,
        "review_on": today + _REVIEW_IN,
    }
    return {name: value for name, value in proposed.items() if name in known}


def _done(id_: str, action: str, form: Form) -> str:
    """Where to go on: to the referral, or to the list where it is nothing of the actor's any more."""
    session, actor = current_session(), current_actor()
    given = {name: value for name, value in form.data.items() if name != "suggested_name"}
    attempt = acting.Attempted(version=given.pop("version"), occurred_at=occurred_at(given))
    if action == wire.WE_HELPED:
        acting.help_at_once(session, actor, id_, wire.helped_of(given), attempt)
    elif action in tuple(Action):
        known = Action(action)
        acting.act(session, actor, id_, known, wire.inputs_of(known, given), attempt)
    else:
        note = Note(action)
        acting.note(session, actor, id_, note, wire.note_of(note, given), attempt)
    try:
        showing.show(session, actor, id_, identity=False)
    except NotFound:
        return "/intake"
    return f"/intake/{id_}"
