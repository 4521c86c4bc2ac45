"""The second wall, with the roles of a server: no context no row, another organisation no row, the verbs pass."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from referral.access.rules.roles import Role
from referral.kit.db.engine import configure
from referral.kit.db.roles import APP, WORKER
from tests.fixtures.databases import rows_seen
from tests.fixtures.referral_world import acting, make_organization
from tests.fixtures.results import make_results
from tests.fixtures.server_roles import role_addresses
from tests.integration.programmes.test_endings import erase, released, trained, versions, withdraw

pytestmark = pytest.mark.only_on("postgis", reason="SQLite has neither roles nor row-level security")
WALLED = ("programme_enrolment", "programme_milestone", "programme_activity")


@pytest.fixture
def urls(results, database_url):
    """The address of the database for the app's and the worker's account."""
    for role in (Role.SUPERVISOR, Role.CASE_WORKER):
        results.lead.actor(role)
    with role_addresses(database_url) as found:
        yield found


def test_without_a_context_there_is_no_row_and_with_one_only_ones_own(results, urls):
    stranger = make_organization()
    for table in WALLED:
        assert rows_seen(urls[APP], table) == 0
        assert rows_seen(urls[APP], table, ("system", "", "", "")) == 0
        assert rows_seen(urls[WORKER], table, ("system", "", "", "")) == 1
        assert rows_seen(urls[APP], table, ("member", results.lead.id, "", "")) == 1
        assert rows_seen(urls[APP], table, ("member", stranger.id, "", "")) == 0


def test_the_account_of_the_app_records_and_cannot_rewrite(results, urls):
    configure(urls[APP])
    made = make_results(results.lead)
    assert trained(made).reached == 1
    withdraw(made, made.worker)
    assert versions_of_owner(made, urls) == [None, "consent_withdrawn"]
    configure(urls[APP])
    for statement in ("DELETE FROM programme_milestone", "UPDATE programme_activity SET place = 'x'"):
        with acting(made.worker) as session, pytest.raises(DBAPIError):
            session.execute(sa.text(statement))


def versions_of_owner(made, urls):
    configure(urls[WORKER])
    return [each.ended_why for each in versions(made)]


def test_the_worker_erases_and_releases(results, urls):
    configure(urls[WORKER])
    erase(results)
    assert {each.sex for each in versions(results)} == {None}
    assert {each.who for each in released()} == {results.world.person, None}
