"""A new case with its people, in one screen; the search for a service follows."""

import marshmallow as ma
from flask import Response, request
from werkzeug.datastructures import MultiDict

from referral.cases.service import cases as service
from referral.cases.values import NewCase
from referral.directory.needs import all_needs
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.web.desk.base import blp, tried
from referral.web.desk.names import languages, need_choices, region_choices
from referral.web.desk.people import MOST, people_schema, person_of, related_of
from referral.web.desk.words import AGE_SOURCES, RELATIONSHIPS, SEXES, choices
from referral.web.page import Form, fields, opened, page, read_form
from referral.web.page.drafts import save_draft

DRAFT = "desk/new"


class CaseForm(ma.Schema):
    """What belongs to the case as a whole, and what is needed."""

    need = fields.choice([each.code for each in all_needs()])
    near = fields.text(200)
    region = ma.fields.UUID()
    number = fields.text(40)
    protection = fields.tick()
    restricted = fields.tick()


@blp.route("/desk/cases/new")
@blp.requires("cases:work")
def new_case() -> Response:
    """Where a case is begun"""
    return _shown(opened(DRAFT))


@blp.route("/desk/cases/new", methods=["POST"])
@blp.requires("cases:work")
def open_case() -> Response:
    """Opens the case with everybody in it, and goes on to the search; or asks for one person more"""
    count = _count(request.form.get("count", ""))
    if "more" in request.form:
        form = Form(values=MultiDict(request.form))
        form.values["count"] = str(min(count + 1, MOST))
        return _shown(form)
    form = read_form(CaseForm)
    people = read_form(people_schema(count))
    form.errors.update(people.errors)
    form.data |= people.data
    done = tried(form, lambda: _open(form, count), draft=DRAFT) if form.is_right else None
    return done or _shown(form, status=422)


def _open(form: Form, count: int) -> str:
    session, actor, data = current_session(), current_actor(), form.data
    new = NewCase(
        people=tuple(person_of(data, number) for number in range(1, count + 1)),
        related=related_of(data, count),
        number=data.get("number"),
        region_id=str(data["region"]) if "region" in data else None,
        protection=data["protection"],
        restricted=data["restricted"],
    )
    made = service.create_case(session, actor, new)
    asked = MultiDict((str(name), str(data[name])) for name in ("need", "near") if name in data)
    save_draft(session, actor, f"search/{made.case.id}", asked)
    return f"/desk/cases/{made.case.id}/search"


def _count(text: str) -> int:
    return min(max(int(text), 1), MOST) if text.isascii() and text.isdecimal() else 1


def _shown(form: Form, *, status: int = 200) -> Response:
    return page(
        "desk/new_case.html",
        form=form,
        draft=DRAFT,
        count=_count(form.value("count")),
        most=MOST,
        needs=need_choices(),
        regions=region_choices(current_session()),
        spoken=languages(),
        sexes=choices(SEXES),
        sources=choices(AGE_SOURCES),
        kinds=choices(RELATIONSHIPS),
        status=status,
    )
