"""Who am I, and what everybody does with their own account: profile, password, second factor, address."""

from typing import Any

from flask import Response

from referral.access import rules
from referral.access.entering import proving
from referral.access.models import Member
from referral.access.queries import sessions as queries
from referral.access.routes.base import NO_STORE, blp
from referral.access.schemas.members import AccountPatchSchema, AccountSchema, MeSchema
from referral.access.schemas.sessions import (
    CodeSchema,
    FactorBegunSchema,
    PasswordChangeSchema,
    PasswordSchema,
    RecoveryCodesSchema,
)
from referral.access.service import members as service
from referral.access.service import passwords, second_factor
from referral.access.service.standing import own_account
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag, expected_version


@blp.route("/me")
@blp.entrance
@blp.uses("nothing")
@blp.response(200, MeSchema)
@blp.doc(operationId="getMe")
def me() -> Response:
    """Who the server takes you for, and what you may do"""
    actor = current_actor()
    body = {
        "kind": actor.kind.value,
        "id": actor.id,
        "organization_id": actor.organization_id,
        "scopes": sorted(actor.scopes),
        "permissions": rules.permissions_of(actor),
        "roles": sorted(actor.roles),
        "regions": list(actor.regions),
        "acting_user": actor.acting_user,
        "session_id": actor.session_id,
    }
    return json_response(body, headers=NO_STORE)


@blp.route("/me/account")
@blp.requires("account:use")
@blp.response(200, AccountSchema)
@blp.doc(operationId="getAccount")
def get_account() -> Response:
    """Your own account"""
    return _account(own_account(current_session(), current_actor()))


@blp.route("/me/account", methods=["PATCH"])
@blp.requires("account:use")
@blp.changes_version
@blp.arguments(AccountPatchSchema)
@blp.response(200, AccountSchema)
@blp.doc(operationId="changeAccount")
def change_account(given: dict[str, Any]) -> Response:
    """Changes your name, the name that partners see, or your language"""
    version = expected_version()
    return _account(service.change_profile(current_session(), current_actor(), version=version, **given))


@blp.route("/me/password", methods=["PUT"])
@blp.requires("account:use")
@blp.uses("nothing")
@blp.arguments(PasswordChangeSchema)
@blp.response(204)
@blp.doc(operationId="changePassword")
def change_password(given: dict[str, Any]) -> Response:
    """Sets a new password; all your other sessions end"""
    proving.change_password(current_actor(), present=given["present"], password=given["password"])
    return Response(status=204)


@blp.route("/me/second-factor", methods=["POST"])
@blp.requires("account:use")
@blp.response(201, FactorBegunSchema)
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="beginSecondFactor")
def begin_second_factor() -> Response:
    """A secret for your authenticator; it counts when its first code is confirmed"""
    secret, address = second_factor.begin(current_session(), current_actor())
    return json_response({"secret": secret, "address": address}, status=201, headers=NO_STORE)


@blp.route("/me/second-factor/confirm", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
@blp.arguments(CodeSchema)
@blp.response(200, RecoveryCodesSchema)
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="confirmSecondFactor")
def confirm_second_factor(given: dict[str, Any]) -> Response:
    """Turns the second factor on by its first code; your other sessions end"""
    return _codes(proving.confirm_second_factor(current_actor(), given["code"]))


@blp.route("/me/second-factor/disable", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
@blp.arguments(PasswordSchema)
@blp.response(204)
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="disableSecondFactor")
def disable_second_factor(given: dict[str, Any]) -> Response:
    """Takes the second factor away"""
    proving.disable_second_factor(current_actor(), given["password"])
    return Response(status=204)


@blp.route("/me/second-factor/recovery-codes", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
@blp.arguments(PasswordSchema)
@blp.response(200, RecoveryCodesSchema)
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="renewRecoveryCodes")
def renew_recovery_codes(given: dict[str, Any]) -> Response:
    """Ten new recovery codes; the old ones end"""
    return _codes(proving.renew_recovery_codes(current_actor(), given["password"]))


@blp.route("/email-confirmations", methods=["POST"])
@blp.requires("account:use")
@blp.response(202)
@blp.doc(operationId="askForEmailConfirmation")
def ask_for_confirmation() -> Response:
    """Has a mail sent to your address, whose code confirms it"""
    passwords.ask_for_confirmation(current_session(), current_actor())
    return Response(status=202)


def _codes(made: list[str]) -> Response:
    return json_response({"recovery_codes": made}, headers=NO_STORE)


def _account(member: Member) -> Response:
    session = current_session()
    factor = queries.public_second_factor(session, member.id)
    body = {
        "id": member.id,
        "email": member.email,
        "email_confirmed": member.email_confirmed_at is not None,
        "name": member.name,
        "shown_name": member.shown_name,
        "language": member.language,
        "second_factor": factor is not None and factor.confirmed_at is not None,
        "recovery_codes_left": queries.recovery_codes_left(session, member.id),
        "version": member.version,
    }
    return json_response(body, headers={**NO_STORE, **etag(member.version)})
