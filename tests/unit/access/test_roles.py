"""Who may give which role, see whom, end whose membership and let whom in again."""

import itertools

import pytest

from referral.access.rules.policy import (
    OF_THE_PLATFORM,
    PERMISSIONS,
    PERSONAL,
    Scope,
    allowed,
    givable_scopes,
    names_nobody,
)
from referral.access.rules.roles import (
    Fault,
    Role,
    Standing,
    fault_of,
    givable,
    may_end,
    may_let_in,
    may_see,
    not_givable,
    to_reassign,
)
from referral.kit.identity import ANONYMOUS, SYSTEM, Actor, ActorKind, MemberId, OrganizationId

HERE, THERE = OrganizationId("here"), OrganizationId("there")
TOKEN = Actor(ActorKind.ADMINISTRATOR, id="1")


def member(*roles: Role, organization: OrganizationId | None = HERE) -> Actor:
    return Actor(
        ActorKind.MEMBER,
        id="m",
        member_id=MemberId("m"),
        organization_id=organization,
        roles=frozenset(roles),
    )


ADMIN = member(Role.ORGANIZATION_ADMINISTRATOR)
PLATFORM = member(Role.PLATFORM_ADMINISTRATOR, organization=None)
KEY = Actor(ActorKind.KEY, id="k", organization_id=HERE, scopes=frozenset(Scope))


@pytest.mark.parametrize("permission", [name for name, grant in PERMISSIONS.items() if grant.personal])
@pytest.mark.parametrize("actor", [TOKEN, PLATFORM, SYSTEM, ADMIN, member(Role.COORDINATOR), ANONYMOUS])
def test_who_runs_things_has_no_path_to_people(actor, permission):
    assert not allowed(actor, permission)


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_between_password_and_second_factor_nothing_is_allowed_but_that(permission):
    pending = Actor(ActorKind.PENDING, id="m", member_id=MemberId("m"), organization_id=HERE)
    assert allowed(pending, permission) == (permission in ("session:complete", "session:end"))


def test_a_permission_that_leads_to_people_is_marked():
    found = {name for name, grant in PERMISSIONS.items() if grant.scopes & PERSONAL}
    assert found
    assert all(PERMISSIONS[name].personal for name in found)


def test_a_key_that_reaches_people_says_who_is_behind_it():
    assert names_nobody(KEY, "identity:read")
    named = Actor(ActorKind.KEY, id="k", scopes=frozenset(Scope), acting_user="worker-7")
    assert not names_nobody(named, "identity:read")
    assert not names_nobody(KEY, "directory:read")


def test_an_organisations_administrator_gives_what_stays_inside():
    assert givable(ADMIN, HERE) == {
        *(Role.CASE_WORKER, Role.SUPERVISOR, Role.FOCAL_POINT, Role.WORKER),
        *(Role.DATA_PROTECTION_OFFICER, Role.DIRECTORY_EDITOR, Role.ORGANIZATION_ADMINISTRATOR),
    }
    assert givable(ADMIN, THERE) == frozenset()
    assert givable(ADMIN, None) == frozenset()


@pytest.mark.parametrize("actor", [TOKEN, PLATFORM])
def test_the_platform_gives_what_reaches_beyond_and_the_first_administrator(actor):
    assert givable(actor, HERE) == {
        *(Role.ORGANIZATION_ADMINISTRATOR, Role.PLATFORM_ADMINISTRATOR),
        *(Role.COORDINATOR, Role.DIRECTORY_STEWARD),
    }


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ORGANIZATION_ADMINISTRATOR])
def test_others_give_nothing(role):
    organization = None if role is Role.PLATFORM_ADMINISTRATOR else HERE
    if organization is not None:
        assert givable(member(role), HERE) == frozenset()


def standing(*roles, organization="here", regions=()):
    return Standing(organization, frozenset(roles), regions)


def test_a_difference_counts_and_not_what_stays():
    before = standing(Role.COORDINATOR, Role.CASE_WORKER, regions=("r",))
    after = standing(Role.COORDINATOR, Role.SUPERVISOR, regions=("r",))
    assert not_givable(ADMIN, before=before, after=after) == frozenset()
    gone = standing(Role.SUPERVISOR)
    assert not_givable(ADMIN, before=before, after=gone) == {Role.COORDINATOR}
    moved = standing(Role.COORDINATOR, Role.CASE_WORKER, regions=("s",))
    assert not_givable(ADMIN, before=before, after=moved) == {Role.COORDINATOR}


def test_nobody_gives_themselves_a_role_but_may_give_one_up():
    alone = standing(Role.ORGANIZATION_ADMINISTRATOR)
    both = standing(Role.ORGANIZATION_ADMINISTRATOR, Role.CASE_WORKER)
    assert not_givable(ADMIN, before=alone, after=both, own=True) == {Role.CASE_WORKER}
    assert not_givable(ADMIN, before=both, after=alone, own=True) == frozenset()


@pytest.mark.parametrize(
    ("stands", "fault"),
    [
        (standing(), Fault.NONE),
        (standing(Role.PLATFORM_ADMINISTRATOR), Fault.ALONE),
        (standing(Role.PLATFORM_ADMINISTRATOR, Role.WORKER, organization=None), Fault.ALONE),
        (standing(Role.PLATFORM_ADMINISTRATOR, organization=None), None),
        (standing(Role.WORKER, organization=None), Fault.NO_ORGANIZATION),
        (standing(Role.COORDINATOR), Fault.NO_REGIONS),
        (standing(Role.COORDINATOR, regions=("r",)), None),
        (standing(Role.WORKER, regions=("r",)), Fault.NOT_THEIRS),
        (standing(Role.WORKER, Role.CASE_WORKER), None),
    ],
)
def test_roles_and_regions_go_together(stands, fault):
    assert fault_of(stands) == fault


def test_another_organisations_members_are_not_there():
    other = standing(Role.ORGANIZATION_ADMINISTRATOR, organization="there")
    assert not may_see(ADMIN, other)
    assert not may_end(ADMIN, other)
    assert not may_let_in(ADMIN, other)


def test_the_platform_sees_and_ends_those_whom_it_gave_a_role():
    administrator, worker = standing(Role.ORGANIZATION_ADMINISTRATOR), standing(Role.CASE_WORKER)
    assert may_end(PLATFORM, administrator)
    assert not may_see(PLATFORM, worker)
    assert not may_end(PLATFORM, worker)


def test_a_reset_lets_nobody_into_a_role_that_one_could_not_give():
    assert may_let_in(ADMIN, standing(Role.CASE_WORKER, Role.SUPERVISOR))
    assert not may_let_in(ADMIN, standing(Role.COORDINATOR, regions=("r",)))
    assert may_let_in(PLATFORM, standing(Role.ORGANIZATION_ADMINISTRATOR))
    assert not may_let_in(PLATFORM, standing(Role.ORGANIZATION_ADMINISTRATOR, Role.CASE_WORKER))


def test_a_colleague_sees_but_does_not_end():
    assert may_see(member(Role.WORKER), standing(Role.SUPERVISOR))
    assert not may_end(member(Role.WORKER), standing(Role.SUPERVISOR))


def test_work_is_what_somebody_must_take_over():
    assert to_reassign([Role.CASE_WORKER, Role.DIRECTORY_EDITOR, Role.WORKER]) == {
        Role.CASE_WORKER,
        Role.WORKER,
    }


def test_scopes_that_reach_people_are_the_organisations_own_to_give():
    assert givable_scopes(ADMIN) == frozenset(Scope) - OF_THE_PLATFORM
    for actor in (TOKEN, PLATFORM):
        assert givable_scopes(actor) == frozenset(Scope) - PERSONAL
    for role in set(Role) - {Role.ORGANIZATION_ADMINISTRATOR, Role.PLATFORM_ADMINISTRATOR}:
        assert givable_scopes(member(role)) == frozenset()


def test_no_pair_of_roles_of_one_organisation_may_do_more_than_each_alone():
    for one, other in itertools.combinations(set(Role) - {Role.PLATFORM_ADMINISTRATOR}, 2):
        both = {name for name in PERMISSIONS if allowed(member(one, other), name)}
        alone = {name for name in PERMISSIONS if allowed(member(one), name) or allowed(member(other), name)}
        assert both == alone
