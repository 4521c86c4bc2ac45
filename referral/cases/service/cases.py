"""Opening cases, giving them to people, hiding them, breaking the glass, handing them over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.errors import NumberTaken, ReceiverWithoutAccess
from referral.cases.events import CustodyMoved
from referral.cases.models import Assignment, BreakGlass, Case, Exclusion, Person, Relationship
from referral.cases.queries import cases, consents, people
from referral.cases.sealing import seal
from referral.cases.service.keys import key_of, move_key
from referral.cases.service.lookups import index_anew
from referral.cases.service.people import put_person
from referral.cases.service.recording import note, recorded, require_role
from referral.cases.sight import CASE_WORKER, OFFICER, SUPERVISOR, Sight, member_of, roles_of
from referral.cases.values import NewCase, check_text
from referral.cases.words import AssignmentRole, BreakGlassReason, CaseStatus
from referral.kit import events
from referral.kit.clock import now
from referral.kit.crypto import random_prefix, secret_hash
from referral.kit.db.work import act_for_case
from referral.kit.identity import Actor
from referral.kit.outbox import enqueue_message
from referral.kit.problems import Forbidden, NotFound
from referral.places.queries import public_region

GLASS_OPEN = timedelta(hours=4)
# 17 characters of 32: 85 random bits, which nobody guesses through.
_CODE_LENGTH = 17


@dataclass(frozen=True)
class Opened:
    """A new case with its people in the order in which they were given."""

    case: Case
    people: tuple[Person, ...]


def flush_number(session: Session) -> None:
    """Writes a case whose number may be another's, also one that is being written now. Raises `NumberTaken`."""
    try:
        session.flush()
    except IntegrityError:
        raise NumberTaken from None


def check_region(session: Session, region_id: str | None) -> str | None:
    """The region's id. ValueError where there is no such region."""
    if region_id is not None and public_region(session, region_id) is None:
        raise ValueError("region_id: there is no such region; right would be an id of GET /api/v1/regions")
    return region_id


def create_case(session: Session, actor: Actor, new: NewCase) -> Opened:
    """A case with everybody in it, assigned to whoever opens it."""
    require_role(actor, (CASE_WORKER, SUPERVISOR))
    member = member_of(actor)
    if actor.organization_id is None or member is None:
        raise Forbidden
    if member in new.excluded:
        raise ValueError("excluded: whoever opens the case would not see it")
    begun = recorded(actor, new.occurred_at)
    case = Case(
        **begun,
        organization_id=actor.organization_id,
        custody_since=begun["occurred_at"],
        number=check_text("number", new.number, longest=40),
        status=CaseStatus.OPEN,
        region_id=check_region(session, new.region_id),
        protection=new.protection,
        restricted=new.restricted or new.protection or bool(new.excluded),
        version=1,
    )
    session.add(case)
    flush_number(session)
    made = tuple(
        put_person(session, actor, case, each, number=number) for number, each in enumerate(new.people, 1)
    )
    _put_around(session, actor, case, new, made, member)
    counts = {"people": len(made), "restricted": case.restricted}
    note(session, actor, acts.CASE_CREATED, ("case", case.id), occurred_at=case.occurred_at, **counts)
    return Opened(case, made)


def _put_around(
    session: Session, actor: Actor, case: Case, new: NewCase, made: tuple[Person, ...], member: str
) -> None:
    role = AssignmentRole.CASE_WORKER if CASE_WORKER in roles_of(actor) else AssignmentRole.SUPERVISOR
    session.add(Assignment(**recorded(actor), case_id=case.id, member_id=member, role=role))
    for excluded in sorted(new.excluded):
        session.add(Exclusion(**recorded(actor), case_id=case.id, member_id=excluded))
    for each in new.related:
        ids = {"person_id": made[each.person].id, "other_id": made[each.to].id}
        session.add(Relationship(**recorded(actor), **ids, kind=each.kind))


def assign(
    session: Session, actor: Actor, case_id: str, *, member_id: str, role: AssignmentRole
) -> Assignment:
    """Gives a case to a member of the organisation, by somebody assigned or a supervisor; again, it stays so.

    Raises `NotFound` for a member who is named as a danger, exactly as for one who does not exist.
    """
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    if cases.is_excluded(session, case, member_id):
        raise NotFound
    found = cases.assignment_of(session, case, member_id)
    if found is not None and found.role == role:
        return found
    if found is not None:
        found.ended_at = now()
        session.flush()
    made = Assignment(**recorded(actor), case_id=case.id, member_id=member_id, role=role)
    session.add(made)
    case.version += 1
    note(session, actor, acts.CASE_ASSIGNED, ("case", case.id), member=member_id, role=role.value)
    return made


def unassign(session: Session, actor: Actor, case_id: str, *, member_id: str) -> None:
    """Takes a case from a member. Raises `ValueError` where nobody would be left: give it to somebody first."""
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    open_ = cases.assignments(session, case)
    found = next((each for each in open_ if each.member_id == member_id), None)
    if found is None:
        raise NotFound
    if len(open_) == 1:
        raise ValueError("member_id: nobody else has the case; right would be to assign it to somebody first")
    found.ended_at = now()
    case.version += 1
    note(session, actor, acts.CASE_ASSIGNED, ("case", case.id), ended=member_id)


def restrict(session: Session, actor: Actor, case_id: str, *, excluded: frozenset[str] = frozenset()) -> Case:
    """Hides the case from all who are not assigned, and for ever from members who are named as a danger."""
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    if member_of(actor) in excluded:
        raise ValueError("excluded: whoever restricts the case would not see it any more")
    case.restricted = True
    case.version += 1
    for member in sorted(excluded):
        if not cases.is_excluded(session, case, member):
            session.add(Exclusion(**recorded(actor), case_id=case.id, member_id=member))
        held = cases.assignment_of(session, case, member)
        if held is not None:
            held.ended_at = now()
    note(session, actor, acts.CASE_RESTRICTED, ("case", case.id), excluded=len(excluded))
    return case


def lift_restriction(session: Session, actor: Actor, case_id: str) -> Case:
    """Shows the case in the organisation again. Not while it has a need of protection; exclusions stay."""
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    if case.protection:
        raise ValueError("restricted: a case with a need of protection stays restricted")
    case.restricted = False
    case.version += 1
    note(session, actor, acts.CASE_OPENED, ("case", case.id))
    return case


def break_glass(
    session: Session, actor: Actor, case_id: str, *, reason: BreakGlassReason, words: str
) -> BreakGlass:
    """Lets somebody unassigned of the organisation see all of a case for four hours.

    Supervisors and data-protection officers are told at once, and the person is shown it. Raises `NotFound` for a
    case of another organisation, and for whoever is named as a danger.
    """
    require_role(actor, (CASE_WORKER, SUPERVISOR, OFFICER))
    said, member = check_text("words", words, longest=2000), member_of(actor)
    if said is None:
        raise ValueError("words: why it has to be is missing")
    case = cases.case_of_organization(session, actor, case_id)
    if member is None or cases.is_excluded(session, case, member):
        raise NotFound
    focal = people.focal_person(session, case)
    made = BreakGlass(**recorded(actor), case_id=case.id, member_id=member, reason=reason, person_id=focal.id)
    made.expires_at = made.recorded_at + GLASS_OPEN
    if focal.erased_at is None:
        made.words_sealed = seal(key_of(session, focal.id), BreakGlass.words_sealed, made.id, said)
    session.add(made)
    told = {"case_id": case.id, "break_glass_id": made.id, "organization_id": case.organization_id}
    enqueue_message(session, "case.glass_broken", told)
    note(session, actor, acts.GLASS_BROKEN, ("case_person", focal.id), case=case.id, reason=reason.value)
    return made


def issue_code(session: Session, actor: Actor, case_id: str) -> str:
    """A new hand-carried code, answered this once; the one before stops. Only its hash is kept."""
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    code = random_prefix(_CODE_LENGTH)
    case.code_hash = secret_hash(code)
    note(session, actor, acts.CASE_CODE, ("case", case.id), change="issued")
    return code


def stop_code(session: Session, actor: Actor, case_id: str) -> None:
    """The hand-carried code opens nothing any more."""
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    case.code_hash = None
    note(session, actor, acts.CASE_CODE, ("case", case.id), change="stopped")


def move_custody(
    session: Session,
    actor: Actor,
    case_id: str,
    *,
    to_organization_id: str,
    occurred_at: datetime | None = None,
) -> Case:
    """Another organisation answers for the case from now on: keys, blind indexes and access go with it.

    Called with the second key of a transfer; the database writes the history. Raises `ReceiverWithoutAccess`.
    """
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    if case.organization_id == to_organization_id:
        return case
    everybody = people.people_of(session, cases.Seen(case, Sight.ALL))
    grants = [grant for each in everybody for grant in consents.grants_of(session, each.id)]
    if not any(each.organization_id == to_organization_id and each.ended_at is None for each in grants):
        raise ReceiverWithoutAccess
    act_for_case(session, case.id)
    for person in everybody:
        if person.erased_at is None:
            index_anew(session, person, organization_id=to_organization_id)
            move_key(session, person.id, organization_id=to_organization_id)
    moved = CustodyMoved(case.id, case.organization_id, to_organization_id, now())
    note(session, actor, acts.CUSTODY_MOVED, ("case", case.id), to=to_organization_id)
    for grant in grants:
        grant.holder_organization_id = to_organization_id
    for assignment in cases.assignments(session, case):
        assignment.ended_at = moved.at
    session.flush()
    case.organization_id = to_organization_id
    case.custody_since = recorded(actor, occurred_at)["occurred_at"]
    case.version += 1
    session.flush()
    events.emit(session, moved)
    return case
