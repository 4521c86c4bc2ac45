"""Sessions, the second factor, passwords and codes on the wire."""

import marshmallow as ma

from referral.access.schemas import fields
from referral.kit.http import Schema


class SignInSchema(Schema):
    """A mail address and a password."""

    email = fields.text(254, required=True)
    password = fields.password()


class SignedInSchema(Schema):
    """The session that was begun; its secret stands in a cookie that no script can read."""

    state = ma.fields.String(required=True, metadata={"enum": ["signed_in", "second_factor_needed"]})
    session_id = ma.fields.UUID(required=True)
    csrf_token = ma.fields.String(
        required=True,
        metadata={"description": "Goes into X-CSRF-Token of every request that changes something"},
    )
    expires_at = ma.fields.AwareDateTime(required=True)


class CodeSchema(Schema):
    """A code of an authenticator, a recovery code, or one that came on paper or by mail."""

    code = fields.code()


class SessionSchema(Schema):
    """One of one's own sessions."""

    id = ma.fields.UUID(required=True)
    agent = ma.fields.String(required=True)
    started_at = ma.fields.AwareDateTime(required=True)
    last_used_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    current = ma.fields.Boolean(required=True)


class SessionListSchema(Schema):
    """One's own open sessions, newest first."""

    results = ma.fields.List(ma.fields.Nested(SessionSchema), required=True)


class FactorBegunSchema(Schema):
    """The secret for an authenticator, shown this once."""

    secret = ma.fields.String(required=True)
    address = ma.fields.String(required=True, metadata={"description": "otpauth://, as text or QR code"})


class RecoveryCodesSchema(Schema):
    """Ten codes in place of a phone, shown this once; each opens once."""

    recovery_codes = ma.fields.List(ma.fields.String(), required=True)


class PasswordSchema(Schema):
    """The present password, to prove that it is you."""

    password = fields.password()


class PasswordChangeSchema(Schema):
    """The present password and the new one."""

    present = fields.password()
    password = fields.password(description="At least 12 characters")


class ResetAskedSchema(Schema):
    """Whose password is forgotten."""

    email = fields.text(254, required=True)


class RedeemResetSchema(Schema):
    """The code and the new password."""

    code = fields.code()
    password = fields.password(description="At least 12 characters")


class PrintResetSchema(Schema):
    """A reset for a member who is there in person."""

    remove_second_factor = ma.fields.Boolean(
        load_default=False, metadata={"description": "For who lost the phone and the recovery codes"}
    )


class PrintedCodeSchema(Schema):
    """A code to hand over on paper, shown this once."""

    code = ma.fields.String(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
