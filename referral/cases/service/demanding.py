"""Demands of police and courts: recorded, decided by a supervisor who did not record them, told to the person or not.

Nothing is handed out here: that it was, what, by which law and on whose word is what stays.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.errors import DemandDecided, DemandUndecided, OwnDemand
from referral.cases.models import LegalDemand
from referral.cases.queries import people
from referral.cases.rules import DataCategory
from referral.cases.sealing import open_text
from referral.cases.service.keys import key_of
from referral.cases.service.people import living, seal_text
from referral.cases.service.recording import note, recorded, require_identity, require_role
from referral.cases.sight import SUPERVISOR, Sight, member_of
from referral.cases.values import check_text
from referral.cases.words import Demander, DemandState, NotTold
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.outbox import enqueue_message


@dataclass(frozen=True, kw_only=True)
class NewDemand:
    """Who demands, by which article, which kinds of data and which documents."""

    demander: Demander
    named: str = field(repr=False)
    article: str
    categories: frozenset[DataCategory]
    documents: tuple[str, ...] = ()
    occurred_at: datetime | None = None


@dataclass(frozen=True)
class KnownDemand:
    """A demand with the court or station in the clear."""

    demand: LegalDemand
    named: str = field(repr=False)


def record_demand(session: Session, actor: Actor, person_id: str, new: NewDemand) -> LegalDemand:
    """Notes a demand, of which the supervisors and the officer are told. Raises `NotFound`, `PersonErased`."""
    person = living(session, actor, person_id)
    known = {each.id for each in people.documents_of(session, person)}
    if not set(new.documents) <= known:
        raise ValueError("documents: right would be ids of documents of this person")
    article, named = check_text("article", new.article, longest=200), check_text("named", new.named)
    if article is None or named is None:
        raise ValueError("article: right would be the law and its article, and who demands")
    made = LegalDemand(
        **recorded(actor, new.occurred_at),
        person_id=person.id,
        demander=new.demander,
        article=article,
        categories=[each.value for each in DataCategory if each in new.categories],
        documents=sorted(set(new.documents)),
        state=DemandState.RECORDED,
    )
    made.named_sealed = seal_text(key_of(session, person.id), LegalDemand.named_sealed, made.id, named)
    session.add(made)
    told = {"demand_id": made.id, "case_id": person.case_id, "organization_id": actor.organization_id}
    enqueue_message(session, "legal_demand.recorded", told)
    note(session, actor, acts.DEMAND_RECORDED, ("legal_demand", made.id), person=person.id)
    return made


def decide_demand(session: Session, actor: Actor, demand_id: str, *, disclose: bool) -> LegalDemand:
    """A supervisor, who is not the one that recorded it, lets it go out or refuses it. The first decision stays.

    Raises `NotFound`, `OwnDemand`, `DemandDecided`.
    """
    require_role(actor, (SUPERVISOR,))
    found = _locked(session, actor, demand_id)
    if found.recorded_by == member_of(actor):
        raise OwnDemand
    state = DemandState.DISCLOSED if disclose else DemandState.REFUSED
    if found.state == state:
        return found
    if found.state != DemandState.RECORDED:
        raise DemandDecided
    found.state, found.decided_at, found.decided_by = state, now(), member_of(actor)
    details: dict[str, Any] = {
        "person": found.person_id,
        "state": state.value,
        "categories": list(found.categories),
    }
    note(session, actor, acts.DEMAND_DECIDED, ("legal_demand", found.id), **details)
    return found


def tell_of_demand(
    session: Session, actor: Actor, demand_id: str, *, not_told: NotTold | None
) -> LegalDemand:
    """The person was told, or why not; who was not told may be told later. Raises `NotFound`, `DemandUndecided`."""
    found = _locked(session, actor, demand_id)
    if found.state == DemandState.RECORDED:
        raise DemandUndecided
    if found.told_at is None:
        found.told_at, found.not_told = (now(), None) if not_told is None else (None, not_told)
        said = "told" if not_told is None else not_told.value
        note(session, actor, acts.DEMAND_TOLD, ("legal_demand", found.id), person=found.person_id, said=said)
    return found


def read_demands(session: Session, actor: Actor, person_id: str) -> list[KnownDemand]:
    """The demands for what is known of a person, oldest first, for who sees all of the case; the reading is audited."""
    person = people.person_for(session, actor, person_id, least=Sight.ALL).person
    rows = people.demands_of(session, person)
    if not rows:
        return []
    require_identity(actor)
    key = key_of(session, person.id)
    column = LegalDemand.named_sealed
    found = [KnownDemand(each, open_text(key, column, each.id, each.named_sealed) or "") for each in rows]
    note(session, actor, acts.CONTENT_READ, ("case_person", person.id), kind="demands", items=len(found))
    return found


def _locked(session: Session, actor: Actor, demand_id: str) -> LegalDemand:
    """A demand of a case of which the actor sees all, after the case was locked."""
    found = people.demand_by_id(session, demand_id)
    people.person_for(session, actor, found.person_id, least=Sight.ALL, lock=True)
    return found
