"""The second step set up by page: a QR code for the authenticator, its first code, recovery codes."""

import segno
from flask import Response

from referral.access.entering import proving
from referral.access.errors import PasswordWrong, SecondFactorExists, SecondFactorWrong, TooManyTries
from referral.access.service import second_factor
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.web.account import words
from referral.web.account.base import CodeForm, PasswordForm, blp
from referral.web.page import Form, page, read_form, see_other


@blp.route("/account/second-step", methods=["POST"])
@blp.requires("account:use")
def begin_factor() -> Response:
    """A secret for the authenticator, shown this once"""
    try:
        secret, address = second_factor.begin(current_session(), current_actor())
    except SecondFactorExists:
        return see_other("/account")
    picture = segno.make(address, micro=False).svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return page("account/factor.html", form=Form(), secret=secret, picture=picture)


@blp.route("/account/second-step/confirm", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
def confirm_factor() -> Response:
    """Turns the second step on by its first code, and shows the recovery codes"""
    form = read_form(CodeForm)
    if form.is_right:
        try:
            made = proving.confirm_second_factor(current_actor(), form.data["code"])
            return page("account/recovery.html", codes=made)
        except (SecondFactorWrong, TooManyTries) as refusal:
            words.tell(form, refusal)
    return page("account/factor.html", form=form, secret=None, picture=None, status=422)


@blp.route("/account/recovery-codes", methods=["GET"])
@blp.requires("account:use")
def recovery() -> Response:
    """Where new recovery codes are asked for, or the second step is taken away"""
    return page("account/recovery_ask.html", form=Form())


@blp.route("/account/recovery-codes", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
def renew_codes() -> Response:
    """Ten new recovery codes; the old ones end"""
    form = read_form(PasswordForm)
    if form.is_right:
        try:
            made = proving.renew_recovery_codes(current_actor(), form.data["present"])
            return page("account/recovery.html", codes=made)
        except (PasswordWrong, TooManyTries) as refusal:
            words.tell(form, refusal)
    return page("account/recovery_ask.html", form=form, status=422)


@blp.route("/account/second-step/remove", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
def remove_factor() -> Response:
    """Takes the second step away"""
    form = read_form(PasswordForm)
    if form.is_right:
        try:
            proving.disable_second_factor(current_actor(), form.data["present"])
            return see_other("/account", notice="factor-removed")
        except (PasswordWrong, TooManyTries) as refusal:
            words.tell(form, refusal)
    return page("account/recovery_ask.html", form=form, status=422)
