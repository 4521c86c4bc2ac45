"""Mandatory reports, reopening, referring on, and duplicates."""

import pytest

from referral.access.rules.roles import Role
from referral.cases import values
from referral.cases.rules import Basis, DataCategory
from referral.cases.rules.terms import Purpose, WithdrawalVia
from referral.cases.service import cases, consenting
from referral.kit.problems import InvalidInput
from referral.referrals.errors import ApprovalRequired, ConsentMissing, LegalBasisMissing
from referral.referrals.rules import Action, Kind
from referral.referrals.rules.inputs import (
    Accept,
    Approve,
    Decline,
    RequestApproval,
    Submit,
    WithdrawConsent,
)
from referral.referrals.rules.reasons import DeclineReason
from tests.fixtures.members import make_member
from tests.fixtures.referral_verbs import do, draft, history, seen, sent, stored
from tests.fixtures.referral_world import (
    acting,
    actor_of,
    agreement,
    make_organization,
    make_service,
    make_world,
    woman,
)

ARTICLE = "Family Act, 263"


def test_a_report_that_the_law_demands_rests_on_its_article_and_goes_on_against_an_objection(store):
    world = make_world(
        basis=Basis.LEGAL_OBLIGATION,
        article=ARTICLE,
        agreed=False,
        purpose=Purpose.MANDATORY_REPORT,
        categories=frozenset({DataCategory.NEEDS, DataCategory.IDENTITY}),
    )
    record = draft(world, kind=Kind.MANDATORY_REPORT)
    with pytest.raises(ApprovalRequired):
        do(world.worker, record, Action.SUBMIT, Submit())
    do(world.worker, record, Action.REQUEST_APPROVAL, RequestApproval(reason="A child in danger."))
    do(world.sender.actor(Role.SUPERVISOR), record, Action.APPROVE, Approve())
    assert (stored(record.id).state, stored(record.id).basis) == ("sent", "legal_obligation")
    do(world.worker, record, Action.WITHDRAW_CONSENT, WithdrawConsent(via=WithdrawalVia.IN_PERSON))
    assert stored(record.id).state == "sent"
    do(world.desk, record, Action.ACCEPT, Accept())


def test_a_report_on_a_mere_consent_is_none(store):
    world = make_world(purpose=Purpose.MANDATORY_REPORT)
    record = draft(world, kind=Kind.MANDATORY_REPORT)
    do(world.worker, record, Action.REQUEST_APPROVAL, RequestApproval(reason="A child in danger."))
    with pytest.raises(LegalBasisMissing):
        do(world.sender.actor(Role.SUPERVISOR), record, Action.APPROVE, Approve())


def test_what_ended_is_reopened_as_a_new_referral_that_names_it(world):
    first = sent(world)
    with pytest.raises(InvalidInput):
        draft(world, replaces=first.id)
    do(world.desk, first, Action.DECLINE, Decline(reason=DeclineReason.NO_CAPACITY))
    again = draft(world, replaces=first.id)
    shown = seen(world.worker, again)
    assert (shown["replaces"], shown["hop"]) == (first.id, 0)
    do(world.worker, again, Action.SUBMIT, Submit())
    assert not {"replaces", "follows", "hop"} & set(seen(world.desk, again))
    assert history(first.id)[-1] == ("decline", "declined")


@pytest.fixture
def third(store):
    """An organisation to which the receiver refers on, with a service."""
    made = make_organization("Third")
    made.member(Role.FOCAL_POINT)
    return made, make_service(made)


def test_the_receiver_refers_on_from_a_case_of_its_own_with_a_consent_of_its_own(world, third):
    organization, service = third
    first = sent(world)
    # She serves her, and has cases of her own.
    worker = actor_of(make_member(Role.CASE_WORKER, Role.WORKER, organization_id=world.receiver.id))
    with acting(worker) as session:
        opened = cases.create_case(session, worker, values.NewCase(people=(woman(),)))
    person = opened.people[0].id
    own = {"case_id": opened.case.id, "people": ((person, None),), "service_id": service}
    with pytest.raises(InvalidInput):
        draft(world, actor=worker, follows=first.id, **own)
    do(world.desk, first, Action.ACCEPT, Accept(assign_to=worker.member_id))
    on = draft(world, actor=worker, follows=first.id, **own)
    assert (on.parent_id, on.hop) == (first.id, 1)
    with pytest.raises(ConsentMissing):
        do(worker, on, Action.SUBMIT, Submit())
    with acting(worker) as session:
        agreed = consenting.record_consent(session, worker, person, agreement(organization.id))
    asked = draft(world, actor=worker, follows=first.id, **{**own, "people": ((person, agreed.id),)})
    do(worker, asked, Action.SUBMIT, Submit())
    theirs = seen(organization.actor(Role.FOCAL_POINT), asked)
    assert first.id not in str(theirs)
    assert world.sender.id not in str(theirs)


def test_a_stranger_refers_nothing_on(world, third):
    organization, service = third
    first = sent(world)
    worker = organization.actor(Role.CASE_WORKER)
    with acting(worker) as session:
        opened = cases.create_case(session, worker, values.NewCase(people=(woman(),)))
    own = {"case_id": opened.case.id, "people": ((opened.people[0].id, None),), "service_id": service}
    with pytest.raises(InvalidInput):
        draft(world, actor=worker, follows=first.id, **own)
