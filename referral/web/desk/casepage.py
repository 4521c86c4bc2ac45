"""One case: its people, what they agreed to, its referrals, documents, notes and who works on it."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.access.queries.members import members, shown_names
from referral.cases.errors import PersonErased
from referral.cases.queries import cases as queries
from referral.cases.queries import consents as consent_queries
from referral.cases.queries import people as people_queries
from referral.cases.queries.cases import Seen
from referral.cases.service import content, reading, showing, stored
from referral.cases.service.content import Written
from referral.cases.sight import Sight
from referral.cases.words import AssignmentRole
from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.referrals.service.waiting import lines_of_case
from referral.web.desk.base import blp
from referral.web.desk.names import Row, case_label, languages, names_of, need_label, service_names
from referral.web.desk.words import AGE_SOURCES, CONTACTS, DOCUMENTS, PAPERS, RELATIONSHIPS, SEXES, choices
from referral.web.page import Form, page

_MOST_COLLEAGUES = 200


@blp.route("/desk/cases/<uuid:id_>")
@blp.requires("cases:work")
@blp.uses("writes")
def case(id_: UUID) -> Response:
    """All of a case; reading who the people are stands in the audit"""
    return shown(str(id_), Form())


def shown(case_id: str, form: Form, *, status: int = 200) -> Response:
    """The case's page, with a form on it that was refused."""
    session, actor = current_session(), current_actor()
    seen = queries.case_for(session, actor, case_id, least=Sight.LINE)
    values: dict[str, Any] = {"case": seen.case, "label": case_label(seen.case), "form": form}
    if seen.sight is not Sight.ALL:
        return page("desk/case_line.html", **values)
    people = people_queries.people_of(session, seen)
    lines = lines_of_case(session, actor, case_id)
    return page(
        "desk/case.html",
        people=[_person(each) for each in people],
        related=_related(people),
        lines=lines,
        names=service_names(session, actor, [each.line for each in lines]),
        consents=_consents(people),
        need_label=need_label,
        spoken=languages(),
        sexes=choices(SEXES),
        sources=choices(AGE_SOURCES),
        contacts=choices(CONTACTS),
        papers=choices(PAPERS),
        documents=choices(DOCUMENTS),
        relationships=choices(RELATIONSHIPS),
        **_work(seen),
        **values,
        status=status,
    )


def _person(person: Row) -> dict[str, Any]:
    """A person with what is sealed of them; of somebody erased only that there was somebody."""
    session, actor = current_session(), current_actor()
    if person.erased_at is not None:
        return {"person": person, "known": None, "documents": [], "notes": [], "messages": []}
    try:
        known = reading.read_person(session, actor, person.id)
        documents = showing.read_documents(session, actor, person.id)
        notes: list[Written] = content.read_notes(session, actor, person.id)
        messages: list[Written] = content.read_messages(session, actor, person.id)
    except PersonErased:
        return {"person": person, "known": None, "documents": [], "notes": [], "messages": []}
    return {"person": person, "known": known, "documents": documents, "notes": notes, "messages": messages}


def _related(people: Any) -> list[tuple[int, str, int]]:
    """Relationships by the numbers of the people: the first is this to the second."""
    numbers = {each.id: each.number for each in people}
    rows = {
        row.id: row for each in people for row in people_queries.relationships_of(current_session(), each)
    }
    return [(numbers[row.person_id], row.kind, numbers[row.other_id]) for row in rows.values()]


def _consents(people: Any) -> list[dict[str, Any]]:
    """The newest version of every consent, with whom it names and whether it holds."""
    session, found, moment = current_session(), [], now()
    for person in people:
        newest = {row.chain_id: row for row in consent_queries.consents_of(session, person.id)}
        for row in newest.values():
            named = stored.recipients_of(session, row)
            over = row.expires_at is not None and row.expires_at <= moment
            ids = sorted([*named.organizations, *named.fallbacks])
            found.append({"row": row, "number": person.number, "ids": ids, "over": over})
    names = names_of(session, current_actor(), "organization", {id_ for each in found for id_ in each["ids"]})
    return [{**each, "to": [names.get(id_, "?") for id_ in each["ids"]]} for each in found]


def _work(seen: Seen) -> dict[str, Any]:
    """Who works on the case, and to whom it can be given."""
    session, actor = current_session(), current_actor()
    held = queries.assignments(session, seen.case)
    colleagues = members(
        session, actor, organization_id=actor.organization_id, after=None, limit=_MOST_COLLEAGUES
    )
    works = {role.value for role in AssignmentRole}
    have = {each.member_id for each in held}
    free = [each for each in colleagues if works & {str(role) for role in each.roles} and each.id not in have]
    return {
        "workers": shown_names(session, have),
        "colleagues": [(each.id, each.shown_name) for each in free],
    }
