"""The second wall, with the roles of a server: no context no row, and the whole story under the app's account."""

from datetime import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from referral.access.rules.duty import WEEKDAYS, Turn
from referral.access.rules.roles import Role
from referral.access.service.duty import replace_duty
from referral.kit.db.engine import configure
from referral.kit.db.roles import APP, WORKER
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from referral.referrals.models import ReferralRecord
from referral.referrals.rules import Action
from referral.referrals.rules.enquiries import AnswerKind
from referral.referrals.rules.inputs import Accept, Approve, ConfirmClosure, RequestApproval, Submit
from referral.referrals.rules.reasons import WasAsked
from tests.fixtures.databases import rows_seen
from tests.fixtures.referral_verbs import answered, do, draft, enquired, seen, sent, stored, withdraw
from tests.fixtures.referral_world import NAME, acting, make_organization, make_service, make_world
from tests.fixtures.server_roles import role_addresses

pytestmark = pytest.mark.only_on("postgis", reason="SQLite has neither roles nor row-level security")
WALLED = (
    "referral",
    "referral_person",
    "referral_event",
    "referral_breach",
    "idempotency_key",
    "enquiry",
    "enquiry_service",
)


@pytest.fixture
def urls(store, database_url):
    """The address of the database for the app's and the worker's account."""
    with role_addresses(database_url) as found:
        yield found


@pytest.fixture
def world(store):
    """Made by the owner; accounts with their roles come later."""
    made = make_world()
    made.receiver.member(Role.WORKER)
    return made


def test_without_a_context_there_is_no_row(world, urls):
    sent(world)
    for group in (APP, WORKER):
        for table in WALLED:
            assert rows_seen(urls[group], table) == 0, (group, table)
    for table in ("referral", "referral_person", "referral_event"):
        assert rows_seen(urls[APP], table, ("system", "", "", "")) == 0
        assert rows_seen(urls[WORKER], table, ("system", "", "", "")) > 0


def test_each_side_has_the_rows_that_are_its_own(world, urls):
    record = draft(world)
    stranger = make_organization()
    for organization, many in ((world.sender, 1), (world.receiver, 0), (stranger, 0)):
        assert rows_seen(urls[APP], "referral", ("member", organization.id, "", "")) == many
    do(world.worker, record, Action.SUBMIT, Submit())
    for organization, many in ((world.sender, 1), (world.receiver, 1), (stranger, 0)):
        for table in ("referral", "referral_person"):
            assert rows_seen(urls[APP], table, ("member", organization.id, "", "")) == many
    with unit_of_work(write=True) as session:
        region = new_id()
        session.execute(sa.update(ReferralRecord).values(region1_id=region))
    assert rows_seen(urls[APP], "referral", ("member", stranger.id, region, "")) == 1
    assert rows_seen(urls[APP], "referral", ("member", stranger.id, new_id(), "")) == 0


def test_the_whole_story_under_the_account_of_the_app(world, urls):
    worker, desk, server = world.worker, world.desk, world.server
    boss = world.sender.actor(Role.SUPERVISOR)
    configure(urls[APP])
    record = draft(world)
    version = iter(range(1, 99))
    do(worker, record, Action.SUBMIT, Submit(), version=next(version))
    do(desk, record, Action.ACKNOWLEDGE, version=next(version))
    do(desk, record, Action.ACCEPT, Accept(assign_to=server.member_id), version=next(version))
    assert NAME in str(seen(server, record))
    assert NAME not in str(seen(desk, record))
    assert NAME in str(seen(boss, record))
    configure(urls[WORKER])
    assert stored(record.id).state == "accepted"
    configure(urls[APP])
    with acting(desk) as session, pytest.raises(DBAPIError):
        session.execute(sa.text("DELETE FROM referral"))


def test_a_withdrawal_under_the_account_of_the_app_ends_what_the_receiver_has(world, urls):
    worker, desk = world.worker, world.desk
    configure(urls[APP])
    record = draft(world)
    do(worker, record, Action.SUBMIT, Submit(), version=1)
    do(desk, record, Action.ACCEPT, Accept(), version=2)
    withdraw(world, desk)
    shown = seen(desk, record)
    assert (shown["state"], shown["reason"]) == ("cancelled", "client_choice")
    assert seen(worker, record)["state"] == "consent_withdrawn"


def test_who_stands_in_approves_under_the_account_of_the_app(world, urls):
    deputy = on_duty_always(world)
    stranger = make_organization()
    record = draft(world)
    assert rows_seen(urls[APP], "referral", ("member", deputy.organization_id, "", "")) == 0
    do(world.worker, record, Action.REQUEST_APPROVAL, RequestApproval(reason="She is alone."))
    assert rows_seen(urls[APP], "referral", ("member", deputy.organization_id, "", "")) == 1
    assert rows_seen(urls[APP], "referral", ("member", stranger.id, "", "")) == 0
    configure(urls[APP])
    do(deputy, record, Action.APPROVE, Approve(), version=2)
    assert rows_seen(urls[APP], "referral", ("member", deputy.organization_id, "", "")) == 0
    assert seen(world.desk, record)["state"] == "sent"


def on_duty_always(world):
    """A supervisor of another organisation whom the sender's duty list names at every hour."""
    boss, deputy = world.sender.actor(Role.SUPERVISOR), make_organization().actor(Role.SUPERVISOR)
    turn = Turn(Role.SUPERVISOR, str(deputy.member_id), frozenset(WEEKDAYS), time(0), time(0))
    with acting(boss) as session:
        replace_duty(session, boss, version=0, zone="Europe/Belgrade", turns=[turn])
    return deputy


def test_an_enquiry_is_the_askers_and_of_those_that_were_asked_each_sees_its_own(world, urls):
    other, stranger = make_organization(), make_organization()
    service = make_service(other)
    enquiry = enquired(world.sender, world.service, service)
    for table in ("enquiry", "enquiry_service"):
        assert rows_seen(urls[APP], table) == 0
    for organization, questions, rows in (
        (world.sender, 1, 2),
        (world.receiver, 1, 1),
        (other, 1, 1),
        (stranger, 0, 0),
    ):
        context = ("member", organization.id, "", "")
        assert rows_seen(urls[APP], "enquiry", context) == questions
        assert rows_seen(urls[APP], "enquiry_service", context) == rows
    desk = world.desk
    configure(urls[APP])
    answered(desk, enquiry, world.service, AnswerKind.YES, places=2)


def test_an_open_offer_under_the_account_of_the_app_ends_the_others(world, urls):
    other = make_organization()
    rival = other.actor(Role.FOCAL_POINT)
    service = make_service(other)
    from referral.cases.service import consenting
    from tests.fixtures.referral_world import agreement

    worker, desk = world.worker, world.desk
    configure(urls[APP])
    with acting(worker) as session:
        more = agreement(world.receiver.id, other.id)
        consenting.record_consent(session, worker, world.person, more, supersedes=world.consent)
    first = draft(world)
    second = draft(world, service_id=service, offer_of=first.id)
    do(worker, first, Action.SUBMIT, Submit(), version=1)
    do(worker, second, Action.SUBMIT, Submit(), version=1)
    do(desk, first, Action.ACCEPT, Accept(), version=2)
    assert seen(rival, second)["reason"] == "taken"
    served_and_closed(worker, desk, first)


def served_and_closed(worker, desk, record):
    from referral.cases.rules import ContactChannel
    from referral.kit.clock import now
    from referral.referrals.rules.inputs import Complete, StartService
    from referral.referrals.rules.reasons import Outcome

    today = now().date()
    start = StartService(first_contact_on=today, channel=ContactChannel.CALL)
    do(desk, record, Action.START_SERVICE, start, version=3)
    done = Complete(outcome=Outcome.FULLY_MET, served_from=today, served_to=today)
    do(desk, record, Action.COMPLETE, done, version=4)
    do(worker, record, Action.CONFIRM_CLOSURE, ConfirmClosure(asked=WasAsked.NO), version=5)
