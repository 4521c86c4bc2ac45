"""The policy table and the pure parts of the door."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.access.rules import (
    MOST_FAILURES,
    PERMISSIONS,
    Scope,
    Token,
    TokenKind,
    allowed,
    locked_for,
    permissions_of,
    source_network,
    token_in,
)
from referral.kit.crypto import random_secret
from referral.kit.identity import ANONYMOUS, SYSTEM, Actor, ActorKind, OrganizationId

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADMINISTRATOR = Actor(ActorKind.ADMINISTRATOR, id="1")


def key(*scopes: Scope) -> Actor:
    return Actor(ActorKind.KEY, id="2", organization_id=OrganizationId("3"), scopes=frozenset(scopes))


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_nobody_unknown_has_a_permission(permission):
    assert not allowed(ANONYMOUS, permission)
    assert not allowed(SYSTEM, permission)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_key_without_scopes_has_no_permission(permission):
    assert not allowed(key(), permission)


@pytest.mark.parametrize("actor", [ANONYMOUS, ADMINISTRATOR, key(*Scope)], ids=lambda actor: actor.kind.value)
def test_what_does_not_stand_in_the_table_is_nobodys(actor):
    assert not allowed(actor, "everything:delete")


def test_only_administrators_manage_keys():
    assert allowed(ADMINISTRATOR, "keys:manage")
    assert not allowed(key(*Scope), "keys:manage")


@pytest.mark.parametrize(
    ("scope", "permissions"),
    [
        (Scope.DIRECTORY_READ, ["directory:read", "programmes:read"]),
        (Scope.DIRECTORY_WRITE, ["directory:read", "directory:write"]),
        (Scope.AUDIT_READ, ["audit:read"]),
        (Scope.METRICS_READ, ["metrics:read"]),
        (Scope.IDENTITY_READ, ["identity:read"]),
        (
            Scope.REFERRAL_SEND,
            [
                *("cases:read", "cases:search", "cases:work", "consents:withdraw", "erasures:request"),
                *(
                    "messages:write",
                    "privacy-tasks:read",
                    "programmes:enrol",
                    "programmes:people",
                    "referrals:act",
                    "referrals:read",
                    "referrals:send",
                ),
            ],
        ),
        (
            Scope.REFERRAL_RESPOND,
            [
                *("cases:read", "consents:withdraw", "messages:write", "privacy-tasks:answer"),
                *(
                    "privacy-tasks:read",
                    "programmes:enrol",
                    "programmes:people",
                    "records:keep",
                    "referrals:act",
                    "referrals:read",
                    "referrals:respond",
                ),
            ],
        ),
    ],
)
def test_a_key_does_what_its_scope_names_and_nothing_else(scope, permissions):
    assert permissions_of(key(scope)) == permissions


def test_a_token_is_read_as_it_was_written():
    token = Token(TokenKind.KEY, "rk_ab12cd34", random_secret())
    assert token_in(f"Bearer {token}") == token
    assert token_in(f"bearer  {token}") == token


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer rk_ab12cd34",
        f"Bearer rk_ab12cd34_{'x' * 42}",
        f"Bearer rk_ab12cd34_{'x' * 44}",
        f"Bearer rx_ab12cd34_{'x' * 43}",
        f"Bearer rk_ab12cd34_{'ü' * 43}",
        f"Bearer rk_ab12cd34_{'x' * 43} more",
    ],
)
def test_what_is_no_token_of_ours_is_none(header):
    assert token_in(header) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("somewhere", "unknown"),
    ],
)
def test_attempts_are_counted_by_address_or_by_subscribers_network(address, network):
    assert source_network(address) == network


def failures(count: int, *, every: timedelta = timedelta(seconds=1)) -> list[datetime]:
    return [MOMENT - every * number for number in range(count)]


def test_one_failure_fewer_than_the_limit_locks_nothing():
    assert locked_for(failures(MOST_FAILURES - 1), MOMENT) == 0


def test_the_limit_locks_until_the_oldest_that_counts_is_ten_minutes_old():
    assert locked_for(failures(MOST_FAILURES), MOMENT) == 600 - (MOST_FAILURES - 1) + 1


def test_failures_of_long_ago_do_not_count():
    assert locked_for(failures(MOST_FAILURES, every=timedelta(minutes=1)), MOMENT) == 0
