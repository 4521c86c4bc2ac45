"""Who sees how much of a case, as a table."""

import itertools

import pytest

from referral.cases.sight import Sight, Standing, may_read_identity, roles_of, sight
from referral.kit.identity import ANONYMOUS, SYSTEM, Actor, ActorKind, OrganizationId

OURS = OrganizationId("ours")
RESPONDS, SENDS = frozenset({"referral:respond"}), frozenset({"referral:send"})


def key(*scopes):
    return Actor(ActorKind.KEY, "k", OURS, frozenset(scopes))


@pytest.mark.parametrize(
    ("scopes", "standing", "wanted"),
    [
        (SENDS, Standing(True), Sight.LINE),
        (SENDS, Standing(True, assigned=True), Sight.ALL),
        (SENDS, Standing(True, restricted=True), Sight.NOTHING),
        (SENDS, Standing(True, assigned=True, restricted=True), Sight.ALL),
        (SENDS, Standing(True, broke_glass=True, restricted=True), Sight.ALL),
        (SENDS, Standing(True, assigned=True, excluded=True), Sight.NOTHING),
        (SENDS, Standing(True, broke_glass=True, excluded=True), Sight.NOTHING),
        (SENDS, Standing(False, assigned=True), Sight.NOTHING),
        (RESPONDS, Standing(True, assigned=True), Sight.LINE),
        (frozenset({"directory:read"}), Standing(True, assigned=True), Sight.NOTHING),
    ],
)
def test_a_key_sees_by_scope_and_standing(scopes, standing, wanted):
    assert sight(key(*scopes), standing) is wanted


def test_nobody_who_is_excluded_and_nobody_from_outside_sees_anything():
    for own, assigned, glass, restricted in itertools.product((True, False), repeat=4):
        for excluded in (True, False):
            standing = Standing(own, assigned, glass, excluded, restricted)
            seen = sight(key("referral:send", "referral:respond"), standing)
            if excluded or not own:
                assert seen is Sight.NOTHING
            assert sight(ANONYMOUS, standing) is Sight.NOTHING
            assert sight(Actor(ActorKind.ADMINISTRATOR, "a"), standing) is Sight.NOTHING
            assert sight(SYSTEM, standing) is Sight.ALL


def test_a_keys_roles_come_from_its_scopes_and_identity_needs_its_own():
    assert roles_of(key("referral:send")) == {"case_worker"}
    assert roles_of(key("referral:respond")) == {"focal_point", "worker"}
    assert roles_of(key("audit:read")) == frozenset()
    assert not may_read_identity(key("referral:send"))
    assert may_read_identity(key("referral:send", "identity:read"))
