"""The door at HTTP's edge: reads the client's address, counts by it, lets the operator's metrics token in."""

from flask import request

from referral.access import door, rules
from referral.config import Settings
from referral.kit import crypto
from referral.kit.http import access
from referral.kit.identity import Actor, ActorKind


def install(settings: Settings) -> None:
    """Gives the edge its two functions: who knocks, and who may what."""

    def authenticate(header: str) -> Actor:
        token = settings.metrics_token
        if token and crypto.same(header, f"Bearer {token}"):
            return Actor(ActorKind.KEY, scopes=frozenset({rules.Scope.METRICS_READ}))
        network = rules.source_network(request.remote_addr or "")
        source = crypto.keyed_hash(settings.secret_key, purpose="failed attempts", text=network)
        return door.authenticate(header, source=source)

    access.install(authenticate, rules.allowed)
