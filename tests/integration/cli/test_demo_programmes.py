"""The demo's five programmes: their published targets, figures that show something, and twice is once."""

import pytest
import sqlalchemy as sa

from referral.access.rules import Role
from referral.cli.demo_accounts import demo_accounts
from referral.cli.demo_programmes import demo_results, load_programmes
from referral.directory.demo.country import demo_id
from referral.factory import create_app
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM, Actor, ActorKind, OrganizationId
from referral.programmes.models import Milestone
from referral.programmes.service.progress import progress_of
from tests.fixtures.application import settings_for
from tests.fixtures.demo_directory import demo_database

pytestmark = pytest.mark.only_on("spatialite", reason="made by verbs that are tested on both")
# What the programmes published that they set out to do.
PUBLISHED = {
    "returnees-albania": {300, 30, 160, 50, 268, 60, 1028},
    "south-east-serbia": {660, 150, 100, 2400},
    "returnees-el-salvador": {747, 5, 19},
}


def progress(key):
    organization = OrganizationId(demo_id("organization", demo_results()[key]["lead"]))
    boss = Actor(ActorKind.MEMBER, "boss", organization, roles=frozenset({Role.SUPERVISOR.value}))
    with unit_of_work(write=True, actor=boss) as session:
        return progress_of(session, boss, demo_id("program", key), as_of=None)


def test_what_they_set_out_to_do_is_there_with_something_reached(database_kind, tmp_path):
    with demo_database(database_kind) as url:
        create_app(settings_for(url, tmp_path), testing=True)
        demo_accounts()
        assert set(load_programmes()) == set(demo_results())
        for key, said in demo_results().items():
            found = progress(key)
            assert found.people.reached == sum(each["many"] for each in said["people"])
            assert PUBLISHED.get(key, set()) <= {each.target.goal for each in found.lines}
            assert any(each.reached.reached for each in found.lines)
        assert {each.reached.reached for each in progress("returnees-el-salvador").lines} == {15, 5, 19}
        with unit_of_work(write=False, actor=SYSTEM) as session:
            many = session.scalar(sa.select(sa.func.count()).select_from(Milestone))
        assert list(load_programmes()) == []
        with unit_of_work(write=False, actor=SYSTEM) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Milestone)) == many
