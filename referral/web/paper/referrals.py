"""Referrals on paper: blank, or as whoever prints sees them; and a signed paper found again by its number."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, request
from flask_babel import gettext

from referral.kit.catalogues import LANGUAGES
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.ids import as_uuid
from referral.kit.problems import NotFound
from referral.referrals.queries.referrals import referral_for
from referral.referrals.service import showing
from referral.web.intake.names import need_label
from referral.web.intake.seeing import named
from referral.web.page import Form, fields, page, read_form, see_other
from referral.web.paper.base import blp
from referral.web.paper.labels import LABELS
from referral.web.paper.sheets import Sheet, blank_sheets, is_protected, qr_of, sheets_of
from referral.web.paper.speaking import both, chosen


class FindForm(ma.Schema):
    """The number that stands on a paper, typed or read by a scanner."""

    number = fields.text(60, required=True)


@blp.route("/paper")
@blp.requires("referrals:read")
@blp.uses("nothing")
def index() -> Response:
    """Blank forms, and where a signed paper is entered"""
    return page("paper/index.html", form=Form())


@blp.route("/paper/find", methods=["POST"])
@blp.requires("referrals:read")
def find() -> Response:
    """Leads from the number on a paper to its referral"""
    form = read_form(FindForm)
    if form.is_right:
        id_ = as_uuid(form.data["number"])
        try:
            if id_ is not None:
                referral_for(current_session(), current_actor(), id_)
                return see_other(f"/intake/{id_}")
        except NotFound:
            pass
        form.wrong("number", gettext("No referral of yours has this number."))
    return page("paper/index.html", form=form, status=422)


@blp.route("/paper/referral")
@blp.requires("referrals:read")
@blp.uses("nothing")
def blank_referral() -> Response:
    """The form to fill in by hand"""
    return _printed(blank_sheets(), {}, short=False)


@blp.route("/paper/referral/<uuid:id_>")
@blp.requires("referrals:read")
@blp.uses("writes")
def referral(id_: UUID) -> Response:
    """A referral as a form, in three copies; reading who somebody is stands in the audit"""
    session, actor = current_session(), current_actor()
    body = showing.show(session, actor, str(id_), identity=True).body
    side = "sender" if body.get("sender") == actor.organization_id else "receiver"
    short = request.args.get("person") == "short"
    return _printed(sheets_of(body, side=side, short=short), body, short=short)


def _printed(sheets: list[Sheet], body: dict[str, Any], *, short: bool) -> Response:
    other = chosen(body.get("languages") or ())
    tag = None if other is None else other.tag
    needs = [(need_label(code), need_label(code, tag) if tag else "") for code in body.get("need", ())]
    return page(
        "paper/referral.html",
        sheets=sheets,
        body=body,
        short=short,
        protected=bool(body) and is_protected(body),
        label=LABELS,
        both=both(other),
        other=other,
        all_languages=LANGUAGES.values(),
        need_pairs=needs,
        qr=qr_of(body["id"]) if body else None,
        **(
            named(body, [])
            if body
            else {"services": {}, "organizations": {}, "region": "", "people_names": {}}
        ),
    )
