"""The policy: who may do what. `PERMISSIONS` is the whole of it; what does not stand there is refused."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from referral.audit.rules import declare_action
from referral.kit.identity import Actor, ActorKind

# For whom listings may be kept that are not for the whole network.
AUDIENCE_ROLES = ("case_worker", "focal_point", "coordinator", "police", "justice", "health")


class Scope(StrEnum):
    """What an organisation's key can be made for. A key does only what its scopes name."""

    DIRECTORY_READ = "directory:read"
    DIRECTORY_WRITE = "directory:write"
    REFERRAL_SEND = "referral:send"
    REFERRAL_RESPOND = "referral:respond"
    IDENTITY_READ = "identity:read"
    AUDIT_READ = "audit:read"
    METRICS_READ = "metrics:read"
    # Whose listings the key sees beside those of the network: `AUDIENCE_ROLES`, and national hotlines.
    AUDIENCE_HOTLINE = "audience:hotline"
    AUDIENCE_CASE_WORKER = "audience:role:case_worker"
    AUDIENCE_FOCAL_POINT = "audience:role:focal_point"
    AUDIENCE_COORDINATOR = "audience:role:coordinator"
    AUDIENCE_POLICE = "audience:role:police"
    AUDIENCE_JUSTICE = "audience:role:justice"
    AUDIENCE_HEALTH = "audience:role:health"


@dataclass(frozen=True)
class Grant:
    """Who has a permission: these kinds of actor; a key moreover needs one of these scopes."""

    kinds: frozenset[ActorKind]
    scopes: frozenset[Scope] = frozenset()


_ADMINISTRATOR = frozenset({ActorKind.ADMINISTRATOR})
_ADMINISTRATOR_OR_KEY = frozenset({ActorKind.ADMINISTRATOR, ActorKind.KEY})

#                       permission        who                    a key needs one of
PERMISSIONS: dict[str, Grant] = {
    "keys:manage": Grant(_ADMINISTRATOR),
    "audit:read": Grant(_ADMINISTRATOR_OR_KEY, frozenset({Scope.AUDIT_READ})),
    "metrics:read": Grant(_ADMINISTRATOR_OR_KEY, frozenset({Scope.METRICS_READ})),
    "directory:read": Grant(_ADMINISTRATOR_OR_KEY, frozenset({Scope.DIRECTORY_READ, Scope.DIRECTORY_WRITE})),
    "directory:write": Grant(_ADMINISTRATOR_OR_KEY, frozenset({Scope.DIRECTORY_WRITE})),
}

ADMINISTRATOR_CREATED = declare_action("access:administrator:created", "An administrator's token was made.")
ADMINISTRATOR_DISABLED = declare_action(
    "access:administrator:disabled", "An administrator's token was ended."
)
KEY_CREATED = declare_action("access:api_key:created", "A key was made for an organisation.")
KEY_REVOKED = declare_action("access:api_key:revoked", "A key of an organisation was ended before its time.")

MOST_FAILURES = 20
FAILURE_WINDOW = timedelta(minutes=10)
LONGEST_LIFE_DAYS = 730

_TOKEN = re.compile(r"(?P<prefix>(?P<kind>rk|ra)_[a-z0-9]{8})_(?P<secret>[A-Za-z0-9_-]{43})")


class TokenKind(StrEnum):
    """The two kinds of token, told apart by how they begin."""

    KEY = "rk"
    ADMINISTRATOR = "ra"


@dataclass(frozen=True)
class Token:
    """A token taken apart. `prefix` may be shown and logged; `secret` never."""

    kind: TokenKind
    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"{self.prefix}_{self.secret}"


def allowed(actor: Actor, permission: str) -> bool:
    """Whether the policy table gives the actor the permission. A permission that is not in it is nobody's."""
    grant = PERMISSIONS.get(permission)
    if grant is None or actor.kind not in grant.kinds:
        return False
    return actor.kind is not ActorKind.KEY or bool(actor.scopes & grant.scopes)


def permissions_of(actor: Actor) -> list[str]:
    """Everything the actor may do, by name."""
    return [permission for permission in sorted(PERMISSIONS) if allowed(actor, permission)]


def token_in(header: str) -> Token | None:
    """The token of an Authorization header `Bearer …`, or None where there is none of ours."""
    scheme, _, text = header.partition(" ")
    match = _TOKEN.fullmatch(text.strip()) if scheme.lower() == "bearer" else None
    if match is None:
        return None
    return Token(TokenKind(match["kind"]), match["prefix"], match["secret"])


def source_network(address: str) -> str:
    """What failed attempts are counted by: an IPv4 address, or the /64 that one IPv6 subscriber has for
    himself.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def locked_for(failures: list[datetime], moment: datetime) -> int:
    """Seconds for which a source is locked after these failures, or 0. The oldest that counts sets the
    end.
    """
    counted = sorted(each for each in failures if each > moment - FAILURE_WINDOW)
    if len(counted) < MOST_FAILURES:
        return 0
    ends = counted[-MOST_FAILURES] + FAILURE_WINDOW
    return max(1, int((ends - moment).total_seconds()) + 1)
