"""Signing in by page: password, second step, and out again. The sessions are those of the API."""

from flask import Response, request

from referral.access import edge
from referral.access.entering import redeeming, signing_in
from referral.access.errors import (
    CodeNotValid,
    EmailTaken,
    SecondFactorWrong,
    SignInRefused,
    TooManyTries,
)
from referral.access.service import sessions as service
from referral.access.service.members import Profile
from referral.access.service.sessions import Begun
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import InvalidInput
from referral.web.account import words
from referral.web.account.base import CodeForm, JoinForm, ResetForm, SignInForm, blp
from referral.web.page import Form, page, read_form, see_other
from referral.web.page.languages import language
from referral.web.page.rendering import safe_address


@blp.route("/sign-in")
@blp.public
@blp.uses("nothing")
def sign_in() -> Response:
    """Where members sign in"""
    return page("account/sign_in.html", form=Form(), next=safe_address(request.args.get("next")))


@blp.route("/sign-in", methods=["POST"])
@blp.public
@blp.uses("nothing")
def begin() -> Response:
    """Begins a session, and goes on to the second step where there is one"""
    form, back = read_form(SignInForm), safe_address(request.form.get("next"))
    if form.is_right:
        try:
            signed = signing_in.sign_in(form.data["email"], form.data["password"], edge.visit())
            return _begun(signed.begun, back, device=signed.device)
        except SignInRefused as refusal:
            form.refused(refusal, "email", words.NOT_SIGNED_IN)
        except TooManyTries as refusal:
            form.refused(refusal, "", words.WAIT)
    return page("account/sign_in.html", form=form, next=back, status=422)


@blp.route("/sign-in/code")
@blp.requires("session:complete")
@blp.uses("nothing")
def second_step() -> Response:
    """Where the code of the authenticator is given"""
    return page("account/code.html", form=Form(), next=safe_address(request.args.get("next")))


@blp.route("/sign-in/code", methods=["POST"])
@blp.requires("session:complete")
@blp.uses("nothing")
def give_code() -> Response:
    """Makes the session whole by an authenticator's code or a recovery code"""
    form, back = read_form(CodeForm), safe_address(request.form.get("next"))
    if form.is_right:
        try:
            return _begun(signing_in.second_step(current_actor(), form.data["code"]), back)
        except SecondFactorWrong as refusal:
            form.refused(refusal, "code", words.WRONG_CODE)
        except TooManyTries as refusal:
            form.refused(refusal, "", words.WAIT)
    return page("account/code.html", form=form, next=back, status=422)


def _begun(begun: Begun, back: str, *, device: str | None = None) -> Response:
    pending = begun.session.pending_factor_since is not None
    address = words.with_next("/sign-in/code", back) if pending else back
    return edge.set_session(see_other("/work" if address == "/" else address), begun.token, device=device)


@blp.route("/sign-out", methods=["POST"])
@blp.requires("session:end")
def sign_out() -> Response:
    """Ends this session"""
    actor = current_actor()
    service.end_session(current_session(), actor, str(actor.session_id))
    return edge.forget_session(see_other("/", notice="signed-out"))


@blp.route("/password-reset")
@blp.public
@blp.uses("nothing")
def reset() -> Response:
    """Where a printed or mailed code is given for a new password"""
    return page("account/reset.html", form=Form())


@blp.route("/password-reset", methods=["POST"])
@blp.public
@blp.uses("nothing")
def redeem_reset() -> Response:
    """Sets a new password by a code; all sessions end"""
    form = read_form(ResetForm)
    if form.is_right:
        try:
            redeeming.redeem_reset(form.data["code"], form.data["password"], network=edge.network())
            return see_other("/sign-in", notice="password-set")
        except (CodeNotValid, TooManyTries, InvalidInput) as refusal:
            words.tell(form, refusal)
    return page("account/reset.html", form=form, status=422)


@blp.route("/join")
@blp.public
@blp.uses("nothing")
def join() -> Response:
    """Where an invitation is accepted; its code stands behind # and is in no server's log"""
    return page("account/join.html", form=Form())


@blp.route("/join", methods=["POST"])
@blp.public
@blp.uses("nothing")
def accept() -> Response:
    """Makes an account by an invitation's code"""
    form = read_form(JoinForm)
    if form.is_right:
        given = form.data
        profile = Profile(
            given["email"], given["name"], given.get("shown_name", given["name"]), language().tag
        )
        try:
            redeeming.accept_invitation(given["code"], profile, given["password"], network=edge.network())
            return see_other("/sign-in", notice="joined")
        except (CodeNotValid, EmailTaken, TooManyTries, InvalidInput) as refusal:
            words.tell(form, refusal)
    return page("account/join.html", form=form, status=422)
