"""What the door decides from values alone: the policy table, roles, tokens and codes, attempts, sessions, duty."""

from referral.access.rules.attempts import FAILURE_WINDOW, MOST_FAILURES, locked_for, source_network
from referral.access.rules.policy import AUDIENCE_ROLES, PERMISSIONS, Grant, Scope, allowed, permissions_of
from referral.access.rules.roles import Role
from referral.access.rules.tokens import LONGEST_LIFE_DAYS, Token, TokenKind, token_in

__all__ = [
    "AUDIENCE_ROLES",
    "FAILURE_WINDOW",
    "LONGEST_LIFE_DAYS",
    "MOST_FAILURES",
    "PERMISSIONS",
    "Grant",
    "Role",
    "Scope",
    "Token",
    "TokenKind",
    "allowed",
    "locked_for",
    "permissions_of",
    "source_network",
    "token_in",
]
