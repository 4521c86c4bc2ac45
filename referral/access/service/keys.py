"""Making and ending keys and administrators, each with its audit entry in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from referral.access import queries, rules
from referral.access.errors import NoSuchKey, NoSuchOrganization, ScopeNotYours
from referral.access.models import Administrator, ApiKey
from referral.access.rules import Scope, Token, TokenKind, acts
from referral.access.rules.policy import givable_scopes
from referral.access.rules.roles import runs_organization, runs_platform
from referral.access.service.standing import locked_self
from referral.audit.service import append
from referral.kit import crypto
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.ids import new_id

Made = TypeVar("Made")


@dataclass(frozen=True)
class Created(Generic[Made]):
    """What was made and its token, which nobody can read again afterwards."""

    made: Made
    token: str


def _new_token(kind: TokenKind) -> Token:
    return Token(kind, f"{kind.value}_{crypto.random_prefix(8)}", crypto.random_secret())


def create_key(
    session: Session, actor: Actor, *, organization_id: str, name: str, scopes: Collection[Scope], days: int
) -> Created[ApiKey]:
    """A key for an organisation's software, good for `days` days (1 to 730).

    Raises `ScopeNotYours` for a scope that the actor may not give, `NoSuchOrganization` for another organisation.
    """
    _check_maker(actor, organization_id, scopes)
    if not scopes or not 1 <= days <= rules.LONGEST_LIFE_DAYS:
        raise ValueError("a key needs a scope, and a life of 1 to 730 days")
    token = _new_token(TokenKind.KEY)
    moment = now()
    key = ApiKey(
        id=new_id(),
        organization_id=organization_id,
        name=name,
        prefix=token.prefix,
        key_hash=crypto.secret_hash(str(token)),
        scopes=sorted({scope.value for scope in scopes}),
        created_at=moment,
        created_by=locked_self(session, actor),
        expires_at=moment + timedelta(days=days),
    )
    session.add(key)
    details = {"organization_id": organization_id, "scopes": key.scopes, "days": days}
    append(session, actor, action=acts.KEY_CREATED, object_kind="api_key", object_id=key.id, details=details)
    return Created(key, str(token))


def _check_maker(actor: Actor, organization_id: str, scopes: Collection[Scope]) -> None:
    if not runs_platform(actor) and not runs_organization(actor, organization_id):
        raise NoSuchOrganization
    refused = set(scopes) - givable_scopes(actor)
    if refused:
        raise ScopeNotYours(f"You may not give: {', '.join(sorted(refused))}.", scopes=sorted(refused))


def revoke_key(session: Session, actor: Actor, key_id: str) -> ApiKey:
    """Ends a key at once; again, it stays ended since the first time."""
    key = queries.key_by_id(session, actor, key_id)
    if key is None:
        raise NoSuchKey
    if key.revoked_at is None:
        key.revoked_at = now()
        details = {"organization_id": key.organization_id}
        append(
            session, actor, action=acts.KEY_REVOKED, object_kind="api_key", object_id=key.id, details=details
        )
    return key


def create_administrator(session: Session, actor: Actor, name: str) -> Created[Administrator]:
    """Somebody who runs this installation, with a token that does not end by itself."""
    token = _new_token(TokenKind.ADMINISTRATOR)
    administrator = Administrator(
        id=new_id(),
        name=name,
        prefix=token.prefix,
        token_hash=crypto.secret_hash(str(token)),
        created_at=now(),
    )
    session.add(administrator)
    append(
        session,
        actor,
        action=acts.ADMINISTRATOR_CREATED,
        object_kind="administrator",
        object_id=administrator.id,
    )
    return Created(administrator, str(token))


def disable_administrator(session: Session, actor: Actor, prefix: str) -> Administrator:
    """Ends an administrator's token at once."""
    administrator = queries.public_administrator_by_prefix(session, prefix)
    if administrator is None:
        raise NoSuchKey(f"No administrator's token begins with {prefix}.")
    if administrator.disabled_at is None:
        administrator.disabled_at = now()
        append(
            session,
            actor,
            action=acts.ADMINISTRATOR_DISABLED,
            object_kind="administrator",
            object_id=administrator.id,
        )
    return administrator
