"""The verbs of the door, each with its audit entry in the same transaction."""

from referral.access.service.keys import (
    Created,
    create_administrator,
    create_key,
    disable_administrator,
    revoke_key,
)

__all__ = ["Created", "create_administrator", "create_key", "disable_administrator", "revoke_key"]
