"""`flask retention run`: whom it erases when the country's term is over, what stays, and that it can be run again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner

from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.audit.service import verify
from referral.cases.errors import PersonErased
from referral.cases.models import Case, DataKeyRow, Person, Tombstone
from referral.cases.service import erasing, reading
from referral.cases.words import CaseStatus
from referral.cli.retention import retention
from referral.kit.clock import now
from referral.kit.crypto.ledger import ledger
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.places.models import Region
from referral.places.profiles import country
from referral.referrals.models import ReferralEvent, ReferralRecord
from referral.referrals.rules import Action
from referral.referrals.rules.inputs import Accept, Cancel
from referral.referrals.rules.reasons import CancelReason
from tests.fixtures.referral_verbs import do, history, sent, stored
from tests.fixtures.referral_world import NAME, NARRATIVE, acting, make_world
from tests.integration.cases.test_erasure import run_jobs

YEAR = timedelta(days=366)
TERM = country("RS").retention


def serbia():
    """The id of the region of a country whose profile is known."""
    with unit_of_work(write=True) as session:
        region = Region(
            id=new_id(),
            country_code="RS",
            level=0,
            code="RS",
            path="RS/",
            name="Serbia",
            names={},
            other_names=[],
            source="a test",
            approximate=False,
            latitude=44.0,
            longitude=21.0,
        )
        session.add(region)
        return region.id


def closed(*, region=None, protection=False, ended=True):
    """A world whose case was closed now, with a referral that was accepted, and ended where that is asked for."""
    world = make_world()
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    if ended:
        do(world.worker, record, Action.CANCEL, Cancel(reason=CancelReason.CLIENT_CHOICE))
    with unit_of_work(write=True, actor=SYSTEM) as session:
        case = session.get_one(Case, world.case)
        case.status, case.closed_at = CaseStatus.CLOSED, now()
        case.protection, case.region_id, case.number = protection, region, "OUR-17"
    return world, record


def ran(*words):
    done = CliRunner().invoke(retention, ["run", *words])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def erased_of(world):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return session.get_one(Person, world.person).erased_at is not None


def acts():
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(AuditEntry.action, AuditEntry.details).where(
            AuditEntry.action.startswith("cases:retention:")
        )
        return [tuple(each) for each in session.execute(wanted.order_by(AuditEntry.sequence))]


def years_later(years, days=0):
    return time_machine.travel(now() + years * YEAR + timedelta(days=days), tick=False)


@pytest.fixture
def region(store):
    return serbia()


def test_who_stands_in_a_closed_case_goes_when_the_term_of_the_country_is_over(region):
    world, record = closed(region=region)
    before = history(record.id)
    with years_later(TERM.case_years, -10):
        assert ran().startswith("0 closed cases")
        assert not erased_of(world)
    with years_later(TERM.case_years):
        assert ran().startswith("1 closed cases whose term is over: 1 people erased.")
        boss = world.sender.actor(Role.SUPERVISOR)
        with acting(boss) as session, pytest.raises(PersonErased):
            reading.read_person(session, boss, world.person)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DataKeyRow)) == 0
        assert session.get_one(Tombstone, world.person).organization_id == world.sender.id
        case = session.get_one(Case, world.case)
        assert (case.status, case.number) == (CaseStatus.CLOSED, None)
        assert verify(session).ok
    assert set(ledger().erased()) == {world.person}
    check_what_stays(record, before)
    counts = {"erased": 1, "legal_hold": 0, "in_use": 0}
    assert acts()[-2:] == [("cases:retention:ended", {}), ("cases:retention:run", counts)]


def check_what_stays(record, before):
    """States, moments and reasons, of which coverage is counted; no word and no band of anybody."""
    after = stored(record.id)
    assert history(record.id) == before
    assert (after.state, after.reason) == ("cancelled", "client_choice")
    assert (after.age_band, after.languages, after.narrative_sealed, after.notes_sealed) == (
        None,
        [],
        None,
        None,
    )
    with unit_of_work(write=False, actor=SYSTEM) as session:
        for model in (ReferralRecord, ReferralEvent, Person, Case):
            rows = str(session.execute(sa.select(*model.__table__.columns)).all())
            assert NAME not in rows
            assert NARRATIVE not in rows


def test_again_there_is_nothing_left_to_do_and_a_dry_run_does_nothing(region):
    world, _ = closed(region=region)
    with years_later(TERM.case_years):
        assert "1 people would be erased" in ran("--dry-run")
        assert not erased_of(world)
        assert acts() == []
        assert ledger().erased() == {}
        ran()
        first = ledger().erased()
        assert ran().startswith("0 closed cases whose term is over: 0 people erased.")
        assert ledger().erased() == first


def test_a_hold_protection_an_unknown_country_and_what_is_in_use_keep_longer(region):
    held, _ = closed(region=region)
    protected, _ = closed(region=region, protection=True)
    used, _ = closed(region=region, ended=False)
    unknown, _ = closed()
    officer = held.sender.actor(Role.DATA_PROTECTION_OFFICER)
    with acting(officer) as session:
        erasing.set_hold(session, officer, held.person, article="Criminal Procedure, 150")
    with years_later(TERM.case_years):
        said = ran()
        assert "1 stay by a legal hold, 1 since they are still in use." in said
        assert [erased_of(each) for each in (held, protected, used)] == [False, False, False]
    with years_later(TERM.protection_years):
        ran()
        assert [erased_of(each) for each in (held, protected, used)] == [False, True, False]
        assert erased_of(unknown)
        with acting(officer) as session:
            erasing.set_hold(session, officer, held.person, article=None)
        ran()
        assert erased_of(held)
    assert acts()[-1] == ("cases:retention:run", {"erased": 1, "legal_hold": 0, "in_use": 1})


def test_an_open_case_and_one_that_was_opened_again_are_left_alone(region):
    opened = make_world()
    again, _ = closed(region=region)
    with unit_of_work(write=True, actor=SYSTEM) as session:
        case = session.get_one(Case, again.case)
        case.status, case.closed_at = CaseStatus.OPEN, None
    with years_later(TERM.protection_years, 100):
        assert ran().startswith("0 closed cases")
        assert not erased_of(opened)
        assert not erased_of(again)


def test_an_erasure_that_waited_is_over_with_it(region):
    world, _ = closed(region=region)
    with years_later(TERM.case_years):
        with acting(world.worker) as session:
            erasing.request_erasure(session, world.worker, world.person)
        ran()
        assert erased_of(world)
    with years_later(TERM.case_years, 20):
        run_jobs()
    assert len(ledger().erased()) == 1


def test_without_the_ledger_nobody_goes(region):
    world, _ = closed(region=region)
    ledger().path.parent.parent.joinpath("ledger").write_text("in the way")
    with years_later(TERM.case_years):
        done = CliRunner().invoke(retention, ["run"])
    assert done.exit_code == 1
    assert "Nobody is erased without the ledger" in done.output
    assert not erased_of(world)


def test_a_restored_backup_brings_nobody_back(region, store, tmp_path):
    from referral.kit.db.engine import configure

    world, _ = closed(region=region)
    store.dialect.backup(store.url, str(tmp_path / "backup"))
    with years_later(TERM.case_years):
        ran()
    store.engine.dispose()
    store.dialect.restore(store.url, str(tmp_path / "backup"))
    configure(store.url)
    with unit_of_work(write=False) as session:
        assert erasing.not_reapplied(session) == [world.person]
    with acting(world.worker) as session, pytest.raises(PersonErased):
        reading.read_person(session, world.worker, world.person)
