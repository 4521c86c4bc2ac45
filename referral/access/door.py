"""Tells who knocks: from the Authorization header or a session's cookie to an `Actor`, or a refusal.

Failed attempts are counted in the database, by a keyed hash of where they came from. A source that failed
twenty times in ten minutes is answered 429 for further wrong keys. A right key still opens: behind one
address there may be a whole office, and 256 random bits cannot be guessed however often somebody tries.
"""

from contextlib import suppress
from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from referral.access import errors, queries, rules
from referral.access.configured import configured
from referral.access.models import ApiKey, FailedAttempt, MemberSession
from referral.access.queries.sessions import public_session_by_hash
from referral.access.rules import Token, TokenKind
from referral.access.rules.addresses import is_demo
from referral.access.rules.sessions import NOTED_EVERY, is_over
from referral.access.rules.tokens import is_acting_user
from referral.access.service.sessions import actor_of, times_of
from referral.kit import crypto
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import Actor, ActorKind, OrganizationId
from referral.kit.ids import new_id
from referral.kit.problems import Unauthenticated

_NOBODY = crypto.secret_hash("nobody")
# Keys whose use was noted today by this process: one write a key and day, not one a request.
_noted: dict[str, str] = {}


def recognise(session_token: str) -> Actor | None:
    """Whose session this is, or None where it is over. That it was used is noted once a minute at most."""
    moment = now()
    with unit_of_work(write=False) as session:
        row = public_session_by_hash(session, crypto.secret_hash(session_token))
        if row is None or row.member.ended_at is not None:
            return None
        demo = is_demo(row.member.email) and not configured().demo_accounts
        if demo or is_over(times_of(row), configured().lifetime, moment):
            return None
        actor = actor_of(row)
    if row.pending_factor_since is None and moment - row.last_used_at >= NOTED_EVERY:
        _note_session(row.id)
    return actor


def owner_of_lapsed(session_token: str) -> Actor | None:
    """Whose session this was that ended by itself: for keeping what they typed, never for showing anything."""
    with unit_of_work(write=False) as session:
        row = public_session_by_hash(session, crypto.secret_hash(session_token))
        if row is None or row.ended_at is not None or row.member.ended_at is not None:
            return None
        return actor_of(row)


def _note_session(session_id: str) -> None:
    # While a long import holds the file this can't be written: better a session that ends early than none.
    used = update(MemberSession).where(MemberSession.id == session_id, MemberSession.ended_at.is_(None))
    with suppress(OperationalError), unit_of_work(write=True) as session:
        session.execute(used.values(last_used_at=now()))


def with_acting_user(actor: Actor, pseudonym: str | None) -> Actor:
    """The actor of a key with the pseudonym that its software named; raises `ActingUserNeeded` for what is none."""
    if pseudonym is None or actor.kind is not ActorKind.KEY:
        return actor
    if not is_acting_user(pseudonym):
        raise errors.ActingUserNeeded
    return replace(actor, acting_user=pseudonym)


def authenticate(header: str, *, source: str) -> Actor:
    """Who sent this header. `source` is a keyed hash of the client's network.

    Raises `KeyUnknown`, `KeyExpired`, `KeyRevoked` (401, with WWW-Authenticate) or `TooManyFailedAttempts`
    (429).
    """
    token = rules.token_in(header)
    try:
        if token is None:
            raise errors.KeyUnknown("The header Authorization must be: Bearer, a space, and a key.")
        with unit_of_work(write=False) as session:
            actor = _actor(session, token)
    except Unauthenticated as refusal:
        _count_failure(source)
        refusal.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        raise
    _note_use(actor)
    return actor


def _actor(session: Session, token: Token) -> Actor:
    if token.kind is TokenKind.KEY:
        return _organization(session, token)
    administrator = queries.public_administrator_by_prefix(session, token.prefix)
    if not crypto.same(
        administrator.token_hash if administrator else _NOBODY, crypto.secret_hash(str(token))
    ):
        raise errors.KeyUnknown("No administrator has this token.")
    if administrator is None or administrator.disabled_at is not None:
        raise errors.KeyRevoked("This administrator's token has been ended.")
    return Actor(ActorKind.ADMINISTRATOR, id=administrator.id)


def _organization(session: Session, token: Token) -> Actor:
    key = queries.public_key_by_prefix(session, token.prefix)
    if not crypto.same(key.key_hash if key else _NOBODY, crypto.secret_hash(str(token))) or key is None:
        raise errors.KeyUnknown("No organisation has this key.")
    if key.revoked_at is not None:
        raise errors.KeyRevoked("This key has been ended.")
    if key.expires_at <= now():
        raise errors.KeyExpired(f"This key ended on {key.expires_at.date().isoformat()}.")
    return Actor(
        ActorKind.KEY,
        id=key.id,
        organization_id=OrganizationId(key.organization_id),
        scopes=frozenset(key.scopes),
    )


def _count_failure(source: str) -> None:
    moment = now()
    with unit_of_work(write=False) as session:
        since = moment - rules.FAILURE_WINDOW
        failures = queries.public_failures(session, source, since=since, most=rules.MOST_FAILURES)
    wait = rules.locked_for(failures, moment)
    if wait:
        raise errors.TooManyFailedAttempts(
            f"Wrong keys came from here {rules.MOST_FAILURES} times within ten minutes; wait {wait} seconds.",
            headers={"Retry-After": str(wait)},
        )
    # A count that can't be written now, while a long import holds the file, must not keep anybody out or in.
    with suppress(OperationalError), unit_of_work(write=True) as session:
        session.add(FailedAttempt(id=new_id(), source=source, at=moment))


def _note_use(actor: Actor) -> None:
    today = now().date()
    if actor.kind is not ActorKind.KEY or actor.id is None or _noted.get(actor.id) == today.isoformat():
        return
    _noted[actor.id] = today.isoformat()
    with suppress(OperationalError), unit_of_work(write=True) as session:
        key = session.get(ApiKey, actor.id)
        if key is not None and key.last_used_on != today:
            key.last_used_on = today
