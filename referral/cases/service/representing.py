"""Who acts for a person, and whose word no longer counts for them: a guardian with a conflict of interest."""

from datetime import datetime

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.errors import NoEffect
from referral.cases.models import Person, Representative
from referral.cases.queries import people
from referral.cases.rules import ConflictMark, Giver, HasEffect, has_effect
from referral.cases.sealing import seal
from referral.cases.service.keys import key_of
from referral.cases.service.people import living
from referral.cases.service.recording import note, recorded
from referral.cases.values import check_text
from referral.cases.words import RelationshipKind
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import NotFound


def add_representative(
    session: Session,
    actor: Actor,
    person_id: str,
    *,
    kind: RelationshipKind,
    case_person_id: str | None = None,
    name: str | None = None,
    contact: str | None = None,
) -> Representative:
    """Somebody who acts for the person: one of the same case, or somebody from outside by name."""
    person = living(session, actor, person_id)
    if case_person_id == person.id:
        raise ValueError("case_person_id: is the person; right would be somebody else who acts for them")
    if case_person_id is not None and living(session, actor, case_person_id).case_id != person.case_id:
        raise NotFound
    key, made = key_of(session, person.id), Representative(**recorded(actor), person_id=person.id, kind=kind)
    made.case_person_id = case_person_id
    made.name_sealed = seal(key, Representative.name_sealed, made.id, check_text("name", name))
    made.contact_sealed = seal(key, Representative.contact_sealed, made.id, check_text("contact", contact))
    session.add(made)
    note(session, actor, acts.PERSON_RELATED, ("case_person", person.id), representative=made.id)
    return made


def mark_conflict(
    session: Session, actor: Actor, person_id: str, representative_id: str, *, reason: str
) -> Representative:
    """From now on nothing that the representative says has an effect, and they are shown nothing, nor this mark."""
    person = living(session, actor, person_id)
    said = check_text("reason", reason, longest=2000)
    if said is None:
        raise ValueError("reason: why their word must not count is missing")
    found = people.representative(session, person, representative_id)
    if found.conflict_at is None:
        key = key_of(session, person.id)
        found.conflict_at, found.conflict_by = now(), recorded(actor)["recorded_by"]
        found.conflict_reason_sealed = seal(key, Representative.conflict_reason_sealed, found.id, said)
        note(session, actor, acts.CONFLICT_MARKED, ("case_person", person.id), representative=found.id)
    return found


def marks_of(session: Session, person: Person) -> tuple[ConflictMark, ...]:
    """The marks that hold for a person."""
    return tuple(
        ConflictMark(
            guardian=party_of(each),
            person=person.id,
            marked_by=str(each.conflict_by),
            reason="sealed",
            since=each.conflict_at,
        )
        for each in people.representatives_of(session, person)
        if each.conflict_at is not None
    )


def party_of(representative: Representative) -> str:
    """Who it is, in whatever part they act: the person of the case, or the somebody from outside."""
    return representative.case_person_id or representative.id


def asks(session: Session, person: Person, representative_id: str | None) -> str:
    """Whose word it is: the representative's, or the person's own. Raises `NotFound` for who represents another."""
    if representative_id is None:
        return person.id
    return party_of(people.representative(session, person, representative_id))


def refuse_marked(
    session: Session, person: Person, representative_id: str | None, deed: HasEffect, *, at: datetime
) -> None:
    """Raises `NoEffect` where it is somebody with a conflict of interest who does this for the person."""
    actor = asks(session, person, representative_id)
    if not has_effect(deed, marks_of(session, person), actor=actor, person=person.id, at=at):
        raise NoEffect


def refuse_unnamed(session: Session, person: Person, giver: Giver, representative_id: str | None) -> None:
    """Where somebody is marked, whoever else agrees for the person is named: nobody slips in without a name."""
    if giver is not Giver.SELF and representative_id is None and marks_of(session, person):
        raise ValueError(
            "representative_id: who agrees for the person is missing; somebody of theirs has a conflict of interest"
        )
