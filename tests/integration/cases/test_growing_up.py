"""Somebody for whom a guardian agreed becomes eighteen: the organisation is told weekly, from thirty days before on."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.roles import Role
from referral.cases import jobs as cases_jobs
from referral.cases import values
from referral.cases.rules import Assent, Giver
from referral.cases.service import cases, consenting, representing
from referral.cases.words import AgeSource, RelationshipKind
from referral.kit import jobs
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from tests.fixtures.consent_values import new_consent
from tests.integration.cases.conftest import member

START, BIRTHDAY = datetime(2026, 12, 1, 9, tzinfo=UTC), date(2027, 3, 20)


def told():
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(OutboxMessage).where(OutboxMessage.event.startswith("consent.majority"))
        return [(each.event, each.payload) for each in session.scalars(wanted.order_by(OutboxMessage.id))]


def round_of_the_worker():
    cases_jobs.register()
    with unit_of_work(write=True, actor=SYSTEM) as session:
        cases_jobs.remind_minors(session, {})
    while jobs.run_once("test"):
        pass


@pytest.fixture
def consent(store):
    """What a guardian agreed to for a girl of seventeen."""
    worker = member(Role.CASE_WORKER.value)
    facts = values.Facts(age_from=17, age_to=17, age_source=AgeSource.PAPERS)
    with time_machine.travel(START, tick=True), unit_of_work(write=True, actor=worker) as session:
        opened = cases.create_case(session, worker, values.NewCase(people=(values.NewPerson(facts=facts),)))
        girl = opened.people[0].id
        aunt = representing.add_representative(
            session, worker, girl, kind=RelationshipKind.GUARDIAN, name="A"
        )
        session.flush()
        given = new_consent(
            organizations=(new_id(),),
            giver=Giver.GUARDIAN,
            representative_id=aunt.id,
            relationship="aunt",
            minor=True,
            assent=Assent.GIVEN,
            adult_on=BIRTHDAY,
            expires_at=datetime(2028, 1, 1, tzinfo=UTC),
        )
        return consenting.record_consent(session, worker, girl, given)


@pytest.mark.parametrize(
    ("day", "event"),
    [
        (date(2027, 1, 10), None),
        # The first of the month before is when it is looked at; the thirty days begin later.
        (date(2027, 2, 10), None),
        (date(2027, 2, 25), "consent.majority_near"),
        (date(2027, 3, 21), "consent.majority_reached"),
        (date(2027, 7, 1), "consent.majority_reached"),
    ],
)
def test_from_thirty_days_before_on_somebody_is_told_and_no_birthday_is_named(consent, day, event):
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=True):
        round_of_the_worker()
        round_of_the_worker()
    found = told()
    assert [name for name, _ in found] == ([event] if event else [])
    assert "2027" not in str([payload for _, payload in found])
    assert all(set(payload) == {"consent_id", "case_id", "organization_id"} for _, payload in found)
