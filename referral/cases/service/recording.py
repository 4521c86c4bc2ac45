"""What every record of this room begins with, and the refusal of whoever has no role for it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.audit.service import append
from referral.cases.sight import may_read_identity, member_of, roles_of
from referral.cases.values import check_past
from referral.kit.clock import now
from referral.kit.identity import Actor, ActorKind
from referral.kit.ids import new_id
from referral.kit.problems import Forbidden


def recorded(actor: Actor, occurred_at: datetime | None = None, *, id_: str | None = None) -> dict[str, Any]:
    """A fresh id, when it happened (now, unless somebody says when), when it was entered, and by whom."""
    moment = now()
    happened = moment if occurred_at is None else check_past("occurred_at", occurred_at, now=moment)
    return {
        "id": id_ or new_id(),
        "occurred_at": happened,
        "recorded_at": moment,
        "recorded_by": member_of(actor),
    }


def require_role(actor: Actor, roles: Collection[str]) -> None:
    """Raises `Forbidden` unless the actor has one of the roles, or is the clock."""
    if actor.kind is not ActorKind.SYSTEM and not roles_of(actor) & set(roles):
        raise Forbidden(f"This is for: {', '.join(sorted(roles))}.")


def require_identity(actor: Actor) -> None:
    """Raises `Forbidden` for a key without the scope by which it reads who people are."""
    if not may_read_identity(actor):
        raise Forbidden("This key may not read identity; it needs the scope identity:read.")


def note(
    session: Session,
    actor: Actor,
    action: str,
    of: tuple[str, str],
    *,
    occurred_at: datetime | None = None,
    **details: object,
) -> None:
    """The audit entry of an act, last in it; `of` is the kind and the id of what it was done to."""
    kind, id_ = of
    append(
        session,
        actor,
        action=action,
        object_kind=kind,
        object_id=id_,
        details={name: value for name, value in details.items() if value is not None},
        occurred_at=occurred_at,
    )
