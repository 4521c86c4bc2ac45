"""Cases: opened with everybody in one call, listed as far as one may see, changed by version."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.access.queries.members import shown_names
from referral.cases import wire
from referral.cases.models import Case
from referral.cases.queries import cases as queries
from referral.cases.queries import people
from referral.cases.queries.cases import CaseFilter, Seen
from referral.cases.routes.base import blp
from referral.cases.schemas.cases import (
    CaseAccessLogSchema,
    CaseCreateSchema,
    CaseExportQuestionSchema,
    CaseExportSchema,
    CaseListSchema,
    CasePageSchema,
    CasePatchSchema,
    CaseSchema,
)
from referral.cases.service import cases as service
from referral.cases.service import changing, colleagues, exporting, reading
from referral.cases.service.exporting import person_to_export
from referral.cases.sight import Sight, member_of
from referral.cases.values import NewCase
from referral.cases.words import CaseStatus
from referral.kit.clock import iso
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag, expected_version


@blp.route("/cases", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseCreateSchema)
@blp.response(201, CaseSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createCase")
def create_case(new: NewCase) -> Response:
    """Opens a case with everybody in it; it is assigned to you"""
    session, actor = current_session(), current_actor()
    colleagues.check_colleagues(session, actor, new.excluded)
    opened = service.create_case(session, actor, new)
    return answer(Seen(opened.case, Sight.ALL), status=201)


@blp.route("/cases")
@blp.requires("cases:read")
@blp.arguments(CaseListSchema, location="query")
@blp.response(200, CasePageSchema)
@blp.doc(operationId="listCases")
def list_cases(question: dict[str, Any]) -> Response:
    """The cases of your organisation that you may see, newest first; restricted ones only if they are yours"""
    limit, before = question["limit"], cursor_id(question.get("cursor"))
    session, actor = current_session(), current_actor()
    found = queries.cases(session, actor, wanted=_filter(question), before=before, limit=limit + 1)
    shown = found[:limit]
    following = shown[-1][0].id if len(found) > limit else None
    lines = [wire.line_of(case, count) for case, count in shown]
    return json_response({"results": lines, "next_cursor": following})


def _filter(question: dict[str, Any]) -> CaseFilter:
    status, region = question["status"], question.get("region_id")
    return CaseFilter(
        status=None if status == "all" else CaseStatus(status),
        region_ids=[region] if region else [],
        protection=question.get("protection"),
        assigned=member_of(current_actor()) if "assigned" in question else None,
    )


@blp.route("/cases/<uuid:id_>")
@blp.requires("cases:read")
@blp.response(200, CaseSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCase")
def get_case(id_: UUID) -> Response:
    """One case: all of it if it is yours, else its line"""
    return answer(queries.case_for(current_session(), current_actor(), str(id_), least=Sight.LINE))


@blp.route("/cases/<uuid:id_>", methods=["PATCH"])
@blp.requires("cases:work")
@blp.changes_version
@blp.arguments(CasePatchSchema)
@blp.response(200, CaseSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="changeCase")
def change_case(given: dict[str, Any], id_: UUID) -> Response:
    """Changes number, region, need of protection or status; a need of protection restricts the case"""
    patch = changing.CasePatch(given=frozenset(given), **given)
    session, actor = current_session(), current_actor()
    case = changing.change_case(session, actor, str(id_), version=expected_version(), patch=patch)
    return answer(Seen(case, Sight.ALL))


@blp.route("/cases/<uuid:id_>/access-log")
@blp.requires("cases:read")
@blp.response(200, CaseAccessLogSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listAccessToCase")
def list_access(id_: UUID) -> Response:
    """Who saw the data of the people in a case: to be shown to them"""
    session = current_session()
    looks = reading.who_saw_case(session, current_actor(), str(id_))
    names = shown_names(session, {each.actor_id for each in looks if each.actor_id})
    return json_response({"results": [_look(each, names) for each in looks]})


def _look(look: reading.Look, names: dict[str, str]) -> dict[str, Any]:
    return {
        "at": iso(look.at),
        "act": look.act,
        "actor_id": look.actor_id,
        "shown_name": names.get(look.actor_id or ""),
        "organization_id": look.organization_id,
        "person_id": look.person_id,
    }


@blp.route("/cases/<uuid:id_>/export")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.arguments(CaseExportQuestionSchema, location="query")
@blp.response(200, CaseExportSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="exportCase")
def export_case(question: dict[str, Any], id_: UUID) -> Response:
    """All that is recorded of one person of the case, to be handed to that person"""
    session, actor = current_session(), current_actor()
    person = person_to_export(session, actor, str(id_), question.get("person_id"))
    return json_response(
        exporting.export_person(
            session, actor, person.id, representative_id=question.get("representative_id")
        )
    )


def answer(seen: Seen, *, status: int = 200) -> Response:
    """A case as far as it is seen, with its version."""
    session, case = current_session(), seen.case
    everybody = people.people_of(session, seen)
    living = sum(each.erased_at is None for each in everybody)
    body = {**wire.line_of(case, living), "sight": seen.sight.name.lower()}
    if seen.sight is Sight.ALL:
        body |= _whole(case, seen)
    return json_response(body, status=status, headers=etag(case.version))


def _whole(case: Case, seen: Seen) -> dict[str, Any]:
    session = current_session()
    related = {
        row.id: row
        for each in people.people_of(session, seen)
        for row in people.relationships_of(session, each)
    }
    return {
        "members": [wire.member_of_case(each) for each in people.people_of(session, seen)],
        "relationships": [wire.relationship_of(row) for row in related.values()],
        "assignments": [wire.assignment_of(row) for row in queries.assignments(session, case)],
        "custody": [wire.custody_of(row) for row in queries.custody(session, case)],
    }
