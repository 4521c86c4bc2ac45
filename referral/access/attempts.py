"""Refused attempts on what is known of people: kept in the audit, by a short transaction of their own.

Who asked, for which operation, and the id that stood in the address; whether there is anything behind that id is said
neither to who asked nor here.
"""

from referral.access.rules import PERMISSIONS, acts
from referral.audit.service import append
from referral.kit.db.work import unit_of_work
from referral.kit.http.access import Access
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import Refusal

# Not allowed, not there, not in this state, gone. A wrong shape or an old version is no attempt at anything.
_KEPT = frozenset({403, 404, 409, 410})


def keep_attempt(actor: Actor, access: Access, operation: str, id_: str | None, refusal: Refusal) -> None:
    """Writes a refused attempt of somebody known into the audit."""
    grant = PERMISSIONS.get(access.permission or "")
    if grant is None or not grant.personal or actor.kind is ActorKind.ANONYMOUS:
        return
    # Some refusals have written an entry of their own, which says more.
    if refusal.status not in _KEPT or refusal.afterwards is not None:
        return
    details = {"operation": operation, "problem": refusal.code()}
    with unit_of_work(write=True, actor=actor) as session:
        append(
            session,
            actor,
            action=acts.ATTEMPT_REFUSED,
            object_kind="request",
            object_id=id_,
            details=details,
        )
