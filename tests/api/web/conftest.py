"""Somebody who may sign in."""

from typing import Any

import pytest
from flask import Flask

from referral.access.rules import Role
from referral.kit.ids import new_id
from tests.fixtures.members import make_member


@pytest.fixture
def member(app: Flask) -> Any:
    return make_member(Role.CASE_WORKER, organization_id=new_id())
