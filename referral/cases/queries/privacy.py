"""Data keys, privacy tasks, objections and erasures."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from referral.cases.models import (
    Consent,
    DataKeyRow,
    ErasureRequest,
    Objection,
    OwnRecord,
    PrivacyTask,
)
from referral.cases.words import ErasureState, ObjectionState, TaskState
from referral.kit.db.bulk import among
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound

_Row = TypeVar("_Row", PrivacyTask, Objection)


def data_key(session: Session, subject_id: str) -> DataKeyRow | None:
    """The stored key of a person or of an own record."""
    return session.get(DataKeyRow, subject_id)


def keys_to_rotate(session: Session, current: str, *, limit: int) -> Sequence[DataKeyRow]:
    """Stored keys that need another version than the present one, past those that somebody else holds."""
    wanted = (
        select(DataKeyRow).where(DataKeyRow.key_id != current).order_by(DataKeyRow.subject_id).limit(limit)
    )
    return session.scalars(wanted.with_for_update(skip_locked=True)).all()


def keys_by_version(session: Session) -> dict[str, int]:
    """How many stored keys need which version."""
    counted = select(DataKeyRow.key_id, func.count()).group_by(DataKeyRow.key_id)
    return {str(key_id): int(count) for key_id, count in session.execute(counted.order_by(DataKeyRow.key_id))}


def with_keys(session: Session, subject_ids: Collection[str]) -> set[str]:
    """Which of these still have a key."""
    if not subject_ids:
        return set()
    wanted = select(DataKeyRow.subject_id).where(among(DataKeyRow.subject_id, sorted(subject_ids)))
    return set(session.scalars(wanted))


def tasks(
    session: Session, actor: Actor, *, state: TaskState | None, before: str | None, limit: int
) -> Sequence[PrivacyTask]:
    """What the actor's organisation is asked to do, or asked others to; newest first."""
    wanted = select(PrivacyTask).order_by(PrivacyTask.id.desc()).limit(limit)
    if actor.kind is not ActorKind.SYSTEM:
        own = actor.organization_id
        wanted = wanted.where(
            or_(PrivacyTask.organization_id == own, PrivacyTask.holder_organization_id == own)
        )
    if state is not None:
        wanted = wanted.where(PrivacyTask.state == state)
    if before is not None:
        wanted = wanted.where(PrivacyTask.id < before)
    return session.scalars(wanted).all()


def task_for(session: Session, actor: Actor, task_id: str) -> PrivacyTask:
    """One task that the actor's organisation has to do, locked. Raises `NotFound`."""
    return _of_organization(session, PrivacyTask, actor, task_id)


def _of_organization(session: Session, model: type[_Row], actor: Actor, row_id: str) -> _Row:
    wanted = select(model).where(model.id == row_id, model.organization_id == actor.organization_id)
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise NotFound
    return found


def tasks_of(session: Session, person_id: str) -> Sequence[PrivacyTask]:
    """What organisations were asked to do about a person, oldest first."""
    wanted = select(PrivacyTask).where(PrivacyTask.person_id == person_id)
    return session.scalars(wanted.order_by(PrivacyTask.recorded_at, PrivacyTask.id)).all()


def open_task(
    session: Session, person_id: str, organization_id: str, reference_id: str | None
) -> list[PrivacyTask]:
    """The open tasks of one organisation about a person and a referral."""
    wanted = select(PrivacyTask).where(
        PrivacyTask.person_id == person_id,
        PrivacyTask.organization_id == organization_id,
        PrivacyTask.state != TaskState.ATTESTED,
    )
    return [each for each in session.scalars(wanted) if each.reference_id == reference_id]


def waiting_tasks(session: Session) -> Iterator[PrivacyTask]:
    """Every task that was not attested, whosoever, the longest asked first: for the clock."""
    wanted = select(PrivacyTask).where(PrivacyTask.state != TaskState.ATTESTED).order_by(PrivacyTask.due_at)
    yield from session.scalars(wanted.execution_options(yield_per=500))


def overdue_tasks(session: Session, actor: Actor, moment: datetime) -> Sequence[PrivacyTask]:
    """Tasks of or for the actor's organisation that should have been answered by now."""
    wanted = select(PrivacyTask).where(PrivacyTask.state != TaskState.ATTESTED, PrivacyTask.due_at < moment)
    if actor.kind is not ActorKind.SYSTEM:
        own = actor.organization_id
        wanted = wanted.where(
            or_(PrivacyTask.organization_id == own, PrivacyTask.holder_organization_id == own)
        )
    return session.scalars(wanted.order_by(PrivacyTask.due_at)).all()


def objection_for(session: Session, actor: Actor, objection_id: str) -> Objection:
    """One objection that the actor's organisation decides, locked. Raises `NotFound`."""
    return _of_organization(session, Objection, actor, objection_id)


def objections(
    session: Session, actor: Actor, *, state: ObjectionState | None, before: str | None, limit: int
) -> Sequence[Objection]:
    """The objections that the actor's organisation decides, newest first."""
    wanted = select(Objection).where(Objection.organization_id == actor.organization_id)
    wanted = wanted.order_by(Objection.id.desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(Objection.state == state)
    if before is not None:
        wanted = wanted.where(Objection.id < before)
    return session.scalars(wanted).all()


def open_objection(session: Session, consent_id: str) -> Objection | None:
    """The objection to a record that nobody has decided on."""
    wanted = select(Objection).where(
        Objection.consent_id == consent_id, Objection.state == ObjectionState.OPEN
    )
    return session.scalars(wanted.limit(1)).first()


def objection_upheld(session: Session, chain_id: str) -> bool:
    """Whether an objection to any version of a record was decided for the person."""
    versions = select(Consent.id).where(Consent.chain_id == chain_id)
    wanted = select(Objection.id).where(
        Objection.consent_id.in_(versions), Objection.state == ObjectionState.UPHELD
    )
    return session.scalars(wanted.limit(1)).first() is not None


def erasure_waiting(session: Session, person_id: str) -> ErasureRequest | None:
    """The erasure of a person that was asked for and not yet done, locked."""
    waiting = (ErasureState.REQUESTED, ErasureState.CONFIRMED)
    wanted = select(ErasureRequest).where(
        ErasureRequest.person_id == person_id, ErasureRequest.state.in_(waiting)
    )
    return session.scalar(wanted.with_for_update())


def erasures_due(session: Session, moment: datetime, *, limit: int) -> Sequence[ErasureRequest]:
    """Confirmed erasures whose seven days are over, oldest first."""
    wanted = select(ErasureRequest).where(
        ErasureRequest.state == ErasureState.CONFIRMED, ErasureRequest.due_at <= moment
    )
    return session.scalars(wanted.order_by(ErasureRequest.due_at).limit(limit)).all()


def own_records_over(session: Session, moment: datetime, *, limit: int) -> Sequence[OwnRecord]:
    """Own records whose retention is over, oldest first."""
    wanted = select(OwnRecord).where(OwnRecord.retain_until <= moment)
    return session.scalars(wanted.order_by(OwnRecord.retain_until).limit(limit)).all()
