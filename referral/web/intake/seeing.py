"""One referral as the receiver, or a coordinator, sees it now."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases.sight import member_of
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.referrals.service import retelling, showing
from referral.web.intake import explaining, names
from referral.web.intake.actions import DEEDS, offered
from referral.web.intake.base import blp
from referral.web.page import Form, page


@blp.route("/intake/<uuid:id_>")
@blp.requires("referrals:read", "referrals:coordinate")
@blp.uses("writes")
def referral(id_: UUID) -> Response:
    """One referral: what is open of it, why not more, and what can be done; reading who somebody is is audited"""
    return shown(str(id_), Form())


def shown(id_: str, form: Form, *, status: int = 200) -> Response:
    """The page of a referral, with what is wrong where something was refused. Raises `NotFound`."""
    session, actor = current_session(), current_actor()
    body = showing.show(session, actor, id_, identity=True).body
    events = retelling.events_for(session, actor, id_)
    mine = body.get("assigned_to") is not None and body["assigned_to"] == member_of(actor)
    coordinates = "receiver" in body and body["receiver"] != actor.organization_id
    return page(
        "intake/referral.html",
        status=status,
        form=form,
        body=body,
        events=events,
        mine=mine,
        buttons=offered(body.get("allowed_actions", ())),
        deeds=DEEDS,
        open_now=explaining.open_now(body),
        why_not_more=explaining.why_not_more(body, mine=mine, coordinates=coordinates),
        **named(body, events),
    )


def named(body: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """Names for the ids in it."""
    session = current_session()
    suggested = [each.get("details", {}).get("suggested_service") for each in events]
    actors = {each.get("actor_id") for each in events} | {body.get("assigned_to")}
    actors |= {each.get("details", {}).get("assign_to") for each in events}
    return {
        "needs": [names.need_label(code) for code in body.get("need", ())],
        "region": names.region_name(session, body.get("region")),
        "services": names.named(session, "service", [body.get("service"), *suggested]),
        "organizations": names.named(session, "organization", [body.get("sender"), body.get("receiver")]),
        "people_names": names.people_shown(session, actors),
    }
