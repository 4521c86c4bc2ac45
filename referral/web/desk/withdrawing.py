"""Withdrawing a consent in two taps: what is meant is the second one. It never fails on a check of consent."""

from uuid import UUID

import marshmallow as ma
from flask import Response

from referral.cases.queries import cases as case_queries
from referral.cases.queries import consents as consent_queries
from referral.cases.queries import people as people_queries
from referral.cases.rules import WithdrawalScope, WithdrawalVia
from referral.cases.service import withdrawing as service
from referral.cases.sight import Sight
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import Action
from referral.referrals.rules.inputs import WithdrawConsent
from referral.referrals.service import acting
from referral.web.desk.base import blp, tried
from referral.web.desk.names import Row, case_label
from referral.web.desk.words import SCOPES, choices
from referral.web.page import Form, fields, page, read_form


class WithdrawForm(ma.Schema):
    """What is meant, and how it was said."""

    scope = fields.choice(WithdrawalScope, required=True)
    via = fields.choice(WithdrawalVia, load_default=WithdrawalVia.IN_PERSON.value)


@blp.route("/desk/consents/<uuid:id_>/withdraw")
@blp.requires("consents:withdraw")
def withdraw(id_: UUID) -> Response:
    """Where it is asked what the person means"""
    return _of_consent(str(id_), Form())


@blp.route("/desk/consents/<uuid:id_>/withdraw", methods=["POST"])
@blp.requires("consents:withdraw")
def withdraw_now(id_: UUID) -> Response:
    """Withdraws it in this meaning"""
    form = read_form(WithdrawForm)

    def do() -> str:
        actor, session = current_actor(), current_session()
        scopes = [WithdrawalScope(form.data["scope"])]
        via = WithdrawalVia(form.data["via"])
        service.withdraw_consent(session, actor, str(id_), scopes=scopes, via=via)
        return f"/desk/cases/{_case_of(str(id_))}"

    done = tried(form, do, notice="withdrawn") if form.is_right else None
    return done or _of_consent(str(id_), form, status=422)


def _consent(id_: str) -> Row:
    return consent_queries.consent_for(current_session(), current_actor(), id_)


def _case_of(consent_id: str) -> str:
    session, actor = current_session(), current_actor()
    person = people_queries.person_for(session, actor, _consent(consent_id).person_id, least=Sight.LINE)
    return person.case.id


def _of_consent(id_: str, form: Form, *, status: int = 200) -> Response:
    session, actor = current_session(), current_actor()
    seen = people_queries.person_for(session, actor, _consent(id_).person_id, least=Sight.LINE)
    back = f"/desk/cases/{seen.case.id}"
    return _shown(form, back, case_label(seen.case), status=status)


@blp.route("/desk/referrals/<uuid:id_>/withdraw")
@blp.requires("consents:withdraw")
def withdraw_from(id_: UUID) -> Response:
    """Where it is asked what the people of a referral mean"""
    return _of_referral(str(id_), Form())


@blp.route("/desk/referrals/<uuid:id_>/withdraw", methods=["POST"])
@blp.requires("consents:withdraw")
def withdraw_from_now(id_: UUID) -> Response:
    """Withdraws the consents on which a referral rests; what rests on them ends"""
    form = read_form(WithdrawForm)

    def do() -> str:
        actor, session = current_actor(), current_session()
        record = queries.referral_for(session, actor, str(id_))
        scopes = frozenset({WithdrawalScope(form.data["scope"])})
        inputs = WithdrawConsent(via=WithdrawalVia(form.data["via"]), scopes=scopes)
        attempt = acting.Attempted(version=record.version)
        acting.act(session, actor, str(id_), Action.WITHDRAW_CONSENT, inputs, attempt)
        return f"/desk/cases/{record.case_id}"

    done = tried(form, do, notice="withdrawn") if form.is_right else None
    return done or _of_referral(str(id_), form, status=422)


def _of_referral(id_: str, form: Form, *, status: int = 200) -> Response:
    session, actor = current_session(), current_actor()
    record = queries.referral_for(session, actor, id_)
    seen = case_queries.case_for(session, actor, record.case_id, least=Sight.LINE)
    return _shown(form, f"/desk/referrals/{id_}", case_label(seen.case), status=status)


def _shown(form: Form, back: str, label: str, *, status: int) -> Response:
    return page(
        "desk/withdraw.html", form=form, back=back, label=label, scopes=choices(SCOPES), status=status
    )
