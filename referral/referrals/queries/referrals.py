"""Referrals as an actor finds them: one query by (id, actor), and lists by the same condition.

The receiver and the coordinator find what was sent, never a draft; the sender's people find what hangs on cases that
are in their lists. What of it each of them sees is decided by the projection.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, literal, or_, select
from sqlalchemy.orm import Session

from referral.access.queries.duty import stands_in_for
from referral.access.rules.roles import Role
from referral.cases.queries.referring import shown_case_ids
from referral.cases.sight import FOCAL_POINT, OFFICER, SUPERVISOR, WORKER, member_of, roles_of
from referral.kit.clock import now
from referral.kit.db.bulk import among
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound
from referral.referrals.clocks import Consequence
from referral.referrals.models import ReferralBreach, ReferralEvent, ReferralPerson, ReferralRecord
from referral.referrals.rules import OPEN, SERVED, SERVING, UNSENT, Note, State, state_of
from referral.referrals.rules import Role as ActingRole

COORDINATOR = "coordinator"
_TAKEN = (*SERVING, *SERVED, State.CLOSED, State.FAILED)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is narrowed to. `need` is a need's code, `assigned` a member's or key's id."""

    states: Collection[State] = ()
    needs: Collection[str] = ()
    region_ids: Collection[str] = ()
    priorities: Collection[str] = ()
    due_before: datetime | None = None
    assigned: str | None = None
    unassigned: bool = False
    side: str | None = None
    stuck: bool = False


def _of_receiver(actor: Actor) -> ColumnElement[bool]:
    roles, theirs = roles_of(actor), ReferralRecord.receiver_organization_id == actor.organization_id
    sent = and_(theirs, ReferralRecord.sent_at.is_not(None))
    if roles & {FOCAL_POINT, SUPERVISOR, OFFICER}:
        return sent
    if WORKER in roles:
        return and_(sent, ReferralRecord.assigned_to == member_of(actor))
    return false()


def _of_coordinator(actor: Actor) -> ColumnElement[bool]:
    if COORDINATOR not in actor.roles or not actor.regions:
        return false()
    theirs = or_(ReferralRecord.region_id.in_(actor.regions), ReferralRecord.region1_id.in_(actor.regions))
    return and_(ReferralRecord.sent_at.is_not(None), theirs)


def _of_duty(duty_for: Collection[str]) -> ColumnElement[bool]:
    """What waits for an approval in organisations where the actor stands in for the supervisor now."""
    if not duty_for:
        return false()
    waits = ReferralRecord.state == State.PENDING_APPROVAL
    return and_(waits, ReferralRecord.sender_organization_id.in_(sorted(duty_for)))


def duty_of(session: Session, actor: Actor) -> frozenset[str]:
    """The other organisations in which the actor stands in for the supervisor now."""
    return stands_in_for(session, actor, role=Role.SUPERVISOR, at=now())


def found_by(actor: Actor, duty_for: Collection[str] = ()) -> ColumnElement[bool]:
    """Whether an actor may find a referral by its id. The projection may still show nothing of it."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    if actor.organization_id is None:
        return false()
    own = ReferralRecord.sender_organization_id == actor.organization_id
    return or_(own, _of_receiver(actor), _of_coordinator(actor), _of_duty(duty_for))


def listed_for(actor: Actor, duty_for: Collection[str] = ()) -> ColumnElement[bool]:
    """Whether a referral is in the lists of an actor: of cases that are in theirs, of what was sent to them."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    if actor.organization_id is None:
        return false()
    own = and_(
        ReferralRecord.sender_organization_id == actor.organization_id,
        ReferralRecord.case_id.in_(shown_case_ids(actor)),
    )
    open_ = and_(_of_coordinator(actor), ReferralRecord.ended_at.is_(None))
    return or_(own, _of_receiver(actor), open_, _of_duty(duty_for))


def listed_ids(actor: Actor) -> Select[str]:
    """The ids of the referrals that are in the actor's lists."""
    return select(ReferralRecord.id).where(listed_for(actor))


def open_listed_ids(actor: Actor) -> Select[str]:
    """The ids of those among them that have not ended."""
    return listed_ids(actor).where(ReferralRecord.ended_at.is_(None))


def referral_for(session: Session, actor: Actor, referral_id: str, *, lock: bool = False) -> ReferralRecord:
    """The referral. Unknown and forbidden are the same `NotFound`.

    With `lock` the row is locked until the commit; take it after the consents and the case.
    """
    found_here = found_by(actor, duty_of(session, actor))
    wanted = select(ReferralRecord).where(ReferralRecord.id == referral_id, found_here)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def referrals(
    session: Session, actor: Actor, *, wanted: Wanted, before: str | None, limit: int
) -> Sequence[ReferralRecord]:
    """A work list, newest first, those before the id `before`."""
    found = select(ReferralRecord).where(listed_for(actor, duty_of(session, actor)), *narrowed(actor, wanted))
    if before is not None:
        found = found.where(ReferralRecord.id < before)
    return session.scalars(found.order_by(ReferralRecord.id.desc()).limit(limit)).all()


def narrowed(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What is asked of a list, as conditions beside those of who may see it."""
    record = ReferralRecord
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(record.state.in_(sorted(wanted.states)))
    if wanted.priorities:
        conditions.append(record.priority.in_(sorted(wanted.priorities)))
    if wanted.region_ids:
        ids = list(wanted.region_ids)
        conditions.append(or_(record.region_id.in_(ids), record.region1_id.in_(ids)))
    if wanted.due_before is not None:
        conditions.append(record.next_due_at < wanted.due_before)
    if wanted.assigned is not None:
        conditions.append(record.assigned_to == wanted.assigned)
    if wanted.unassigned:
        conditions.append(record.assigned_to.is_(None))
    if wanted.side is not None:
        column = record.sender_organization_id if wanted.side == "sent" else record.receiver_organization_id
        conditions.append(column == actor.organization_id)
    if wanted.stuck:
        conditions += [record.ended_at.is_(None), _is_stuck()]
    for need in wanted.needs:
        conditions.append(_has_need(need))
    return conditions


def _is_stuck() -> ColumnElement[bool]:
    """A clock came so far that the coordinator was told, and nobody of either side has done anything since."""
    breach, event = ReferralBreach, ReferralEvent
    moved = exists().where(
        event.referral_id == breach.referral_id,
        event.recorded_at > breach.recorded_at,
        event.role.not_in([ActingRole.COORDINATOR, ActingRole.SYSTEM]),
        event.action != Note.MESSAGE,
    )
    told = cast(breach.effects, String).contains(f'"{Consequence.TELL_COORDINATOR}"', autoescape=True)
    return exists().where(breach.referral_id == ReferralRecord.id, told, ~moved)


def _has_need(code: str) -> ColumnElement[bool]:
    """The list of codes as text: a code has no quotation mark and no wildcard in it."""
    return cast(ReferralRecord.need_codes, String).contains(f'"{code}"', autoescape=True)


def people_of(session: Session, referral_ids: Collection[str]) -> dict[str, list[ReferralPerson]]:
    """Whom each referral is for, in the order of the case."""
    wanted = select(ReferralPerson).where(ReferralPerson.referral_id.in_(referral_ids))
    found: dict[str, list[ReferralPerson]] = {each: [] for each in referral_ids}
    for row in session.scalars(wanted.order_by(ReferralPerson.referral_id, ReferralPerson.number)):
        found[row.referral_id].append(row)
    return found


def offer_of(session: Session, record: ReferralRecord, *, lock: bool = False) -> Sequence[ReferralRecord]:
    """The others of the same open offer, by id; with `lock` locked in this order."""
    if record.offer_id is None:
        return ()
    wanted = select(ReferralRecord).where(
        ReferralRecord.offer_id == record.offer_id, ReferralRecord.id != record.id
    )
    wanted = wanted.order_by(ReferralRecord.id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalars(wanted).all()


def is_taken(others: Sequence[ReferralRecord]) -> bool:
    """Whether one of an open offer was accepted."""
    return any(state_of(each.state) in _TAKEN for each in others)


def duplicates_of(
    session: Session, *, case_id: str, service_id: str, person_ids: Collection[str], but: str | None
) -> list[str]:
    """Open referrals of one of these people to this service that were sent, by id."""
    waiting = [each for each in OPEN if each not in UNSENT]
    wanted = (
        select(ReferralRecord.id)
        .join(ReferralPerson, ReferralPerson.referral_id == ReferralRecord.id)
        .where(ReferralRecord.case_id == case_id, ReferralRecord.service_id == service_id)
        .where(ReferralRecord.state.in_(waiting), ReferralPerson.person_id.in_(person_ids))
    )
    if but is not None:
        wanted = wanted.where(ReferralRecord.id != but)
    return list(session.scalars(wanted.distinct().order_by(ReferralRecord.id)))


def tried_organizations(session: Session, chain_id: str) -> set[str]:
    """To whom referrals on this consent went and came to nothing before anybody accepted."""
    ended = (State.DECLINED, State.EXPIRED, State.CANCELLED)
    wanted = (
        select(ReferralRecord.receiver_organization_id)
        .join(ReferralPerson, ReferralPerson.referral_id == ReferralRecord.id)
        .where(ReferralPerson.chain_id == chain_id, ReferralRecord.sent_at.is_not(None))
        .where(ReferralRecord.state.in_(ended))
    )
    return set(session.scalars(wanted))


def on_consent(session: Session, *, chain_id: str, references: Collection[str]) -> list[str]:
    """The referrals that rest on a consent, or whose access did, by id."""
    resting = select(ReferralPerson.referral_id).where(ReferralPerson.chain_id == chain_id)
    wanted = select(ReferralRecord.id).where(
        or_(ReferralRecord.id.in_(resting), ReferralRecord.id.in_(list(references)))
    )
    return list(session.scalars(wanted.order_by(ReferralRecord.id)))


def of_references(session: Session, references: Collection[str]) -> list[str]:
    """Those of the ids for which access was given that are referrals, in the order in which they are locked."""
    wanted = select(ReferralRecord.id).where(among(ReferralRecord.id, sorted(references)))
    return list(session.scalars(wanted.order_by(ReferralRecord.id)))


def of_person(session: Session, person_id: str) -> list[str]:
    """The referrals that somebody is in, by id."""
    wanted = select(ReferralPerson.referral_id).where(ReferralPerson.person_id == person_id)
    return list(session.scalars(wanted.order_by(ReferralPerson.referral_id)))


def in_hand_of(session: Session, member_id: str) -> list[str]:
    """The open referrals that a worker of the receiver has, by id."""
    wanted = select(ReferralRecord.id).where(
        ReferralRecord.assigned_to == member_id, ReferralRecord.ended_at.is_(None)
    )
    return list(session.scalars(wanted.order_by(ReferralRecord.id)))


def served_by(session: Session, actor: Actor, service_id: str) -> list[str]:
    """Accepted referrals to a service that the actor may find, by id."""
    wanted = select(ReferralRecord.id).where(
        ReferralRecord.service_id == service_id, ReferralRecord.state.in_(SERVING), found_by(actor)
    )
    return list(session.scalars(wanted.order_by(ReferralRecord.id)))


def of_case(session: Session, case_id: str) -> Sequence[ReferralRecord]:
    """The open referrals of a case, locked in the order of their ids."""
    wanted = select(ReferralRecord).where(
        ReferralRecord.case_id == case_id, ReferralRecord.ended_at.is_(None)
    )
    wanted = wanted.order_by(ReferralRecord.id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def due_by(session: Session, moment: datetime, *, limit: int) -> Sequence[tuple[str, datetime]]:
    """Referrals of which something is due, the longest due first: read by its index."""
    wanted = select(ReferralRecord.id, ReferralRecord.next_due_at).where(ReferralRecord.next_due_at <= moment)
    rows = session.execute(wanted.order_by(ReferralRecord.next_due_at).limit(limit))
    return [(row.id, row.next_due_at) for row in rows]
