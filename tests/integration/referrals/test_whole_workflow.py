"""The whole workflow at random, against a model of what each may do and see, and of who answers for the case."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from referral.access.rules.roles import Role
from referral.audit.service import verify
from referral.cases.models import Case, Custody, Grant
from referral.cases.rules.terms import DataCategory, Purpose
from referral.cases.service import consenting
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.problems import NotFound, Refusal
from referral.referrals.rules import Action, Kind, Note
from referral.referrals.service.sweeping import sweep_referral
from tests.fixtures.members import make_member
from tests.fixtures.referral_verbs import do, draft, history, noted, seen, stored, withdraw
from tests.fixtures.referral_world import (
    NAME,
    NARRATIVE,
    NOTES,
    PHONE,
    acting,
    actor_of,
    agreement,
    make_organization,
    make_world,
)
from tests.integration.referrals.workflow_model import (
    ACTORS,
    AHEAD,
    DAY,
    ENDED,
    ENDING,
    EVERYTHING,
    SERVING,
    STUBS,
    TARGETS,
    UNSENT,
    WAITING,
    WHO,
    Model,
    inputs_of,
)

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Workflow(RuleBasedStateMachine):
    """One case and its referrals, one after the other."""

    def __init__(self):
        super().__init__()
        self.traveller = time_machine.travel(MONDAY, tick=False)
        self.clock = self.traveller.__enter__()
        self.turn = 0

    def teardown(self):
        self.traveller.__exit__(None, None, None)

    @initialize(transfer=st.booleans(), days=st.sampled_from((400, 25, 6)), ahead=st.integers(0, len(AHEAD)))
    def begin(self, transfer, days, ahead):
        purpose = Purpose.TRANSFER if transfer else Purpose.SERVICE
        self.model = Model(transfer, now() + days * DAY)
        self.world = world = make_world(purpose=purpose, expires_at=self.model.expires)
        second = make_member(Role.WORKER, organization_id=world.receiver.id)
        colleague = make_member(Role.CASE_WORKER, organization_id=world.sender.id)
        elsewhere = make_organization("Elsewhere")
        self.actors = {
            "worker": world.worker,
            "boss": world.sender.actor(Role.SUPERVISOR),
            "colleague": actor_of(colleague),
            "desk": world.desk,
            "server": world.server,
            "second": actor_of(second),
            "coordinator": elsewhere.actor(Role.COORDINATOR),
            "stranger": elsewhere.actor(Role.FOCAL_POINT),
        }
        self.draft()
        for actor, action in AHEAD[:ahead]:
            self.act(action, actor, "server")

    def draft(self):
        self.record = draft(self.world, kind=Kind.TRANSFER if self.model.transfer else Kind.REFERRAL)
        with unit_of_work(write=True, actor=SYSTEM) as session:
            region = self.actors["coordinator"].regions[0]
            session.execute(
                sa.text("UPDATE referral SET region1_id = :region WHERE id = :id").bindparams(
                    sa.bindparam("region", region, type_=Case.__table__.c.id.type),
                    sa.bindparam("id", self.record.id, type_=Case.__table__.c.id.type),
                )
            )

    def member(self, name):
        return None if name is None else str(self.actors[name].member_id)

    def attempt(self, expected, deed):
        """It is done exactly where the model says so; what is refused changes nothing."""
        before = stored(self.record.id).version, history(self.record.id)
        refusal: Refusal | None = None
        try:
            deed()
        except Refusal as error:
            refusal = error
        assert (refusal is None) == expected, (self.model, refusal)
        if refusal is not None:
            assert (stored(self.record.id).version, history(self.record.id)) == before
        return refusal is None

    @rule(
        action=st.sampled_from(sorted(WHO)),
        actor=st.sampled_from(ACTORS),
        assign_to=st.sampled_from((None, "server", "second")),
    )
    def anything_by_anybody(self, action, actor, assign_to):
        self.act(action, actor, assign_to)

    @rule(
        picks=st.lists(st.integers(0, 59), min_size=1, max_size=5),
        assign_to=st.sampled_from((None, "server", "second")),
    )
    def go_on(self, picks, assign_to):
        """Steps that lead on, each by whom it is for."""
        for pick in picks:
            possible = sorted(each for each in set(WHO) - ENDING if (each, self.model.state) in TARGETS)
            if possible:
                action = possible[pick % len(possible)]
                self.act(action, sorted(each or "desk" for each in self.owners(action))[0], assign_to)

    def act(self, action, actor, assign_to):
        assign_to = assign_to if action == "accept" else None
        target = self.model.target(action, actor)
        made = inputs_of(action, self.member(assign_to))
        if self.attempt(
            target is not None, lambda: do(self.actors[actor], self.record, Action(action), made)
        ):
            self.model.go(action, target, assign_to)

    def owners(self, action):
        return {self.model.assigned if each == "assigned" else each for each in WHO[action]}

    @rule(
        to=st.sampled_from(("server", "second", "desk")),
        by=st.sampled_from(("desk", "stranger", "colleague")),
    )
    @precondition(lambda self: self.model.state in SERVING)
    def reassign(self, to, by):
        expected = by == "desk" and not self.model.moved
        deed = lambda: noted(self.actors[by], self.record, Note.ASSIGN, assign_to=self.member(to))  # noqa: E731
        if self.attempt(expected, deed) and self.model.assigned != to:
            self.model.assigned, self.model.assigned_at = to, now()

    @rule()
    @precondition(lambda self: self.model.state in SERVING and not self.model.released)
    def release(self):
        deed = lambda: noted(self.actors["worker"], self.record, Note.RELEASE_ITEM, item="narrative")  # noqa: E731
        if self.attempt(self.model.covered, deed):
            self.model.released = True

    @rule(by=st.sampled_from(("worker", "boss", "desk")))
    @precondition(lambda self: not self.model.moved)
    def withdraw(self, by):
        """Whoever may see the referral brings the person's word; it must not fail, and again it changes nothing."""
        if by == "desk" and not self.model.sent:
            return
        withdraw(self.world, self.actors[by])
        if self.model.state not in ENDED and self.model.state in {origin for _, origin in TARGETS}:
            self.model.state, self.model.back_to = "consent_withdrawn", None
        self.model.withdrawn = True

    @rule(categories=st.sampled_from((frozenset({DataCategory.NEEDS}), EVERYTHING - {DataCategory.IDENTITY})))
    @precondition(lambda self: self.model.covered and not self.model.moved)
    def narrow(self, categories):
        kept = self.model.categories & categories
        self.renew(self.world.receiver.id, kept)
        self.model.categories = kept

    @rule()
    @precondition(lambda self: self.model.covered and not self.model.moved and self.model.sent)
    def name_somebody_else(self):
        self.renew(make_organization("Another").id, self.model.categories)
        self.model.named = False
        if self.model.state not in ENDED:
            self.model.state, self.model.back_to = "consent_withdrawn", None

    def renew(self, organization_id, categories):
        purpose = Purpose.TRANSFER if self.model.transfer else Purpose.SERVICE
        more = agreement(
            organization_id, categories=categories, purpose=purpose, expires_at=self.model.expires
        )
        with acting(self.world.worker) as session:
            made = consenting.record_consent(
                session, self.world.worker, self.world.person, more, supersedes=self.world.consent
            )
        self.world.consent = made.id

    @rule(hours=st.sampled_from((1, 9, 30, 24 * 8, 24 * 35)))
    def time_passes(self, hours):
        """The clocks bring about only what they may: an end before acceptance, the closing of what was completed."""
        self.clock.shift(timedelta(hours=hours))
        before = self.model.state
        with unit_of_work(write=True, actor=SYSTEM) as session:
            sweep_referral(session, self.record.id)
        after = str(stored(self.record.id).state)
        allowed = {before}
        if before in UNSENT | WAITING:
            allowed |= {"expired"} | ({"consent_withdrawn"} if now() >= self.model.expires else set())
        if before == "completed" and not self.model.transfer:
            allowed |= {"closed"}
        assert after in allowed, (before, after)
        if after != before:
            self.model.state, self.model.back_to = after, None

    @rule()
    @precondition(lambda self: self.model.state in ENDED and not self.model.moved)
    def refer_again(self):
        """The next one, on a consent that holds."""
        transfer = self.model.transfer
        self.model = Model(transfer, now() + 200 * DAY)
        purpose = Purpose.TRANSFER if transfer else Purpose.SERVICE
        more = agreement(self.world.receiver.id, purpose=purpose, expires_at=self.model.expires)
        with acting(self.world.worker) as session:
            made = consenting.record_consent(session, self.world.worker, self.world.person, more)
        self.world.consent = made.id
        self.draft()

    @invariant()
    def each_sees_what_the_model_says(self):
        """In turn, and always who has it in hand."""
        self.turn += 1
        turn = ACTORS[self.turn % len(ACTORS)]
        for actor in {turn, self.model.assigned or turn}:
            expected = self.model.secrets(actor)
            try:
                shown = str(seen(self.actors[actor], self.record))
            except NotFound:
                assert expected is None, (actor, self.model)
                continue
            assert expected is not None, (actor, self.model, shown)
            found = {each for each in (NAME, PHONE, NARRATIVE, NOTES) if each in shown}
            assert found == expected, (actor, self.model)

    @invariant()
    def one_answers_for_the_case_and_nobody_has_access_to_what_ended(self):
        with unit_of_work(write=False, actor=SYSTEM) as session:
            holders = sa.select(Custody.organization_id).where(
                Custody.case_id == self.world.case, Custody.ended_at.is_(None)
            )
            held = list(session.scalars(holders))
            open_ = sa.select(sa.func.count()).where(
                Grant.reference_id == self.record.id, Grant.ended_at.is_(None)
            )
            grants = session.scalar(open_)
        owner = self.world.receiver if self.model.moved else self.world.sender
        assert held == [owner.id]
        assert str(stored(self.record.id).state) == self.model.state
        if self.model.state in STUBS or not self.model.sent or self.model.withdrawn:
            assert grants == 0, self.model


@pytest.fixture
def examples(count, database_kind):
    """Most runs on the faster database: what is decided and seen is the same."""
    if database_kind == "postgis":
        return count(short=5, long=200)
    return count(short=24, long=2000)


def test_whatever_is_done_each_does_and_sees_what_the_design_says(store, examples):
    run_state_machine_as_test(
        Workflow,
        settings=settings(
            max_examples=examples,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert verify(session).ok
