"""Signing in and out, and one's own sessions."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.access import edge, keyring
from referral.access.configured import configured
from referral.access.entering import signing_in
from referral.access.models import MemberSession
from referral.access.queries import sessions as queries
from referral.access.routes.base import NO_STORE, blp
from referral.access.rules.sessions import expires_at, is_over
from referral.access.schemas.sessions import CodeSchema, SessionListSchema, SignedInSchema, SignInSchema
from referral.access.service import sessions as service
from referral.access.service.sessions import Begun
from referral.kit.clock import iso, now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/sessions", methods=["POST"])
@blp.entrance
@blp.uses("nothing")
@blp.arguments(SignInSchema)
@blp.response(201, SignedInSchema)
@blp.doc(operationId="signIn")
def sign_in(given: dict[str, Any]) -> Response:
    """Begins a session; `second_factor_needed` says that the next step is still to come"""
    signed = signing_in.sign_in(given["email"], given["password"], edge.visit())
    return _begun(signed.begun, device=signed.device)


@blp.route("/sessions/current/second-factor", methods=["POST"])
@blp.requires("session:complete")
@blp.uses("nothing")
@blp.arguments(CodeSchema)
@blp.response(201, SignedInSchema)
@blp.doc(operationId="giveSecondFactor")
def give_second_factor(given: dict[str, Any]) -> Response:
    """The second step: an authenticator's code, or a recovery code; the session gets a new secret"""
    return _begun(signing_in.second_step(current_actor(), given["code"]))


@blp.route("/sessions/current", methods=["DELETE"])
@blp.requires("session:end")
@blp.response(204)
@blp.doc(operationId="signOut")
def sign_out() -> Response:
    """Ends this session"""
    actor = current_actor()
    service.end_session(current_session(), actor, str(actor.session_id))
    return edge.forget_session(Response(status=204))


@blp.route("/sessions")
@blp.requires("account:use")
@blp.response(200, SessionListSchema)
@blp.doc(operationId="listSessions")
def list_sessions() -> Response:
    """Your open sessions, newest first"""
    found = queries.open_sessions(current_session(), str(current_actor().member_id))
    moment, lifetime = now(), configured().lifetime
    shown = [_shown(row) for row in found if not is_over(service.times_of(row), lifetime, moment)]
    return json_response({"results": shown}, headers=NO_STORE)


@blp.route("/sessions/<uuid:id_>", methods=["DELETE"])
@blp.requires("account:use")
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="endSession")
def end_session(id_: UUID) -> Response:
    """Ends one of your sessions, such as the one on a lost phone"""
    service.end_session(current_session(), current_actor(), str(id_))
    return Response(status=204)


def _begun(begun: Begun, *, device: str | None = None) -> Response:
    pending = begun.session.pending_factor_since is not None
    body = {
        "state": "second_factor_needed" if pending else "signed_in",
        "session_id": begun.session.id,
        "csrf_token": keyring.csrf_token(begun.token),
        "expires_at": iso(expires_at(service.times_of(begun.session), configured().lifetime)),
    }
    return edge.set_session(json_response(body, status=201, headers=NO_STORE), begun.token, device=device)


def _shown(row: MemberSession) -> dict[str, Any]:
    return {
        "id": row.id,
        "agent": row.agent,
        "started_at": iso(row.started_at),
        "last_used_at": iso(row.last_used_at),
        "expires_at": iso(expires_at(service.times_of(row), configured().lifetime)),
        "current": row.id == current_actor().session_id,
    }
