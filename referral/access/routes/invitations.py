"""Inviting people into an organisation."""

from typing import Any
from uuid import UUID

from flask import Response, request

from referral.access.configured import configured
from referral.access.models import Invitation
from referral.access.queries import codes as queries
from referral.access.routes.base import NO_STORE, blp, cursor_id, page
from referral.access.routes.members import own_or_named
from referral.access.rules.roles import Role
from referral.access.schemas.invitations import (
    InvitationCreatedSchema,
    InvitationCreateSchema,
    InvitationListSchema,
    InvitationPageSchema,
)
from referral.access.service import invitations as service
from referral.kit.clock import iso, now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/invitations", methods=["POST"])
@blp.requires("members:manage")
@blp.arguments(InvitationCreateSchema)
@blp.response(201, InvitationCreatedSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="createInvitation")
def create_invitation(given: dict[str, Any]) -> Response:
    """A place for somebody, by a code that is shown this once: printed, or sent as a link"""
    created = service.invite(
        current_session(),
        current_actor(),
        organization_id=own_or_named(given.get("organization_id")),
        roles=[Role(each) for each in given["roles"]],
        regions=[str(each) for each in given["regions"]],
        note=given["note"],
        days=given["days"],
    )
    base = configured().public_url or request.url_root.rstrip("/")
    # Browsers keep what stands behind # to themselves: the code is in no server's log.
    code = {"code": created.token, "link": f"{base}/join#{created.token}"}
    return json_response({**_shown(created.made), **code}, status=201, headers=NO_STORE)


@blp.route("/invitations")
@blp.requires("members:manage")
@blp.arguments(InvitationListSchema, location="query")
@blp.response(200, InvitationPageSchema)
@blp.doc(operationId="listInvitations")
def list_invitations(question: dict[str, Any]) -> Response:
    """The invitations of your organisation, newest first"""
    limit, before = question["limit"], cursor_id(question.get("cursor"))
    found = queries.invitations(current_session(), current_actor(), before=before, limit=limit + 1)
    shown, following = page(found, limit)
    body = {"results": [_shown(each) for each in shown], "next_cursor": following}
    return json_response(body, headers=NO_STORE)


@blp.route("/invitations/<uuid:id_>", methods=["DELETE"])
@blp.requires("members:manage")
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="revokeInvitation")
def revoke_invitation(id_: UUID) -> Response:
    """Takes an invitation back; its code opens nothing any more"""
    service.revoke_invitation(current_session(), current_actor(), str(id_))
    return Response(status=204)


def _shown(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "organization_id": invitation.organization_id,
        "roles": invitation.roles,
        "regions": invitation.regions,
        "note": invitation.note,
        "state": _state(invitation),
        "created_at": iso(invitation.created_at),
        "expires_at": iso(invitation.expires_at),
    }


def _state(invitation: Invitation) -> str:
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "expired" if invitation.expires_at <= now() else "open"
