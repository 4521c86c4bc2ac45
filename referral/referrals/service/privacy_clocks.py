"""The clocks of privacy tasks: who had access acknowledges within seven days and attests within thirty.

Each moment is acted upon once: its job has the moment's key. A worker may be away for six days and catch up.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from referral.cases.service.watching import Watched, watched_task, watched_tasks
from referral.kit import jobs
from referral.kit.clock import now
from referral.kit.outbox import enqueue_message
from referral.referrals.clocks import (
    Breach,
    Consequence,
    PrivacyTask,
    privacy_breaches,
    privacy_next_due_at,
)

DUE = "referrals.privacy_due"
# Shorter than the seven days for which a job's key is remembered.
CAUGHT_UP = timedelta(days=6)


def watch_tasks(session: Session) -> int:
    """One job for each open task of which something has become due; answers how many were new."""
    moment = now()
    fresh = 0
    for each in watched_tasks(session):
        due = privacy_next_due_at(_value(each), moment - CAUGHT_UP)
        while due is not None and due <= moment:
            payload, key = {"task_id": each.id, "at": due.isoformat()}, f"{DUE}:{each.id}:{due.isoformat()}"
            fresh += jobs.enqueue(session, DUE, payload, key=key)
            due = privacy_next_due_at(_value(each), due)
    return fresh


def act_on(session: Session, task_id: str, at: datetime) -> None:
    """Tells of what became due of a task at a moment, unless it was answered since."""
    task = watched_task(session, task_id)
    if task is None:
        return
    for breach in privacy_breaches(_value(task), at - timedelta(microseconds=1), at):
        for effect in breach.effects:
            _tell(session, task, breach, effect)


def _value(task: Watched) -> PrivacyTask:
    return PrivacyTask(
        id=task.id,
        requested_at=task.requested_at,
        acknowledged_at=task.acknowledged_at,
        attested_at=task.attested_at,
    )


def _tell(session: Session, task: Watched, breach: Breach, effect: Consequence) -> None:
    """Both officers hear of it: of whoever has to answer, and of whoever asked. The coordinator counts."""
    both = (task.organization_id, task.holder_organization_id)
    addressed: tuple[str | None, ...] = both if effect is Consequence.TELL_OFFICER else (None,)
    for organization_id in addressed:
        told = {"task_id": task.id, "organization_id": organization_id}
        told |= {"clock": str(breach.clock), "label": breach.label, "effect": str(effect)}
        enqueue_message(session, "privacy_task.due", told)
