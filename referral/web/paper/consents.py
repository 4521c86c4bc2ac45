"""Consents on paper: blank, or one version as it was recorded, for whoever sees all of the case."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.service import showing, stored
from referral.kit.catalogues import LANGUAGES
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.web.intake.names import named
from referral.web.page import page
from referral.web.paper.base import blp
from referral.web.paper.labels import CATEGORIES, LABELS, NOTICE_CHANNELS, PURPOSES
from referral.web.paper.sheets import COPIES, qr_of
from referral.web.paper.speaking import both, chosen


@blp.route("/paper/consent")
@blp.requires("cases:work")
@blp.uses("nothing")
def blank_consent() -> Response:
    """The form to fill in and sign by hand"""
    return _printed({}, {})


@blp.route("/paper/consent/<uuid:id_>")
@blp.requires("identity:read")
@blp.uses("writes")
def consent(id_: UUID) -> Response:
    """One version of a consent with its words; the reading is shown to the person"""
    session = current_session()
    row, value = showing.read_consent(session, current_actor(), str(id_))
    body = {**wire.consent_of(row, stored.recipients_of(session, row)), **wire.words_of_consent(value)}
    ids = [*body["organizations"], *body["fallbacks"], *body["never_share_with"]]
    return _printed(body, named(session, "organization", ids))


def _printed(body: dict[str, Any], organizations: dict[str, str]) -> Response:
    other = chosen([body["notice_language"]] if body else ())
    return page(
        "paper/consent.html",
        body=body,
        copies=COPIES,
        organizations=organizations,
        label=LABELS,
        purposes=PURPOSES,
        categories=CATEGORIES,
        notice_channels=NOTICE_CHANNELS,
        both=both(other),
        other=other,
        all_languages=LANGUAGES.values(),
        qr=qr_of(body["id"]) if body else None,
    )
