"""Sessions: begun, raised by the second factor, ended. Of the token only the hash is kept, and it changes each time."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from referral.access.errors import NoSuchSession, SessionOver
from referral.access.models import Member, MemberSession
from referral.access.queries import sessions as queries
from referral.access.rules import acts
from referral.access.rules.sessions import Times
from referral.audit.service import append
from referral.kit import crypto
from referral.kit.clock import now
from referral.kit.identity import Actor, ActorKind, MemberId, OrganizationId, SessionId
from referral.kit.ids import new_id


@dataclass(frozen=True)
class Begun:
    """A session with its token, which nobody can read again afterwards."""

    session: MemberSession
    token: str


def times_of(row: MemberSession) -> Times:
    """The session's moments, for the rules."""
    return Times(row.started_at, row.last_used_at, row.ended_at, pending=row.pending_factor_since is not None)


def actor_of(row: MemberSession) -> Actor:
    """Who acts in this session. Between password and second factor, somebody without any role."""
    member = row.member
    pending = row.pending_factor_since is not None
    organization = None if member.organization_id is None else OrganizationId(member.organization_id)
    return Actor(
        ActorKind.PENDING if pending else ActorKind.MEMBER,
        id=member.id,
        organization_id=organization,
        member_id=MemberId(member.id),
        session_id=SessionId(row.id),
        roles=frozenset() if pending else member.roles,
        regions=() if pending else member.regions,
    )


def begin(session: Session, member: Member, *, agent: str, pending: bool, former: str | None) -> Begun:
    """A session under a new token; the one that the browser had before (`former`: its token's hash) ends."""
    if former is not None:
        before = queries.public_session_by_hash(session, former)
        if before is not None and before.ended_at is None:
            before.ended_at = now()
    token, moment = crypto.random_secret(), now()
    row = MemberSession(
        id=new_id(),
        member=member,
        token_hash=crypto.secret_hash(token),
        agent=agent[:200],
        started_at=moment,
        last_used_at=moment,
        pending_factor_since=moment if pending else None,
    )
    session.add(row)
    record_start(session, row)
    return Begun(row, token)


def raise_by_second_factor(session: Session, row: MemberSession) -> Begun:
    """The session is the member's now, under a new token: the one before the second factor opens nothing."""
    token, moment = crypto.random_secret(), now()
    row.token_hash = crypto.secret_hash(token)
    row.pending_factor_since = None
    row.started_at = row.last_used_at = moment
    record_start(session, row)
    return Begun(row, token)


def record_start(session: Session, row: MemberSession) -> None:
    """Notes the signing in, once it is whole."""
    if row.pending_factor_since is None:
        append(session, actor_of(row), action=acts.SIGNED_IN, object_kind="session", object_id=row.id)


def pending_session(session: Session, actor: Actor) -> MemberSession:
    """The actor's session, locked, if it still waits for its second factor; raises `SessionOver`."""
    row = None if actor.session_id is None else queries.session_to_change(session, actor, actor.session_id)
    if row is None or row.ended_at is not None or row.pending_factor_since is None:
        raise SessionOver
    return row


def end_session(session: Session, actor: Actor, session_id: str) -> None:
    """Ends one of the actor's own sessions; again, it stays ended. Raises `NoSuchSession`."""
    row = queries.session_to_change(session, actor, session_id)
    if row is None:
        raise NoSuchSession
    if row.ended_at is None:
        row.ended_at = now()
        append(session, actor, action=acts.SIGNED_OUT, object_kind="session", object_id=row.id)
