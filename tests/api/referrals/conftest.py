"""The application with keys, and a world whose people are signed in."""

import pytest

from referral.access.rules.roles import Role
from tests.fixtures.desks import Desk
from tests.fixtures.members import signed_in
from tests.fixtures.referral_world import Organization, World, make_world


@pytest.fixture
def world(app) -> World:
    """Two organisations, a service, a case and a consent."""
    return make_world()


@pytest.fixture
def desk_of(app):
    """`desk_of(organization, role)`: that member's browser."""
    known: dict[tuple[str, str], Desk] = {}

    def desk(organization: Organization, role: Role) -> Desk:
        key = organization.id, role.value
        if key not in known:
            known[key] = Desk(signed_in(app, organization.member(role)))
        return known[key]

    return desk


@pytest.fixture
def worker(world, desk_of) -> Desk:
    """The case worker's."""
    return desk_of(world.sender, Role.CASE_WORKER)


@pytest.fixture
def intake(world, desk_of) -> Desk:
    """The receiver's intake's."""
    return desk_of(world.receiver, Role.FOCAL_POINT)


@pytest.fixture
def helper(world, desk_of) -> Desk:
    """The receiver's worker's."""
    return desk_of(world.receiver, Role.WORKER)
