"""What a withdrawal, an erasure and the end of a programme do to what is recorded; and how corrections are kept."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from referral.access.rules.roles import Role
from referral.audit.service import verify
from referral.cases.rules import Purpose
from referral.cases.rules.terms import WithdrawalVia
from referral.cases.service import consenting, erasing, withdrawing
from referral.cases.words import ErasureGround
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.problems import Forbidden, NotFound, StaleVersion
from referral.programmes.errors import NotCovered, OutsideProgramme
from referral.programmes.models import Enrolment, Milestone
from referral.programmes.queries.for_coverage import counted_for_release
from referral.programmes.rules import Change, Correction, EnrolmentEnd, MilestoneKind, NewMilestone
from referral.programmes.service import enrolling, milestones
from referral.programmes.service.chaining import follow
from referral.programmes.service.handover import handover_of
from referral.programmes.service.progress import progress_of
from tests.fixtures.referral_world import acting, agreement, make_organization

MISTAKE = Change(reason=Correction.MISTAKE)


def trained(results):
    """How many the lead's supervisor reads as trained."""
    boss = results.lead.actor(Role.SUPERVISOR)
    with acting(boss) as session:
        return progress_of(session, boss, results.programme, as_of=None).lines[0].reached


def released():
    """What the door for releases shows."""
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return list(counted_for_release(session, SYSTEM))


def versions(results):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = (
            sa.select(Enrolment).where(Enrolment.chain_id == results.enrolment).order_by(Enrolment.version)
        )
        return list(session.scalars(wanted))


def withdraw(results, who):
    with acting(who) as session:
        withdrawing.withdraw_consent(session, who, results.consent, via=WithdrawalVia.IN_PERSON)


def erase(results):
    worker, boss = results.worker, results.lead.actor(Role.SUPERVISOR)
    with acting(worker) as session:
        asked = erasing.request_erasure(session, worker, results.world.person, ground=ErasureGround.ASKED)
    with acting(boss) as session:
        erasing.confirm_erasure(session, boss, results.world.person)
    with time_machine.travel(now() + timedelta(days=8)), acting(SYSTEM) as session:
        erasing.erase_due(session, SYSTEM, asked.id)


def test_a_withdrawal_ends_the_enrolment_and_keeps_what_was_done(results):
    withdraw(results, results.worker)
    before, after = versions(results)
    assert (before.ended_why, after.ended_why) == (None, "consent_withdrawn")
    assert trained(results).reached == 1
    assert {each.statistics for each in released() if each.who} == {False}
    more = NewMilestone(kind=MilestoneKind.CERTIFIED)
    with acting(results.worker) as session, pytest.raises(NotCovered):
        milestones.record_milestone(session, results.worker, results.enrolment, more)


def test_an_erasure_empties_what_told_of_somebody_and_the_number_stays(results):
    assert trained(results).by["sex"] == {"female": 1}
    erase(results)
    assert {(each.sex, each.age_band) for each in versions(results)} == {(None, None)}
    assert versions(results)[-1].ended_why == EnrolmentEnd.ERASED
    figure = trained(results)
    assert (figure.reached, figure.by["sex"]) == (1, {"not_said": 1})
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert verify(session).ok


@pytest.mark.parametrize("table", ["target", "enrolment", "milestone", "activity", "instrument"])
@pytest.mark.parametrize("what", ["UPDATE programme_{} SET version = 9", "DELETE FROM programme_{}"])
def test_the_database_itself_keeps_what_was_recorded(results, table, what):
    with unit_of_work(write=True, actor=SYSTEM) as session, pytest.raises(DBAPIError, match="never edited"):
        session.execute(sa.text(what.format(table)))


def test_a_fact_of_somebody_can_be_emptied_and_never_filled_in(results):
    for value in ("NULL", "'male'"):
        with unit_of_work(write=True, actor=SYSTEM) as session:
            update = sa.text(f"UPDATE programme_enrolment SET sex = {value}")
            if value == "NULL":
                session.execute(update)
            else:
                with pytest.raises(DBAPIError, match="never edited"):
                    session.execute(update)
                session.rollback()


def test_of_two_who_correct_the_same_version_one_is_told(results):
    def correct(version):
        with acting(results.worker) as session:
            given = {"kind": MilestoneKind.CERTIFIED}
            return milestones.correct_milestone(
                session, results.worker, results.milestone, given, MISTAKE, version=version
            )

    assert correct(1).version == 2
    with pytest.raises(StaleVersion):
        correct(1)
    with pytest.raises(StaleVersion), acting(results.worker) as session:
        # The same version followed a second time, as if both had read it before either wrote.
        follow(session, results.worker, session.get(Milestone, results.milestone), MISTAKE, {}, version=1)


def test_an_enrolment_takes_what_is_known_now_and_ends_by_a_new_version(results):
    with acting(results.worker) as session:
        made = enrolling.correct_enrolment(
            session, results.worker, results.enrolment, {"target_group": "returnee"}, MISTAKE, version=1
        )
        assert (made.version, made.sex, made.target_group) == (2, "female", "returnee")
    with acting(results.worker) as session:
        ended = enrolling.end_enrolment(
            session, results.worker, results.enrolment, why=EnrolmentEnd.COMPLETED, on=None, version=2
        )
        assert (ended.version, ended.ended_why, ended.sex) == (3, "completed", "female")
    assert trained(results).reached == 1


def test_what_was_before_the_programme_is_not_of_it(results):
    early = NewMilestone(kind=MilestoneKind.TRAINED, occurred_at=now() - timedelta(days=400))
    with acting(results.worker) as session, pytest.raises(OutsideProgramme):
        milestones.record_milestone(session, results.worker, results.enrolment, early)


def test_sixty_days_before_the_end_the_open_cases_are_listed(results):
    worker = results.worker

    def listed(days):
        with time_machine.travel(now() + timedelta(days=days)), acting(worker) as session:
            found = handover_of(session, worker, results.programme)
            return [each.case_id for each in found.cases], found.days_left

    assert listed(304) == ([], 61)
    assert listed(305) == ([results.world.case], 60)
    assert listed(370) == ([results.world.case], -5)
    with acting(worker) as session:
        enrolling.end_enrolment(
            session, worker, results.enrolment, why=EnrolmentEnd.COMPLETED, on=None, version=1
        )
    assert listed(310)[0] == []


def test_the_door_for_releases_says_who_may_be_counted_and_opens_for_the_clock_alone(results):
    rows = released()
    assert {(each.kind, each.heads) for each in rows} == {("supported", 1), ("trained", 1), ("community", 7)}
    assert {each.statistics for each in rows} == {True}
    assert {each.who for each in rows} == {results.world.person, None}
    # The newest version of her consent lets nobody else count her: at once.
    with acting(results.worker) as session:
        agreed = agreement(results.lead.id, purpose=Purpose.PROGRAMME, statistics=False)
        consenting.record_consent(
            session, results.worker, results.world.person, agreed, supersedes=results.consent
        )
    assert {each.statistics for each in released() if each.who} == {False}
    boss = results.lead.actor(Role.SUPERVISOR)
    with acting(boss) as session, pytest.raises(Forbidden):
        list(counted_for_release(session, boss))


def test_another_organisation_finds_nothing_of_it(results):
    other = make_organization().actor(Role.SUPERVISOR)
    with acting(other) as session:
        for verb in (progress_of, handover_of):
            more = {"as_of": None} if verb is progress_of else {}
            with pytest.raises(NotFound):
                verb(session, other, results.programme, **more)
