"""What is done with a code in place of a password. Codes stand in bodies, never in addresses."""

from typing import Any

from flask import Response

from referral.access import edge
from referral.access.entering import redeeming
from referral.access.routes.base import blp
from referral.access.routes.members import answer
from referral.access.schemas.invitations import InvitationAcceptSchema
from referral.access.schemas.members import MemberSchema
from referral.access.schemas.sessions import CodeSchema, RedeemResetSchema, ResetAskedSchema
from referral.access.service.members import Profile


@blp.route("/invitations/accept", methods=["POST"])
@blp.entrance
@blp.uses("nothing")
@blp.arguments(InvitationAcceptSchema)
@blp.response(201, MemberSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="acceptInvitation")
def accept_invitation(given: dict[str, Any]) -> Response:
    """Makes you a member by the code of an invitation; then sign in"""
    shown = given.get("shown_name", given["name"])
    profile = Profile(given["email"], given["name"], shown, given["language"])
    made = redeeming.accept_invitation(given["code"], profile, given["password"], network=edge.network())
    return answer(made, status=201)


@blp.route("/password-resets", methods=["POST"])
@blp.entrance
@blp.uses("nothing")
@blp.arguments(ResetAskedSchema)
@blp.response(202)
@blp.doc(operationId="askForPasswordReset")
def ask_for_reset(given: dict[str, Any]) -> Response:
    """Has a mail sent with a code to set a new password; answered alike for every address"""
    redeeming.ask_for_reset(given["email"], network=edge.network())
    return Response(status=202)


@blp.route("/password-resets/redeem", methods=["POST"])
@blp.entrance
@blp.uses("nothing")
@blp.arguments(RedeemResetSchema)
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="redeemPasswordReset")
def redeem_reset(given: dict[str, Any]) -> Response:
    """Sets a new password by a printed or mailed code; all sessions end"""
    redeeming.redeem_reset(given["code"], given["password"], network=edge.network())
    return Response(status=204)


@blp.route("/email-confirmations/redeem", methods=["POST"])
@blp.entrance
@blp.uses("nothing")
@blp.arguments(CodeSchema)
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="redeemEmailConfirmation")
def redeem_confirmation(given: dict[str, Any]) -> Response:
    """Confirms a mail address by the code that was sent there"""
    redeeming.redeem_confirmation(given["code"], network=edge.network())
    return Response(status=204)
