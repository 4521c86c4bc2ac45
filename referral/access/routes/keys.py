"""Who am I, and the keys of organisations."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.access import queries, rules, service
from referral.access.models import ApiKey
from referral.access.rules import Scope
from referral.access.schemas import (
    ApiKeyCreatedSchema,
    ApiKeyCreateSchema,
    ApiKeyListSchema,
    ApiKeyPageSchema,
    MeSchema,
)
from referral.kit.clock import iso
from referral.kit.db.work import current_session
from referral.kit.http import Blueprint
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.ids import as_uuid
from referral.kit.problems import InvalidInput

blp = Blueprint("access", __name__, description="Who may knock")
BLUEPRINTS = (blp,)
_NO_STORE = {"Cache-Control": "no-store"}


@blp.route("/me")
@blp.public
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
    }
    return json_response(body, headers=_NO_STORE)


@blp.route("/api-keys")
@blp.requires("keys:manage")
@blp.arguments(ApiKeyListSchema, location="query")
@blp.response(200, ApiKeyPageSchema)
@blp.doc(operationId="listApiKeys")
def list_api_keys(question: dict[str, Any]) -> Response:
    """The keys of all organisations, newest first"""
    limit, before = question["limit"], _before(question.get("cursor"))
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
    return json_response({**_shown(created.made), "key": created.token}, status=201, headers=_NO_STORE)


@blp.route("/api-keys/<uuid:id_>", methods=["DELETE"])
@blp.requires("keys:manage")
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="revokeApiKey")
def revoke_api_key(id_: UUID) -> Response:
    """Ends a key at once; a key that has ended stays in the list"""
    service.revoke_key(current_session(), current_actor(), str(id_))
    return Response(status=204)


def _before(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    found = as_uuid(cursor)
    if found is None:
        message = "Must be the next_cursor of the page before."
        raise InvalidInput(
            f"cursor: {message}", errors=[{"in": "query", "field": "cursor", "message": message}]
        )
    return found


def _shown(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "organization_id": key.organization_id,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "created_at": iso(key.created_at),
        "expires_at": iso(key.expires_at),
        "revoked_at": iso(key.revoked_at) if key.revoked_at else None,
        "last_used_on": key.last_used_on.isoformat() if key.last_used_on else None,
    }
