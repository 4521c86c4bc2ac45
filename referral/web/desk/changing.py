"""What is added to a case from its page: people, ways to reach them, papers, documents, notes, colleagues."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, make_response, request

from referral.access.queries.members import member_by_id
from referral.cases.queries import people as people_queries
from referral.cases.service import cases as case_service
from referral.cases.service import content
from referral.cases.service import people as service
from referral.cases.service.colleagues import check_can_work
from referral.cases.values import NewContact, NewPaper
from referral.cases.words import AssignmentRole, ContactKind, DocumentKind, PaperKind, RelationshipKind
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import NotFound
from referral.web.desk.base import blp, tried
from referral.web.desk.casepage import shown
from referral.web.desk.people import people_schema, person_of
from referral.web.page import Form, fields, read_form


class _OfPerson(ma.Schema):
    person = ma.fields.UUID(required=True)


class ContactForm(_OfPerson):
    """One more way to reach somebody."""

    contact_kind = fields.choice(ContactKind, required=True)
    value = fields.text(2_000, required=True)
    safe = fields.tick()


class PaperForm(_OfPerson):
    """A paper with its number."""

    paper_kind = fields.choice(PaperKind, required=True)
    paper_number = fields.text(100, required=True)


class NoteForm(_OfPerson):
    """An internal note."""

    body = fields.text(20_000, required=True)


class FileForm(_OfPerson):
    """A document."""

    document_kind = fields.choice(DocumentKind, required=True)


class AssignForm(ma.Schema):
    """A colleague."""

    colleague = ma.fields.UUID(required=True)


def _done(id_: UUID, form: Form, do: Callable[[], Any]) -> Response:
    """Does it and shows the case again; what was refused stands on its page."""

    def back() -> str:
        do()
        return f"/desk/cases/{id_}"

    done = tried(form, back) if form.is_right else None
    return done or shown(str(id_), form, status=422)


def _person(id_: UUID, form: Form) -> str:
    """The person of this case that the form names."""
    person_id = str(form.data["person"])
    return people_queries.person_of_case(current_session(), current_actor(), str(id_), person_id).id


@blp.route("/desk/cases/<uuid:id_>/people", methods=["POST"])
@blp.requires("cases:work")
def add_person(id_: UUID) -> Response:
    """One more person, of whom nothing has to be known"""
    session, actor = current_session(), current_actor()
    form = read_form(people_schema(1))

    def do() -> None:
        made = service.add_person(session, actor, str(id_), person_of(form.data, 1))
        focal = request.form.get("focal", "")
        if "is-1" in form.data and focal:
            kind = RelationshipKind(form.data["is-1"])
            service.relate(session, actor, made.id, kind=kind, other_id=focal, case_id=str(id_))

    return _done(id_, form, do)


@blp.route("/desk/cases/<uuid:id_>/contacts", methods=["POST"])
@blp.requires("cases:work")
def add_contact(id_: UUID) -> Response:
    """One more way to reach a person"""
    form = read_form(ContactForm)

    def do() -> None:
        kind, safe = ContactKind(form.data["contact_kind"]), form.data["safe"] or None
        new = NewContact(kind=kind, value=form.data["value"], safe=safe)
        service.add_reachable(current_session(), current_actor(), _person(id_, form), contacts=[new])

    return _done(id_, form, do)


@blp.route("/desk/cases/<uuid:id_>/papers", methods=["POST"])
@blp.requires("cases:work")
def add_paper(id_: UUID) -> Response:
    """One more paper"""
    form = read_form(PaperForm)

    def do() -> None:
        new = NewPaper(kind=PaperKind(form.data["paper_kind"]), number=form.data["paper_number"])
        service.add_reachable(current_session(), current_actor(), _person(id_, form), papers=[new])

    return _done(id_, form, do)


@blp.route("/desk/cases/<uuid:id_>/notes", methods=["POST"])
@blp.requires("cases:work")
def add_note(id_: UUID) -> Response:
    """An internal note, which never leaves the organisation"""
    form = read_form(NoteForm)

    def do() -> None:
        content.write_note(current_session(), current_actor(), _person(id_, form), form.data["body"])

    return _done(id_, form, do)


@blp.route("/desk/cases/<uuid:id_>/documents", methods=["POST"])
@blp.requires("cases:work")
def attach(id_: UUID) -> Response:
    """Keeps a PDF, JPEG or PNG file"""
    form, file = read_form(FileForm), request.files.get("photo")

    def do() -> None:
        kind = DocumentKind(form.data["document_kind"])
        name = (file.filename if file is not None else "") or "document"
        held = file.read() if file is not None else b""
        session, actor = current_session(), current_actor()
        content.attach_document(session, actor, _person(id_, form), kind=kind, name=name, content=held)

    return _done(id_, form, do)


@blp.route("/desk/documents/<uuid:id_>")
@blp.requires("cases:work")
@blp.uses("writes")
def document(id_: UUID) -> Response:
    """One document; the reading is shown to the person"""
    kept = content.read_document(current_session(), current_actor(), str(id_))
    answer = make_response(kept.content)
    answer.headers["Content-Type"] = kept.media_type
    # Under a name that says nothing, and never drawn on our pages.
    extension = {"application/pdf": "pdf", "image/png": "png"}.get(kept.media_type, "jpg")
    answer.headers["Content-Disposition"] = f'attachment; filename="document.{extension}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blp.route("/desk/cases/<uuid:id_>/assign", methods=["POST"])
@blp.requires("cases:work")
def assign(id_: UUID) -> Response:
    """Gives the case to a colleague, beside those who have it"""
    session, actor = current_session(), current_actor()
    form = read_form(AssignForm)

    def do() -> None:
        member_id = str(form.data["colleague"])
        member = member_by_id(session, actor, member_id)
        if member is None:
            raise NotFound
        works = AssignmentRole.CASE_WORKER.value in {str(each) for each in member.roles}
        role = AssignmentRole.CASE_WORKER if works else AssignmentRole.SUPERVISOR
        check_can_work(session, actor, member_id, role)
        case_service.assign(session, actor, str(id_), member_id=member_id, role=role)

    return _done(id_, form, do)
