"""From a draft to the confirmed closure; who sees what on the way; and what the verbs refuse."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from referral.access.rules.roles import Role
from referral.cases.models import Grant
from referral.cases.rules import ContactChannel
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.problems import NotFound, StaleVersion
from referral.referrals.errors import (
    ApprovalRequired,
    ConsentMissing,
    DuplicateOpen,
    IllegalTransition,
    ReceiverNotConnected,
    RoleNotAllowed,
    SamePerson,
    TooFewAttempts,
)
from referral.referrals.rules import Action, Delivery, Note, State, Told, ToldBy
from referral.referrals.rules.inputs import (
    Accept,
    Approve,
    ConfirmClosure,
    Decline,
    Fail,
    Hold,
    Nothing,
    RequestApproval,
    StartService,
    Submit,
)
from referral.referrals.rules.reasons import DeclineReason, FailCause, HoldReason, WasAsked
from tests.fixtures.referral_verbs import do, draft, history, noted, seen, sent, served, stored, withdraw
from tests.fixtures.referral_world import (
    NAME,
    NARRATIVE,
    NOTES,
    PHONE,
    acting,
    make_organization,
    make_service,
    make_world,
)


def grants():
    with unit_of_work(write=False) as session:
        return [(each.level, each.ended_at is None) for each in session.scalars(sa.select(Grant))]


def test_from_a_draft_to_the_confirmed_closure(world):
    record = sent(world)
    assert stored(record.id).sent_at is not None
    assert grants() == [(0, True)]
    do(world.desk, record, Action.ACKNOWLEDGE)
    assert grants() == [(1, True)]
    do(world.desk, record, Action.ACCEPT, Accept(assign_to=world.server.member_id))
    assert grants() == [(2, True)]
    served(world, record, world.server)
    asked = ConfirmClosure(asked=WasAsked.YES, need_met=True, satisfaction=5)
    do(world.worker, record, Action.CONFIRM_CLOSURE, asked)
    assert history(record.id) == [
        ("create", "draft"),
        ("submit", "sent"),
        ("acknowledge", "acknowledged"),
        ("accept", "accepted"),
        ("start_service", "in_service"),
        ("complete", "completed"),
        ("confirm_closure", "closed"),
    ]
    after = stored(record.id)
    assert after.verified is True
    assert after.outcome == "fully_met"
    assert after.ended_at is not None
    assert after.version == 7


def test_each_sees_what_the_state_opens_and_nothing_before(world):
    record = draft(world)
    with pytest.raises(NotFound):
        seen(world.desk, record)
    do(world.worker, record, Action.SUBMIT, Submit())
    before = str(seen(world.desk, record))
    assert not any(word in before for word in (NAME, PHONE, NARRATIVE, NOTES, "members"))
    with pytest.raises(NotFound):
        seen(world.server, record)
    do(world.desk, record, Action.ACCEPT, Accept(assign_to=world.server.member_id))
    opened = seen(world.server, record)
    assert opened["people"][0]["names"]["given_names"] == NAME
    assert PHONE in str(opened["safe_contact"])
    assert not any(word in str(opened) for word in (NARRATIVE, NOTES))
    assert NAME not in str(seen(world.desk, record))
    noted(world.worker, record, Note.RELEASE_ITEM, item="narrative")
    assert seen(world.server, record)["narrative"] == NARRATIVE
    own = str(seen(world.worker, record))
    assert all(word in own for word in (NAME, NARRATIVE, NOTES))


def test_what_was_not_agreed_to_is_not_seen(store):
    from referral.cases.rules.terms import DataCategory

    world = make_world(categories=frozenset({DataCategory.NEEDS, DataCategory.CONTACT}))
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    shown = seen(world.desk, record)
    assert "people" not in shown
    assert NAME not in str(shown)
    assert PHONE in str(shown["safe_contact"])


def test_a_draft_without_consent_is_kept_and_not_sent(store):
    other = make_organization()
    world = make_world()
    service = make_service(other)
    other.member(Role.FOCAL_POINT)
    record = draft(world, service_id=service)
    with pytest.raises(ConsentMissing):
        do(world.worker, record, Action.SUBMIT, Submit())
    assert stored(record.id).state == State.DRAFT


def test_a_second_referral_to_the_same_service_is_refused(world):
    first = sent(world)
    second = draft(world)
    with pytest.raises(DuplicateOpen) as refused:
        do(world.worker, second, Action.SUBMIT, Submit())
    assert first.id in refused.value.detail
    warned = seen(world.worker, second)["warnings"]
    assert {"code": "duplicate-open", "referral_id": first.id} in warned


def test_to_whom_cannot_answer_it_goes_by_phone_with_the_clock_at_the_sender(store):
    world = make_world()
    quiet = make_organization()
    service = make_service(quiet)
    from referral.cases.service import consenting
    from tests.fixtures.referral_world import agreement

    with acting(world.worker) as session:
        consenting.record_consent(session, world.worker, world.person, agreement(quiet.id))
    record = draft(world, service_id=service)
    assert "receiver-not-connected" in str(seen(world.worker, record)["warnings"])
    with pytest.raises(ReceiverNotConnected):
        do(world.worker, record, Action.SUBMIT, Submit())
    by_phone = draft(world, service_id=service, delivery=Delivery.PHONE)
    do(world.worker, by_phone, Action.SUBMIT, Submit())
    assert seen(world.worker, by_phone)["clock_with"] == "sender"
    told = Told(ToldBy.PHONE, "Mrs Ilić of the intake")
    do(world.worker, by_phone, Action.ACCEPT, Accept(), told=told)
    shown = seen(world.worker, by_phone)
    assert (shown["state"], shown["told"]) == ("accepted", True)
    assert "Ilić" not in str(shown)
    assert grants()[-1][0] == 0


def test_what_was_told_is_confirmed_later_and_opens_only_then(world):
    record = sent(world)
    told = Told(ToldBy.PHONE, "the night desk")
    do(world.worker, record, Action.ACCEPT, Accept(), told=told)
    assert grants() == [(0, True)]
    assert NAME not in str(seen(world.desk, record))
    noted(world.desk, record, Note.CONFIRM_TOLD)
    assert grants() == [(2, True)]
    assert NAME in str(seen(world.desk, record))


def test_an_unmet_criterion_is_known_before_and_refused(store):
    world = make_world()
    service = make_service(world.receiver, minimum_age=60)
    record = draft(world, service_id=service)
    warned = seen(world.worker, record)["warnings"]
    assert {"code": "criterion-unmet", "person": 1, "criterion": "age"} in warned
    from referral.referrals.errors import NotEligible

    with pytest.raises(NotEligible):
        do(world.worker, record, Action.SUBMIT, Submit())


def test_what_is_sensitive_waits_for_another_person(world):
    record = draft(world, need_codes=("trafficking-assistance",))
    with pytest.raises(ApprovalRequired):
        do(world.worker, record, Action.SUBMIT, Submit())
    do(world.worker, record, Action.REQUEST_APPROVAL, RequestApproval(reason="a protected need"))
    boss = world.sender.actor(Role.SUPERVISOR)
    with pytest.raises(RoleNotAllowed):
        do(world.worker, record, Action.APPROVE, Approve())
    do(boss, record, Action.APPROVE, Approve(note="as discussed"))
    assert stored(record.id).state == State.SENT
    with acting(world.worker) as session:
        from referral.cases.service import cases
        from referral.cases.words import AssignmentRole

        cases.assign(
            session, world.worker, world.case, member_id=boss.member_id, role=AssignmentRole.SUPERVISOR
        )


def test_nobody_approves_what_they_wrote(world):
    both = world.sender.actor(Role.CASE_WORKER)
    record = draft(world, need_codes=("trafficking-assistance",))
    do(world.worker, record, Action.REQUEST_APPROVAL, RequestApproval(reason="a protected need"))
    from dataclasses import replace

    same = replace(both, roles=both.roles | {"supervisor"})
    with pytest.raises(SamePerson):
        do(same, record, Action.APPROVE, Approve())


def test_an_old_version_changes_nothing(world):
    record = sent(world)
    with pytest.raises(StaleVersion):
        do(world.desk, record, Action.ACCEPT, Accept(), version=1)
    assert stored(record.id).state == State.SENT


def test_a_refusal_says_the_state_and_what_can_be_done(world):
    record = sent(world)
    with pytest.raises(IllegalTransition) as refused:
        do(world.desk, record, Action.RESUME)
    assert refused.value.extra["current_state"] == "sent"
    assert "accept" in refused.value.extra["allowed_actions"]


def test_a_declined_one_leaves_the_receiver_its_own_decision_only(world):
    record = sent(world)
    do(world.desk, record, Action.DECLINE, Decline(reason=DeclineReason.NO_CAPACITY))
    assert grants() == [(0, False)]
    shown = seen(world.desk, record)
    assert shown["state"] == "declined"
    assert shown["reason"] == "no_capacity"
    assert "need" not in shown
    assert stored(record.id).next_due_at is None


def test_hold_and_resume_go_back_to_where_it_was(world):
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    pause = Hold(reason=HoldReason.CLIENT_AWAY, review_on=now().date())
    do(world.desk, record, Action.HOLD, pause)
    assert (stored(record.id).state, stored(record.id).back_to) == ("on_hold", "accepted")
    do(world.desk, record, Action.RESUME, Nothing())
    assert (stored(record.id).state, stored(record.id).back_to) == ("accepted", None)


def test_unreachable_needs_three_attempts(world):
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    gone = Fail(cause=FailCause.CLIENT_UNREACHABLE)
    with pytest.raises(TooFewAttempts):
        do(world.desk, record, Action.FAIL, gone)
    for way in ("call", "sms", "visit"):
        noted(world.desk, record, Note.CONTACT_ATTEMPT, way=way)
    do(world.desk, record, Action.FAIL, gone)
    assert stored(record.id).reason == "client_unreachable"


@pytest.mark.parametrize("from_state", ["sent", "acknowledged", "accepted", "in_service", "completed"])
def test_a_withdrawal_ends_it_at_once_and_looks_like_any_choice_to_the_receiver(world, from_state):
    record = sent(world)
    if from_state != "sent":
        do(world.desk, record, Action.ACKNOWLEDGE)
    if from_state in ("accepted", "in_service", "completed"):
        do(world.desk, record, Action.ACCEPT, Accept())
    today = now().date()
    if from_state == "in_service":
        start = StartService(first_contact_on=today, channel=ContactChannel.VISIT)
        do(world.desk, record, Action.START_SERVICE, start)
    if from_state == "completed":
        served(world, record, world.desk)
    withdraw(world)
    assert stored(record.id).state == State.CONSENT_WITHDRAWN
    assert all(not open_ for _, open_ in grants())
    shown = seen(world.desk, record)
    assert (shown["state"], shown["reason"]) == ("cancelled", "client_choice")
    assert NAME not in str(shown)
    withdraw(world)
    assert history(record.id)[-1] == ("withdraw_consent", "consent_withdrawn")
    with pytest.raises(IllegalTransition) as refused:
        do(world.desk, record, Action.ACCEPT, Accept())
    assert refused.value.extra["current_state"] == "cancelled"
    assert "withdraw" not in refused.value.detail


def test_nobody_of_another_organisation_finds_it(world, store):
    record = sent(world)
    stranger = make_organization()
    for role in Role:
        if role is not Role.PLATFORM_ADMINISTRATOR:
            with pytest.raises(NotFound):
                seen(stranger.actor(role), record)


def test_the_database_keeps_the_history_and_the_table_of_the_workflow(world, store):
    record = sent(world)
    for statement in (
        "UPDATE referral_event SET action = 'accept'",
        "DELETE FROM referral_event",
        "UPDATE referral SET state = 'elsewhere'",
        "UPDATE referral SET state = 'on_hold'",
        "UPDATE referral SET back_to = 'accepted'",
    ):
        with pytest.raises(DBAPIError), unit_of_work(write=True) as session:
            session.execute(sa.text(statement))
    assert stored(record.id).state == State.SENT
