"""Every SELECT of the door. Those named `public_…` run before anybody is known."""

from referral.access.queries.api_keys import (
    administrators,
    key_by_id,
    keys,
    public_administrator_by_prefix,
    public_failures,
    public_key_by_prefix,
    public_organisations_with_keys,
)

__all__ = [
    "administrators",
    "key_by_id",
    "keys",
    "public_administrator_by_prefix",
    "public_failures",
    "public_key_by_prefix",
    "public_organisations_with_keys",
]
