"""Members who read pages, and a world in which referrals are sent."""

from typing import Any

import pytest
from flask import Flask

from referral.access.rules import Role
from referral.kit.ids import new_id
from tests.fixtures.members import make_member
from tests.fixtures.pages import Reader
from tests.fixtures.referral_world import Organization, World, make_world


@pytest.fixture
def member(app: Flask) -> Any:
    """Somebody who may sign in."""
    return make_member(Role.CASE_WORKER, organization_id=new_id())


@pytest.fixture
def world(app: Flask) -> World:
    """Two organisations, a service, a case and a consent."""
    return make_world()


@pytest.fixture
def reader_of(app: Flask) -> Any:
    """`reader_of(organization, role)`: that member's browser without scripts."""

    def reader(organization: Organization, role: Role) -> Reader:
        return Reader(app, organization.member(role))

    return reader


@pytest.fixture
def intake(world: World, reader_of: Any) -> Reader:
    """The receiver's focal point."""
    return reader_of(world.receiver, Role.FOCAL_POINT)


@pytest.fixture
def helper(world: World, reader_of: Any) -> Reader:
    """The receiver's worker."""
    return reader_of(world.receiver, Role.WORKER)
