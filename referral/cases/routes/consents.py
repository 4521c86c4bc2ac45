"""Consents: recorded as versions, read, and withdrawn in one of three meanings, which never fails."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.models import Consent
from referral.cases.queries import cases as case_queries
from referral.cases.queries import consents as queries
from referral.cases.queries import people
from referral.cases.routes.base import blp
from referral.cases.schemas.consents import (
    ConsentCreateSchema,
    ConsentFormQuerySchema,
    ConsentFormSchema,
    ConsentListSchema,
    ConsentSchema,
    ConsentWithdrawSchema,
    KnownConsentSchema,
    WithdrawalSchema,
)
from referral.cases.schemas.content import LARGEST_BODY
from referral.cases.service import consenting, forms, showing, stored, withdrawing
from referral.cases.sight import Sight
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import moment
from referral.kit.http.respond import json_response


@blp.route("/cases/<uuid:id_>/consents", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(ConsentCreateSchema, largest=LARGEST_BODY)
@blp.response(201, ConsentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="recordConsent")
def record_consent(given: dict[str, Any], id_: UUID) -> Response:
    """Records what a person of the case agreed to; with `supersedes` a new version, which ends what it leaves out"""
    session, actor, person_id = current_session(), current_actor(), given["person_id"]
    people.person_of_case(session, actor, str(id_), person_id)
    supersedes = given["supersedes"]
    made = consenting.record_consent(session, actor, person_id, given["new"], supersedes=supersedes)
    return json_response(_shown(made), status=201)


@blp.route("/cases/<uuid:id_>/consents")
@blp.requires("cases:read")
@blp.response(200, ConsentListSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listConsents")
def list_consents(id_: UUID) -> Response:
    """Every version of every consent in a case, without its sealed words"""
    session = current_session()
    seen = case_queries.case_for(session, current_actor(), str(id_), least=Sight.ALL)
    everybody = people.people_of(session, seen)
    found = [row for each in everybody for row in queries.consents_of(session, each.id)]
    return json_response({"results": [_shown(row) for row in found]})


@blp.route("/people/<uuid:id_>/consent-form")
@blp.requires("cases:work")
@blp.arguments(ConsentFormQuerySchema, location="query")
@blp.response(200, ConsentFormSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getConsentForm")
def get_consent_form(question: dict[str, Any], id_: UUID) -> Response:
    """What a consent of this person begins with, and who must agree: proposed by country and need"""
    found = forms.consent_form(current_session(), current_actor(), str(id_), need=question.get("need"))
    return json_response(wire.form_of(found))


@blp.route("/consents/<uuid:id_>")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, KnownConsentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="readConsent")
def read_consent(id_: UUID) -> Response:
    """One version with its words; the reading is shown to the person"""
    row, value = showing.read_consent(current_session(), current_actor(), str(id_))
    return json_response({**_shown(row), **wire.words_of_consent(value)})


@blp.route("/consents/<uuid:id_>/withdraw", methods=["POST"])
@blp.requires("consents:withdraw")
@blp.arguments(ConsentWithdrawSchema)
@blp.response(200, WithdrawalSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="withdrawConsent")
def withdraw_consent(given: dict[str, Any], id_: UUID) -> Response:
    """Withdraws, through anyone; again, the first time is answered. What rests on a law becomes an objection"""
    by = given.pop("representative_id")
    session, actor = current_session(), current_actor()
    done = withdrawing.withdraw_consent(session, actor, str(id_), by_representative=by, **given)
    body = {
        "consent_id": str(id_),
        "withdrawn_at": moment(done.withdrawn_at),
        "scopes": list(done.scopes),
        "privacy_tasks": len(done.tasks),
        "objection": wire.objection_of(done.objection) if done.objection else None,
    }
    return json_response(body)


def _shown(row: Consent) -> dict[str, Any]:
    return wire.consent_of(row, stored.recipients_of(current_session(), row))
