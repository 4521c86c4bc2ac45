"""Own and other organisation × every route of cases: another's thing is answered exactly as what nobody has."""

import pytest

from referral.access.rules import Role
from referral.kit.ids import new_id
from tests.api.cases_matrix import BODIES, OF_CASES
from tests.fixtures.offices import Office, everything, task_for

# Of those who may call a route, one who also may do it with what is their own.
_WHO = (Role.CASE_WORKER, Role.DATA_PROTECTION_OFFICER, Role.FOCAL_POINT)


def ask(office, method, rule, id_):
    """What somebody with all roles of people is answered, without what differs each time."""
    browser = office.browser("everything", *_WHO, Role.SUPERVISOR)
    path = rule.removeprefix("/api/v1").replace("<uuid:id_>", id_)
    body = BODIES.get((method, rule))
    answer = browser.call(method, path, json=body, headers={"If-Match": '"1"'})
    return answer.status_code, {**(answer.json or {}), "request_id": ""}


@pytest.fixture(scope="module")
def offices(module_app, module_database_url):
    from referral.kit.db import engine

    engine.configure(module_database_url)
    ours, theirs = Office(module_app), Office(module_app)
    things = everything(ours)
    things["task"] = task_for(ours, theirs)
    return ours, theirs, things


@pytest.fixture
def here(module_database_url):
    from referral.kit.db import engine

    engine.configure(module_database_url)


@pytest.mark.parametrize(("method", "rule", "thing"), OF_CASES)
def test_anothers_is_as_nobodys(here, offices, method, rule, thing):
    _, theirs, things = offices
    answer = ask(theirs, method, rule, things[thing])
    assert answer == ask(theirs, method, rule, new_id())
    assert answer[0] == 404


@pytest.mark.parametrize(
    ("method", "rule", "thing"),
    [each for each in OF_CASES if each[0] == "GET" and "own-records" not in each[1]],
)
def test_ones_own_is_read(here, offices, method, rule, thing):
    ours, _, things = offices
    status, body = ask(ours, method, rule, things[thing])
    # Nobody asked for an erasure yet.
    assert status == (404 if rule.endswith("erasure-requests") else 200), body
