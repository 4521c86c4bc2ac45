"""The application with keys, and a world whose people are signed in."""

from typing import Any

import pytest

from referral.access.rules.roles import Role
from referral.kit.ids import new_id
from tests.fixtures.members import Browser, signed_in
from tests.fixtures.referral_world import Organization, World, make_world


class Desk:
    """A browser that sends a fresh key with each request, and reads a version before it changes it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def get(self, path: str, **more: Any) -> Any:
        """GET."""
        return self.browser.get(path, **more)

    def draft(self, body: dict[str, Any], **headers: str) -> Any:
        """POST /referrals."""
        given = {"Idempotency-Key": new_id(), **headers}
        return self.browser.post("/referrals", body, headers=given)

    def act(self, id_: str, action: str, version: int | None = None, /, **body: Any) -> Any:
        """An action, at the version that is there now."""
        if version is None:
            read = self.get(f"/referrals/{id_}")
            version = read.json.get("version", 1) if read.status_code == 200 else 1
        headers = {"Idempotency-Key": new_id(), "If-Match": f'"{version}"'}
        return self.browser.post(f"/referrals/{id_}/actions/{action}", body, headers=headers)


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
