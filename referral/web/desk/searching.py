"""The search from a case, with its people as the party: what was asked stands sealed, never in an address."""

from typing import Any
from uuid import UUID

import marshmallow as ma
import orjson
from flask import Response
from werkzeug.datastructures import MultiDict

from referral.cases.queries import cases as case_queries
from referral.cases.queries import people as people_queries
from referral.cases.sight import Sight
from referral.directory.needs import all_needs
from referral.directory.queries.nesting import rows_by
from referral.directory.rules import sees
from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import Refusal
from referral.referrals.rules import Priority
from referral.referrals.service import drafting
from referral.referrals.service.resting import find_consents
from referral.referrals.values import NewReferral
from referral.search.asking import read_for
from referral.search.schemas import SearchByBodySchema
from referral.search.service import answer
from referral.search.translating import Translator
from referral.web.desk.base import blp, tell, tried
from referral.web.desk.found import Result, result_of
from referral.web.desk.names import Row, case_label, need_choices
from referral.web.desk.words import PRIORITIES, choices
from referral.web.page import Form, fields, opened, page, read_form
from referral.web.page.drafts import save_draft
from referral.web.page.languages import wanted
from referral.web.page.rendering import see_other

_FACTS = ("sex", "nationality", "residence_status")
_SETS = ("target_groups", "registrations")
_NEEDS = [each.code for each in all_needs()]


class SearchForm(ma.Schema):
    """What is needed, near where, and for whom of the case."""

    need = fields.choice(_NEEDS, required=True)
    near = fields.text(200)
    people = ma.fields.List(ma.fields.UUID())
    all = fields.tick()


class ChoiceForm(ma.Schema):
    """The service that was chosen, for what and for whom."""

    service = ma.fields.UUID(required=True)
    location = ma.fields.UUID()
    need = fields.choice(_NEEDS, required=True)
    people = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1))
    priority = fields.choice(Priority, load_default=Priority.ROUTINE.value)


@blp.route("/desk/cases/<uuid:id_>/search")
@blp.requires("cases:work")
def search(id_: UUID) -> Response:
    """The services for the people of a case, with reasons, by what was asked last"""
    kept = opened(f"search/{id_}")
    form = read_form(SearchForm, source=kept.values) if kept.value("need") else kept
    return _shown(str(id_), form)


@blp.route("/desk/cases/<uuid:id_>/search", methods=["POST"])
@blp.requires("cases:work")
def ask(id_: UUID) -> Response:
    """Keeps what is asked, sealed, and shows what is found"""
    form = read_form(SearchForm)
    if not form.is_right:
        return _shown(str(id_), form, status=422)
    asked = MultiDict(
        (name, text) for name, text in form.values.items(multi=True) if not name.startswith("_")
    )
    if save_draft(current_session(), current_actor(), f"search/{id_}", asked) is None:
        return _shown(str(id_), form)
    return see_other(f"/desk/cases/{id_}/search")


def _shown(case_id: str, form: Form, *, status: int = 200) -> Response:
    session, actor = current_session(), current_actor()
    seen = case_queries.case_for(session, actor, case_id, least=Sight.ALL)
    people = [each for each in people_queries.people_of(session, seen) if each.erased_at is None]
    chosen = [each for each in people if form.chosen("people", each.id)] or people
    form.values.setlist("people", [each.id for each in chosen])
    found = _find(form, chosen) if form.is_right and "need" in form.data else {}
    return page(
        "desk/search.html",
        form=form,
        choosing=Form(),
        case=seen.case,
        label=case_label(seen.case),
        people=people,
        chosen=chosen,
        needs=need_choices(),
        priorities=choices(PRIORITIES),
        status=status if form.is_right else 422,
        **found,
    )


def _find(form: Form, people: list[Row]) -> dict[str, Any]:
    """The results of what the form asks for these people; what cannot be resolved stands on the form."""
    asked: dict[str, Any] = {
        "need": [form.data["need"]],
        "party": [_told(each) for each in people],
        "limit": 20,
    }
    asked |= {"near": form.data["near"]} if "near" in form.data else {}
    spoken = {code for each in people for code in each.languages or ()}
    asked |= {"languages": sorted(spoken)[:10]} if spoken and not form.data["all"] else {}
    asked |= {"include": ["ineligible"]} if form.data["all"] else {}
    moment = int(now().timestamp())
    try:
        question = read_for(SearchByBodySchema().load(asked), moment, sees(current_actor()))
        told = orjson.loads(answer(question, None, Translator(wanted()).translate))
    except (Refusal, ma.ValidationError) as fault:
        tell(form, fault)
        return {}
    results: list[Result] = [result_of(each) for each in told["results"]]
    return {"results": results, "hotlines": told.get("hotlines", []), "place": told.get("place")}


def _told(person: Row) -> dict[str, Any]:
    """One person of the party by coded facts, as the search is told them."""
    told: dict[str, Any] = {name: getattr(person, name) for name in _FACTS if getattr(person, name)}
    told |= {name: list(getattr(person, name)) for name in _SETS if getattr(person, name) is not None}
    if person.age_from is not None and person.age_from == person.age_to:
        told["age"] = person.age_from
    elif person.age_from is not None:
        told |= {"age_from": person.age_from, "age_to": person.age_to}
    return told | ({"accessible": True} if person.accessible else {})


@blp.route("/desk/cases/<uuid:id_>/choose", methods=["POST"])
@blp.requires("referrals:send")
def choose(id_: UUID) -> Response:
    """Drafts a referral to the chosen service, and goes on to the consent where there is none yet"""
    form = read_form(ChoiceForm)
    done = tried(form, lambda: _draft(str(id_), form), notice=None) if form.is_right else None
    if done is not None:
        return done
    kept = read_form(SearchForm, source=form.values)
    kept.errors.update(form.errors)
    return _shown(str(id_), kept, status=422)


def _draft(case_id: str, form: Form) -> str:
    session, actor, data = current_session(), current_actor(), form.data
    new = NewReferral(
        case_id=case_id,
        people=tuple((str(each), None) for each in dict.fromkeys(data["people"])),
        service_id=str(data["service"]),
        service_at_location_id=_place(str(data["service"]), data.get("location")),
        need_codes=(data["need"],),
        priority=Priority(data["priority"]),
    )
    record = drafting.create_draft(session, actor, new)
    without = find_consents(session, actor, record.id)
    return f"/desk/referrals/{record.id}" + ("/consent" if without else "")


def _place(service_id: str, location_id: UUID | None) -> str | None:
    """The service at that location; None where it is at none."""
    rows = rows_by(current_session(), "service_at_location", "service_id", [service_id])
    return next((row["id"] for row in rows if location_id and row["location_id"] == str(location_id)), None)
