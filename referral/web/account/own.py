"""One's own account: password, sessions."""

from uuid import UUID

from flask import Response

from referral.access.configured import configured
from referral.access.entering import proving
from referral.access.errors import PasswordWrong, TooManyTries
from referral.access.queries import sessions as queries
from referral.access.rules.sessions import expires_at, is_over
from referral.access.service import sessions as service
from referral.access.service.standing import own_account
from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import InvalidInput
from referral.web.account import words
from referral.web.account.base import PasswordChangeForm, blp
from referral.web.page import Form, page, read_form, see_other


@blp.route("/account")
@blp.requires("account:use")
def own() -> Response:
    """One's own account and its open sessions"""
    session, actor = current_session(), current_actor()
    member = own_account(session, actor)
    factor = queries.public_second_factor(session, member.id)
    moment, lifetime = now(), configured().lifetime
    found = [
        (row, expires_at(service.times_of(row), lifetime))
        for row in queries.open_sessions(session, member.id)
        if not is_over(service.times_of(row), lifetime, moment)
    ]
    return page(
        "account/own.html",
        member=member,
        roles=sorted(actor.roles),
        factor=factor is not None and factor.confirmed_at is not None,
        codes_left=queries.recovery_codes_left(session, member.id),
        sessions=found,
    )


@blp.route("/account/sessions/<uuid:id_>/end", methods=["POST"])
@blp.requires("account:use")
def end_session(id_: UUID) -> Response:
    """Ends one of one's own sessions, such as the one on a lost phone"""
    service.end_session(current_session(), current_actor(), str(id_))
    return see_other("/account", notice="session-ended")


@blp.route("/account/password")
@blp.requires("account:use")
def password() -> Response:
    """Where the password is changed"""
    return page("account/password.html", form=Form())


@blp.route("/account/password", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
def change_password() -> Response:
    """Sets a new password; all other sessions end"""
    form = read_form(PasswordChangeForm)
    if form.is_right:
        try:
            proving.change_password(current_actor(), **form.data)
            return see_other("/account", notice="password-changed")
        except (PasswordWrong, TooManyTries, InvalidInput) as refusal:
            words.tell(form, refusal)
    return page("account/password.html", form=form, status=422)
