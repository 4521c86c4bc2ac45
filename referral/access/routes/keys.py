"""The keys of organisations' software."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.access import queries, service
from referral.access.models import ApiKey
from referral.access.routes.base import NO_STORE, blp, cursor_id
from referral.access.rules import Scope
from referral.access.schemas.keys import (
    ApiKeyCreatedSchema,
    ApiKeyCreateSchema,
    ApiKeyListSchema,
    ApiKeyPageSchema,
)
from referral.kit.clock import iso
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/api-keys")
@blp.requires("keys:manage")
@blp.arguments(ApiKeyListSchema, location="query")
@blp.response(200, ApiKeyPageSchema)
@blp.doc(operationId="listApiKeys")
def list_api_keys(question: dict[str, Any]) -> Response:
    """The keys of your organisation; for the platform's administrator, of all; newest first"""
    limit, before = question["limit"], cursor_id(question.get("cursor"))
    found = queries.keys(current_session(), current_actor(), before=before, limit=limit + 1)
    page = found[:limit]
    following = page[-1].id if len(found) > limit else None
    return json_response({"results": [_shown(key) for key in page], "next_cursor": following})


@blp.route("/api-keys", methods=["POST"])
@blp.requires("keys:manage")
@blp.arguments(ApiKeyCreateSchema)
@blp.response(201, ApiKeyCreatedSchema)
@blp.doc(operationId="createApiKey")
def create_api_key(wanted: dict[str, Any]) -> Response:
    """A new key for an organisation's software; its secret is shown this once"""
    created = service.create_key(
        current_session(),
        current_actor(),
        organization_id=str(wanted["organization_id"]),
        name=wanted["name"],
        scopes=[Scope(each) for each in wanted["scopes"]],
        days=wanted["days"],
    )
    return json_response({**_shown(created.made), "key": created.token}, status=201, headers=NO_STORE)


@blp.route("/api-keys/<uuid:id_>", methods=["DELETE"])
@blp.requires("keys:manage")
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="revokeApiKey")
def revoke_api_key(id_: UUID) -> Response:
    """Ends a key at once; a key that has ended stays in the list"""
    service.revoke_key(current_session(), current_actor(), str(id_))
    return Response(status=204)


def _shown(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "organization_id": key.organization_id,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "created_at": iso(key.created_at),
        "created_by": key.created_by,
        "expires_at": iso(key.expires_at),
        "revoked_at": iso(key.revoked_at) if key.revoked_at else None,
        "last_used_on": key.last_used_on.isoformat() if key.last_used_on else None,
    }
