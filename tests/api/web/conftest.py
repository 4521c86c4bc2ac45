"""Members who read pages, and a world in which referrals are sent."""

import pytest

from referral.access.rules.roles import Role
from tests.fixtures.pages import Reader
from tests.fixtures.referral_world import Organization, World, make_world


@pytest.fixture
def world(app) -> World:
    """Two organisations, a service, a case and a consent."""
    return make_world()


@pytest.fixture
def reader_of(app):
    """`reader_of(organization, role)`: that member's browser without scripts."""

    def reader(organization: Organization, role: Role) -> Reader:
        return Reader(app, organization.member(role))

    return reader


@pytest.fixture
def intake(world, reader_of) -> Reader:
    """The receiver's focal point."""
    return reader_of(world.receiver, Role.FOCAL_POINT)


@pytest.fixture
def helper(world, reader_of) -> Reader:
    """The receiver's worker."""
    return reader_of(world.receiver, Role.WORKER)
