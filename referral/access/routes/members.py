"""Members of one's own organisation: list, roles, the end of a membership, a printed code to get in again."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.access.errors import NoSuchMember, NoSuchOrganization
from referral.access.models import Member
from referral.access.queries import members as queries
from referral.access.routes.base import NO_STORE, blp, cursor_id, moment, page
from referral.access.rules.roles import Role, runs_platform
from referral.access.schemas.members import (
    MemberEndSchema,
    MemberListSchema,
    MemberPageSchema,
    MemberPatchSchema,
    MemberSchema,
)
from referral.access.schemas.sessions import PrintedCodeSchema, PrintResetSchema
from referral.access.service import leaving, passwords
from referral.access.service import roles as service
from referral.kit.clock import iso
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag, expected_version


@blp.route("/members")
@blp.requires("members:read")
@blp.arguments(MemberListSchema, location="query")
@blp.response(200, MemberPageSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listMembers")
def list_members(question: dict[str, Any]) -> Response:
    """The active members of your organisation; for the platform's administrator, whom the platform gave a role"""
    limit, after = question["limit"], cursor_id(question.get("cursor"))
    organization_id = own_or_named(question.get("organization_id"))
    found = queries.members(
        current_session(), current_actor(), organization_id=organization_id, after=after, limit=limit + 1
    )
    shown, following = page(found, limit)
    body = {"results": [_shown(each) for each in shown], "next_cursor": following}
    return json_response(body, headers=NO_STORE)


@blp.route("/members/<uuid:id_>")
@blp.requires("members:read")
@blp.response(200, MemberSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getMember")
def get_member(id_: UUID) -> Response:
    """One member"""
    member = queries.member_by_id(current_session(), current_actor(), str(id_))
    if member is None:
        raise NoSuchMember
    return answer(member)


@blp.route("/members/<uuid:id_>", methods=["PATCH"])
@blp.requires("members:manage")
@blp.changes_version
@blp.arguments(MemberPatchSchema)
@blp.response(200, MemberSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="changeRoles")
def change_roles(given: dict[str, Any], id_: UUID) -> Response:
    """Gives and takes roles; they hold from the next request on"""
    regions = given.get("regions")
    changed = service.change_roles(
        current_session(),
        current_actor(),
        str(id_),
        version=expected_version(),
        roles=[Role(each) for each in given["roles"]],
        regions=None if regions is None else [str(each) for each in regions],
    )
    return answer(changed)


@blp.route("/members/<uuid:id_>/end", methods=["POST"])
@blp.requires("members:manage")
@blp.arguments(MemberEndSchema)
@blp.response(200, MemberSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="endMembership")
def end_membership(given: dict[str, Any], id_: UUID) -> Response:
    """Ends a membership: sessions, keys, invitations and codes die at once; work goes to whom you name"""
    successors = {Role(each["role"]): str(each["member_id"]) for each in given["successors"]}
    session, actor = current_session(), current_actor()
    return answer(leaving.end_membership(session, actor, str(id_), successors=successors))


@blp.route("/members/<uuid:id_>/password-resets", methods=["POST"])
@blp.requires("members:manage")
@blp.arguments(PrintResetSchema)
@blp.response(201, PrintedCodeSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="printPasswordReset")
def print_reset(given: dict[str, Any], id_: UUID) -> Response:
    """A code on paper by which a member sets a new password; shown this once"""
    created = passwords.print_reset(
        current_session(),
        current_actor(),
        str(id_),
        remove_second_factor=given["remove_second_factor"],
    )
    body = {"code": created.token, "expires_at": iso(created.made.expires_at)}
    return json_response(body, status=201, headers=NO_STORE)


def own_or_named(named: UUID | None) -> str | None:
    """The organisation that is meant: one's own, or for whoever runs the platform the one that is named."""
    actor = current_actor()
    if named is None:
        return actor.organization_id
    if not runs_platform(actor) and str(named) != actor.organization_id:
        raise NoSuchOrganization
    return str(named)


def answer(member: Member, *, status: int = 200) -> Response:
    """One member with the version."""
    headers = {**NO_STORE, **etag(member.version)}
    return json_response(_shown(member), status=status, headers=headers)


def _shown(member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "organization_id": member.organization_id,
        "name": member.name,
        "shown_name": member.shown_name,
        "language": member.language,
        "roles": sorted(member.roles),
        "regions": list(member.regions),
        "created_at": iso(member.created_at),
        "ended_at": moment(member.ended_at),
        "version": member.version,
    }
