"""The Blueprint that the account's pages share, and their forms."""

import marshmallow as ma

from referral.access.rules.passwords import LONGEST
from referral.web.page import Blueprint, fields

blp = Blueprint("account", __name__)


class SignInForm(ma.Schema):
    """A mail address and a password."""

    email = fields.text(254, required=True)
    password = fields.password(required=True, validate=ma.validate.Length(max=LONGEST))


class CodeForm(ma.Schema):
    """A code of an authenticator, or a recovery code."""

    code = fields.text(100, required=True)


class PasswordForm(ma.Schema):
    """The present password, to prove who it is."""

    present = fields.password(required=True)


class PasswordChangeForm(PasswordForm):
    """The present password and the new one."""

    password = fields.password(required=True)


class ResetForm(ma.Schema):
    """A printed or mailed code and the new password."""

    code = fields.text(100, required=True)
    password = fields.password(required=True)


class JoinForm(ResetForm):
    """An invitation's code and who joins."""

    email = fields.text(254, required=True)
    name = fields.text(200, required=True)
    shown_name = fields.text(200)
