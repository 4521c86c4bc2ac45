"""Somebody who may sign in; members who read pages, and a world in which referrals are sent."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from referral.access.rules import Role
from referral.kit.ids import new_id
from tests.fixtures.members import make_member
from tests.fixtures.page_reader import Reader
from tests.fixtures.referral_world import Organization, World, make_world


@pytest.fixture
def member(app: Flask) -> Any:
    return make_member(Role.CASE_WORKER, organization_id=new_id())


@pytest.fixture
def world(app: Flask) -> World:
    """Two organisations, a service, a case and a consent."""
    return make_world()


@pytest.fixture
def reader_of(app: Flask) -> Callable[[Organization, Role], Reader]:
    """`reader_of(organization, role)`: that member's browser without scripts."""
    return lambda organization, role: Reader(app, organization.member(role))


@pytest.fixture
def intake(app: Flask, world: World) -> Reader:
    """The receiver's focal point."""
    return Reader(app, world.receiver.member(Role.FOCAL_POINT))


@pytest.fixture
def helper(app: Flask, world: World) -> Reader:
    """The receiver's worker."""
    return Reader(app, world.receiver.member(Role.WORKER))
