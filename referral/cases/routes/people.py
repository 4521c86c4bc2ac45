"""People of cases: added, read with the audit, changed by version, looked for by a number."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.models import Person
from referral.cases.queries import cases as case_queries
from referral.cases.queries import people as queries
from referral.cases.routes.base import blp
from referral.cases.schemas.people import (
    CaseContactSchema,
    CasePaperSchema,
    CasePeopleSchema,
    CasePersonAddSchema,
    CasePersonPatchSchema,
    CasePersonSchema,
    CasePersonVersionsSchema,
    CaseReachableEndSchema,
    CaseRelationshipCreateSchema,
    CaseRelationshipSchema,
    CaseSearchSchema,
    KnownPersonSchema,
)
from referral.cases.service import lookups, patching, reading
from referral.cases.service import people as service
from referral.cases.sight import Sight
from referral.cases.values import NewContact, NewPaper
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag, expected_version


@blp.route("/cases/<uuid:id_>/people", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CasePersonAddSchema)
@blp.response(201, CasePersonSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="addPersonToCase")
def add_person(given: dict[str, Any], id_: UUID) -> Response:
    """Adds a person to a case; nothing has to be known of them"""
    session, actor, occurred_at = current_session(), current_actor(), given["occurred_at"]
    made = service.add_person(session, actor, str(id_), given["person"], occurred_at=occurred_at)
    return answer(made, status=201)


@blp.route("/cases/<uuid:id_>/people")
@blp.requires("cases:read")
@blp.response(200, CasePeopleSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listPeopleOfCase")
def list_people(id_: UUID) -> Response:
    """The people of a case by coded facts; who they are is read one by one"""
    session = current_session()
    seen = case_queries.case_for(session, current_actor(), str(id_), least=Sight.ALL)
    return json_response({"results": [wire.person_of(each) for each in queries.people_of(session, seen)]})


@blp.route("/cases/<uuid:id_>/relationships", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseRelationshipCreateSchema)
@blp.response(201, CaseRelationshipSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="relatePeopleOfCase")
def relate(given: dict[str, Any], id_: UUID) -> Response:
    """Records what one person of the case is to another one"""
    session, actor, other_id = current_session(), current_actor(), given["other_id"]
    made = service.relate(
        session, actor, given["person_id"], kind=given["kind"], other_id=other_id, case_id=str(id_)
    )
    return json_response(wire.relationship_of(made), status=201)


@blp.route("/cases/search", methods=["POST"])
@blp.requires("cases:search")
@blp.arguments(CaseSearchSchema)
@blp.response(200, CasePeopleSchema)
@blp.doc(operationId="searchPeopleByNumber")
def search(given: dict[str, str]) -> Response:
    """People of your organisation with this phone number, mail address or paper, as far as you may know of them"""
    found = lookups.find_people(current_session(), current_actor(), **given)
    return json_response({"results": [wire.person_of(each) for each in found]})


@blp.route("/people/<uuid:id_>")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, KnownPersonSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="readPerson")
def read_person(id_: UUID) -> Response:
    """Identity, contacts and papers, as far as you may see them; the reading is shown to the person"""
    session, actor = current_session(), current_actor()
    known = reading.read_person(session, actor, str(id_))
    person = queries.granted_person(session, known.person_id)
    return json_response({**wire.person_of(person), **wire.known_of(known)}, headers=etag(person.version))


@blp.route("/people/<uuid:id_>", methods=["PATCH"])
@blp.requires("cases:work")
@blp.changes_version
@blp.arguments(CasePersonPatchSchema)
@blp.response(200, CasePersonSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="changePerson")
def change_person(given: dict[str, Any], id_: UUID) -> Response:
    """A new version: `changed`, or `rectified`, which asks every organisation that saw the old to correct it"""
    session, actor = current_session(), current_actor()
    return answer(patching.patch_person(session, actor, str(id_), version=expected_version(), **given))


@blp.route("/people/<uuid:id_>/contacts", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseContactSchema)
@blp.response(201, CasePersonSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="addContact")
def add_contact(new: NewContact, id_: UUID) -> Response:
    """One more way to reach a person"""
    session, actor = current_session(), current_actor()
    return answer(service.add_reachable(session, actor, str(id_), contacts=[new]), status=201)


@blp.route("/people/<uuid:id_>/papers", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CasePaperSchema)
@blp.response(201, CasePersonSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="addPaper")
def add_paper(new: NewPaper, id_: UUID) -> Response:
    """One more paper with its number"""
    session, actor = current_session(), current_actor()
    return answer(service.add_reachable(session, actor, str(id_), papers=[new]), status=201)


@blp.route("/people/<uuid:id_>/contacts/end", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseReachableEndSchema)
@blp.response(200, CasePersonSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="endContact")
def end_contact(given: dict[str, str], id_: UUID) -> Response:
    """A contact or paper no longer holds; it stays in the history"""
    return answer(service.end_reachable(current_session(), current_actor(), str(id_), given["id"]))


@blp.route("/people/<uuid:id_>/versions")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, CasePersonVersionsSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="listPersonVersions")
def list_versions(id_: UUID) -> Response:
    """Every change of a person with what was there before"""
    found = reading.read_versions(current_session(), current_actor(), str(id_))
    return json_response({"results": [wire.version_of(row, before) for row, before in found]})


def answer(person: Person, *, status: int = 200) -> Response:
    """A person by coded facts, with the version."""
    return json_response(wire.person_of(person), status=status, headers=etag(person.version))
