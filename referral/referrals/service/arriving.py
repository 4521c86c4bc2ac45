"""How the person arrives at the service that accepted her: told to the assigned workers, and to nobody else."""

from sqlalchemy.orm import Session

from referral.directory.rules import Arrival
from referral.directory.service import read_arrival
from referral.kit.identity import Actor
from referral.kit.problems import NotFound
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import SERVING, Role, state_of
from referral.referrals.service.seeing import Opened, open_referral

_ASSIGNED = frozenset({Role.CASE_WORKER, Role.RECEIVING_WORKER})


def arrival_for(session: Session, actor: Actor, referral_id: str) -> Arrival:
    """How she arrives, for the assigned workers of both sides while it is served; audited. Raises `NotFound`."""
    opened = open_referral(session, actor, referral_id)
    if not _is_open(opened):
        raise NotFound
    return read_arrival(session, actor, opened.record.service_id)


def _is_open(opened: Opened) -> bool:
    """What the receiver only told opens nothing; nor does a place to who may not read who comes."""
    own = state_of(opened.record.confirmed_state or opened.record.state)
    return own in SERVING and bool(opened.principal.roles & _ASSIGNED) and opened.principal.reads_identity


def may_know_arrival(session: Session, actor: Actor, service_id: str) -> bool:
    """Whether the actor is assigned to an accepted referral to this service: asked by the directory itself, again."""
    return any(_opens(session, actor, id_) for id_ in queries.served_by(session, actor, service_id))


def _opens(session: Session, actor: Actor, referral_id: str) -> bool:
    try:
        return _is_open(open_referral(session, actor, referral_id))
    except NotFound:
        return False
