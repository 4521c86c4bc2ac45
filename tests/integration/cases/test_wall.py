"""The second wall: with real roles on PostgreSQL, no context no row, and with one only what is one's own or given."""

import threading

import psycopg
import pytest
import sqlalchemy as sa
import time_machine
from psycopg import sql
from sqlalchemy.exc import DBAPIError

from referral.cases import values
from referral.cases.queries.cases import case_for
from referral.cases.rules.terms import DataCategory, WithdrawalScope, WithdrawalVia
from referral.cases.service import (
    cases,
    consenting,
    content,
    demanding,
    erasing,
    grants,
    reading,
    withdrawing,
)
from referral.cases.service.keys import rotate_batch
from referral.cases.sight import Sight
from referral.cases.words import Demander, DocumentKind, GrantLevel
from referral.kit.clock import now
from referral.kit.db.engine import configure, open_database
from referral.kit.db.roles import APP, STATS, WORKER, RolesError, create_roles
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.kit.problems import NotFound
from tests.fixtures.databases import rows_seen
from tests.integration.cases.conftest import (
    ELSEWHERE,
    OURS,
    THEIRS,
    acting,
    agreement,
    family,
    give_access,
    member,
)

pytestmark = pytest.mark.only_on("postgis", reason="SQLite has neither roles nor row-level security")
WALLED = (
    *("case_file", "case_custody", "case_assignment", "case_exclusion", "case_break_glass", "case_person"),
    *("person_identity", "person_contact", "person_paper", "person_relationship", "person_representative"),
    *("person_version", "case_document", "case_note", "case_message", "own_record", "consent"),
    *("consent_recipient", "disclosure_grant", "privacy_task", "objection", "erasure_request", "tombstone"),
    "legal_demand",
)
# Those of the room above, which has tests of its own for them.
OF_REFERRALS = (
    *("referral", "referral_person", "referral_event", "referral_breach", "idempotency_key"),
    *("enquiry", "enquiry_service"),
)
OF_PROGRAMMES = ("programme_activity", "programme_enrolment", "programme_milestone")


def as_role(url, name):
    return url.replace("postgres@", f"{name}@")


@pytest.fixture
def urls(store, database_url):
    """The address of the same database for each role; the owner is one too, and no superuser."""
    suffix = new_id()[-8:]
    logins = {APP: f"app_{suffix}", WORKER: f"worker_{suffix}", STATS: f"stats_{suffix}"}
    create_roles(database_url, logins)
    owner = f"owner_{suffix}"
    names = [*logins.values(), owner]
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(owner))
        )
        for (table,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            if table != "spatial_ref_sys":
                alter = sql.SQL("ALTER TABLE {} OWNER TO {}")
                connection.execute(alter.format(sql.Identifier(table), sql.Identifier(owner)))
        for function in (
            "case_custody_begins",
            "case_custody_moves",
            "case_custody_kept",
            "case_custody_fits",
        ):
            alter = sql.SQL("ALTER FUNCTION {} OWNER TO {}")
            connection.execute(alter.format(sql.Identifier(function), sql.Identifier(owner)))
        connection.execute(sql.SQL("ALTER VIEW statistics_case OWNER TO {}").format(sql.Identifier(owner)))
    found = {group: as_role(database_url, name) for group, name in logins.items()}
    yield {**found, "owner": as_role(database_url, owner), "superuser": database_url}
    configure(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for name in names:
            role = sql.Identifier(name)
            connection.execute(sql.SQL("REASSIGN OWNED BY {} TO postgres").format(role))
            connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.fixture
def served(urls):
    """This process serves: it is connected as the app's account, which neither owns nor passes by."""
    return configure(urls[APP])


@pytest.fixture
def world(served, receiver):
    """Our case with everything in it, and the access of one receiver to one person."""
    worker = member("case_worker")
    with acting(worker) as session:
        opened = cases.create_case(session, worker, family())
        agreed = agreement(categories=frozenset(DataCategory))
        consent = consenting.record_consent(session, worker, opened.people[0].id, agreed)
        content.write_note(session, worker, opened.people[0].id, "internal")
        document = content.attach_document(
            session, worker, opened.people[0].id, kind=DocumentKind.MEDICAL, name="x", content=b"%PDF-1"
        )
        demand = demanding.NewDemand(
            demander=Demander.COURT,
            named="A court",
            article="Act, 1",
            categories=frozenset({DataCategory.IDENTITY}),
        )
        demanding.record_demand(session, worker, opened.people[0].id, demand)
    reference = give_access(worker, opened, consent, level=GrantLevel.ROUTING)
    return worker, opened, consent, reference, document


def test_every_table_of_the_room_stands_behind_the_wall(store):
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY 1"
        ).scalars()
        assert sorted(found) == sorted((*WALLED, *OF_REFERRALS, *OF_PROGRAMMES))


@pytest.mark.parametrize("role", [APP, WORKER, "owner"])
def test_without_a_context_there_is_no_row(world, urls, role):
    for table in WALLED:
        assert rows_seen(urls[role], table) == 0, table


@pytest.mark.parametrize("context", [("key", "", "", ""), ("", "", "", ""), ("anonymous", "", "", "")])
def test_an_empty_context_is_none(world, urls, context):
    for table in WALLED:
        assert rows_seen(urls[APP], table, context) == 0, table


def test_the_server_cannot_talk_itself_into_seeing_everything(world, urls):
    for kind in ("system", "statistics"):
        for table in WALLED:
            assert rows_seen(urls[APP], table, context=(kind, "", "", "")) == 0, table
    assert rows_seen(urls[WORKER], "case_file", context=("system", "", "", "")) == 1
    assert rows_seen(urls["owner"], "case_file", context=("system", "", "", "")) == 1


def test_a_context_ends_with_its_transaction(world, urls):
    worker = world[0]
    with unit_of_work(write=False, actor=worker) as session:
        assert session.scalar(sa.text("SELECT count(*) FROM case_file")) == 1
    for _ in range(20):
        with unit_of_work(write=False) as session:
            assert session.scalar(sa.text("SELECT count(*) FROM case_file")) == 0


def test_statistics_read_their_view_and_nothing_else(world, urls):
    assert rows_seen(urls[STATS], "statistics_case", context=("statistics", "", "", "")) == 1
    assert rows_seen(urls[STATS], "statistics_case") == 0
    for table in ("case_file", "case_person", "person_identity", "audit_entry", "data_key"):
        with pytest.raises(DBAPIError, match="permission denied"):
            rows_seen(urls[STATS], table, context=("statistics", "", "", ""))


def seen(actor):
    """The tables of which a query that forgot its actor would show this one something."""
    with unit_of_work(write=False, actor=actor) as session:
        counted = {table: session.scalar(sa.text(f"SELECT count(*) FROM {table}")) for table in WALLED}
    return {table for table, count in counted.items() if count}


def test_each_level_of_access_opens_its_tier_and_no_more(world, receiver):
    worker, opened, _consent, reference, _document = world
    routing = {"case_file", "consent", "consent_recipient", "disclosure_grant"}
    assert seen(receiver) == routing
    for level, more in (
        (GrantLevel.FACTS, {"case_person", "person_relationship"}),
        (GrantLevel.IDENTITY, {"person_identity", "person_contact", "person_paper"}),
        (GrantLevel.RELEASED, {"case_document"}),
    ):
        with acting(worker) as session:
            grants.set_level(session, worker, reference, level)
        routing |= more
        assert seen(receiver) == routing
    with unit_of_work(write=False, actor=receiver) as session:
        people_seen = session.scalars(sa.text("SELECT id FROM case_person")).all()
        assert [str(each) for each in people_seen] == [opened.people[0].id]
    assert seen(member("supervisor", organization_id=ELSEWHERE)) == set()
    assert seen(worker) > {"case_note", "case_custody", "case_assignment", "person_version"}


def test_the_room_works_whole_behind_the_wall(world, receiver):
    """The same services, as the app's account: read, withdraw through the receiver, ask, answer."""
    worker, opened, consent, reference, document = world
    person = opened.people[0].id
    give_access(worker, opened, consent, organization_id=ELSEWHERE)
    with acting(worker) as session:
        grants.set_level(session, worker, reference, GrantLevel.RELEASED)
    with acting(receiver) as session:
        assert reading.read_person(session, receiver, person).identity.given_names == "Zarmina"
        assert content.read_document(session, receiver, document.id).content == b"%PDF-1"
        content.write_message(
            session, receiver, person, "She came", to_organization_id=OURS, reference_id=reference
        )
    with acting(receiver) as session:
        done = withdrawing.withdraw_consent(
            session, receiver, consent.id, via=WithdrawalVia.RECEIVER, scopes={WithdrawalScope.DELETE}
        )
        assert len(done.tasks) == 2
    with acting(receiver) as session:
        again = withdrawing.withdraw_consent(session, receiver, consent.id, via=WithdrawalVia.RECEIVER)
        assert again.withdrawn_at == done.withdrawn_at
    with acting(receiver) as session, pytest.raises(NotFound):
        reading.read_person(session, receiver, person)
    with acting(worker) as session:
        assert [each.body for each in content.read_messages(session, worker, person)] == ["She came"]


def test_custody_moves_behind_the_wall(world, receiver):
    worker, opened, _consent, _reference, _document = world
    with acting(worker) as session:
        cases.move_custody(session, worker, opened.case.id, to_organization_id=THEIRS)
    new = member("supervisor", organization_id=THEIRS)
    with acting(new) as session:
        assert case_for(session, new, opened.case.id, least=Sight.ALL).case.organization_id == THEIRS
        assert reading.read_person(session, new, opened.people[0].id).identity.given_names == "Zarmina"
        assert session.scalar(sa.text("SELECT count(*) FROM case_custody")) == 2
    assert "case_person" not in seen(worker)


def test_a_case_is_not_handed_to_whom_access_was_not_given(world):
    worker, opened = world[:2]
    wrong = sa.text(
        "UPDATE case_file SET organization_id = :to, custody_since = custody_since + interval '1 s'"
    )
    with pytest.raises(DBAPIError, match="row-level security"), acting(worker) as session:
        session.execute(wrong, {"to": ELSEWHERE})
    assert opened.case.organization_id == OURS


def test_nothing_is_put_into_another_organisations_case(world):
    worker, opened = world[:2]
    stranger = member("supervisor", organization_id=ELSEWHERE)
    statements = (
        "INSERT INTO case_note SELECT gen_random_uuid(), now(), now(), NULL, :person, ''::bytea",
        "INSERT INTO case_exclusion SELECT gen_random_uuid(), now(), now(), NULL, :case, gen_random_uuid()",
    )
    ids = {"person": opened.people[0].id, "case": opened.case.id}
    for statement in statements:
        name = "person" if ":person" in statement else "case"
        typed = sa.text(statement.replace(f":{name}", f"CAST(:{name} AS uuid)"))
        with pytest.raises(DBAPIError), acting(stranger) as session:
            session.execute(typed, {name: ids[name]})
    with acting(stranger) as session:
        assert session.execute(sa.text("UPDATE case_person SET sex = 'male'")).rowcount == 0
        assert session.execute(sa.text("DELETE FROM person_contact")).rowcount == 0
    assert worker is not stranger


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
        "DELETE FROM case_custody",
        "UPDATE case_custody SET ended_at = now()",
        "DELETE FROM consent",
        "ALTER TABLE case_file DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (id int)",
        "SET ROLE referral_worker",
    ],
)
def test_the_servers_account_may_not(world, statement):
    worker = world[0]
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), acting(worker) as session:
        session.execute(sa.text(statement))


def test_the_worker_erases_and_rotates(world, urls, supervisor, monkeypatch):
    worker, opened = world[:2]
    person = opened.people[0].id
    with acting(worker) as session:
        erasing.request_erasure(session, worker, person)
    with acting(supervisor) as session:
        request = erasing.confirm_erasure(session, supervisor, person)
    monkeypatch.setattr(erasing, "TO_THINK_AGAIN", erasing.TO_THINK_AGAIN * 0)
    configure(urls[WORKER])
    assert request.due_at is not None
    with time_machine.travel(request.due_at), unit_of_work(write=True, actor=SYSTEM) as session:
        assert now() >= request.due_at
        assert erasing.erase_due(session, SYSTEM, request.id)
    with unit_of_work(write=True, actor=SYSTEM) as session:
        assert rotate_batch(session, SYSTEM).finished
        assert session.scalar(sa.text("SELECT count(*) FROM case_note")) == 0


def test_the_owner_backs_up_all_of_it_and_restores_it(world, urls, tmp_path):
    owner = open_database(urls["owner"])
    counts = owner.dialect.backup(owner.url, str(tmp_path / "backup"))
    assert counts["case_file"] == 1
    assert counts["case_person"] == 3
    owner.engine.dispose()


def test_roles_are_made_again_without_harm_and_strong_accounts_are_refused(urls):
    assert create_roles(urls["superuser"], {}) == []
    with pytest.raises(RolesError, match="passes by row-level security"):
        create_roles(urls["superuser"], {APP: "postgres"})
    with pytest.raises(RolesError, match="CREATEROLE"):
        create_roles(urls[APP], {APP: "somebody_new"})


def test_many_at_once_see_only_their_own(served, count):
    """The pool's connections go from one organisation to the next; no context leaks along."""
    organizations = [member("case_worker", organization_id=new_id()) for _ in range(4)]
    wrong: list[object] = []

    def work(actor):
        for _ in range(count(short=10, long=100)):
            with acting(actor) as session:
                cases.create_case(session, actor, values.NewCase(people=(values.NewPerson(),)))
            with unit_of_work(write=False, actor=actor) as session:
                owners = session.scalars(sa.text("SELECT DISTINCT organization_id FROM case_file")).all()
            if [str(each) for each in owners] != [actor.organization_id]:
                wrong.append(owners)

    threads = [threading.Thread(target=work, args=(each,)) for each in organizations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
