"""Privacy tasks: what organisations that had access are asked to do, and what they say they did."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.errors import AlreadyAttested
from referral.cases.models import Grant, Person, PrivacyTask
from referral.cases.queries import consents, privacy
from referral.cases.rules.duties import TaskKind
from referral.cases.service.recording import note, recorded, require_role
from referral.cases.sight import FOCAL_POINT, OFFICER, SUPERVISOR, WORKER
from referral.cases.values import check_text
from referral.cases.words import Attestation, GrantLevel, TaskState
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.outbox import enqueue_message

TO_ACKNOWLEDGE = timedelta(days=7)
TO_ATTEST = timedelta(days=30)
_ANSWERS = (FOCAL_POINT, WORKER, OFFICER, SUPERVISOR)
# What each kind of task can be answered by; that something is kept needs its ground.
_FITTING = {
    TaskKind.DELETE: {Attestation.DELETED, Attestation.RETURNED, Attestation.RETAINED},
    TaskKind.CORRECT: {Attestation.CORRECTED, Attestation.DELETED, Attestation.RETAINED},
    TaskKind.RESTRICT: {
        Attestation.RESTRICTED,
        Attestation.DELETED,
        Attestation.RETURNED,
        Attestation.RETAINED,
    },
}


def ask(session: Session, actor: Actor, grants: Iterable[Grant], kind: TaskKind) -> list[PrivacyTask]:
    """One task for each access that showed more than routing, unless the same is already asked."""
    made = []
    for grant in grants:
        open_ = privacy.open_task(session, grant.person_id, grant.organization_id, grant.reference_id)
        if grant.reached < GrantLevel.FACTS or any(each.kind == kind for each in open_):
            continue
        task = _task(actor, grant, kind)
        session.add(task)
        session.flush()
        told = {"task_id": task.id, "organization_id": task.organization_id, "kind": kind.value}
        enqueue_message(session, "privacy_task.requested", told)
        made.append(task)
    return made


def ask_all(session: Session, actor: Actor, person: Person, kind: TaskKind) -> list[PrivacyTask]:
    """The same for every organisation that ever had access to the person."""
    return ask(session, actor, consents.grants_of(session, person.id), kind)


def _task(actor: Actor, grant: Grant, kind: TaskKind) -> PrivacyTask:
    moment = now()
    return PrivacyTask(
        **recorded(actor),
        person_id=grant.person_id,
        organization_id=grant.organization_id,
        holder_organization_id=grant.holder_organization_id,
        reference_id=grant.reference_id,
        kind=kind,
        state=TaskState.REQUESTED,
        acknowledge_by=moment + TO_ACKNOWLEDGE,
        due_at=moment + TO_ATTEST,
    )


def acknowledge(session: Session, actor: Actor, task_id: str) -> PrivacyTask:
    """The organisation saw what it is asked to do; again, it stays as it is."""
    require_role(actor, _ANSWERS)
    task = privacy.task_for(session, actor, task_id)
    if task.state == TaskState.REQUESTED:
        task.state, task.acknowledged_at = TaskState.ACKNOWLEDGED, now()
        note(session, actor, acts.TASK_ACKNOWLEDGED, ("privacy_task", task.id))
    return task


def attest(
    session: Session, actor: Actor, task_id: str, *, attestation: Attestation, legal_basis: str | None = None
) -> PrivacyTask:
    """The organisation says what it did. Raises `AlreadyAttested` for another answer than the first."""
    require_role(actor, _ANSWERS)
    task = privacy.task_for(session, actor, task_id)
    if task.state == TaskState.ATTESTED:
        if task.attestation == attestation:
            return task
        raise AlreadyAttested(f"The task was answered with '{task.attestation}'.")
    fitting = _FITTING[TaskKind(task.kind)]
    if attestation not in fitting:
        raise ValueError(f"attestation: right would be one of: {', '.join(sorted(fitting))}")
    basis = check_text("legal_basis", legal_basis, longest=200)
    if attestation is Attestation.RETAINED and basis is None:
        raise ValueError("legal_basis: by which law it is kept is missing")
    moment = now()
    task.state, task.attestation, task.legal_basis = TaskState.ATTESTED, attestation, basis
    task.acknowledged_at, task.attested_at = task.acknowledged_at or moment, moment
    note(session, actor, acts.TASK_ATTESTED, ("privacy_task", task.id), attestation=attestation.value)
    return task


def references_of(grants: Sequence[Grant]) -> tuple[str, ...]:
    """The referrals behind accesses, each once."""
    return tuple(dict.fromkeys(grant.reference_id for grant in grants))
