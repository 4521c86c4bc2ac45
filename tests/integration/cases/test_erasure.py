"""Erasing: two people, seven days, a ledger outside the database, and a restored backup that stays unreadable."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.audit.service import verify
from referral.cases import jobs as cases_jobs
from referral.cases.errors import (
    ErasureAlreadyAsked,
    ErasureNotWaiting,
    LegalHold,
    PersonErased,
    SecondPersonNeeded,
)
from referral.cases.events import PersonErased as ErasedEvent
from referral.cases.models import Case, Contact, DataKeyRow, Document, Note, OwnRecord, Person, Tombstone
from referral.cases.service import content, erasing, exporting, people, reading
from referral.cases.service.lookups import find_people
from referral.cases.words import DocumentKind
from referral.kit import events, jobs
from referral.kit.clock import now
from referral.kit.crypto.ledger import Ledger, ledger
from referral.kit.db.engine import configure
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.problems import Forbidden, NotFound
from tests.integration.cases.conftest import ELSEWHERE, acting, actions, give_access, member

PDF = b"%PDF-1.7 a paper of the court about Zarmina"
EIGHT_DAYS = timedelta(days=8)


def ask_and_confirm(worker, supervisor, person_id):
    with acting(worker) as session:
        erasing.request_erasure(session, worker, person_id)
    with acting(supervisor) as session:
        return erasing.confirm_erasure(session, supervisor, person_id)


def run_jobs():
    cases_jobs.register()
    jobs._planned.clear()
    jobs.plan_periodic()
    while jobs.run_once("test"):
        pass


def erase(worker, supervisor, person_id):
    ask_and_confirm(worker, supervisor, person_id)
    with time_machine.travel(now() + EIGHT_DAYS):
        run_jobs()


def count(table, **where):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table).filter_by(**where))


def fill(worker, person_id):
    with acting(worker) as session:
        content.write_note(session, worker, person_id, "She is afraid of her brother-in-law Qasim")
        content.attach_document(
            session, worker, person_id, kind=DocumentKind.LEGAL, name="court.pdf", content=PDF
        )


def test_one_person_alone_erases_nobody(worker, supervisor, opened):
    person_id = opened.people[0].id
    with acting(worker) as session:
        erasing.request_erasure(session, worker, person_id)
    with acting(worker) as session, pytest.raises(SecondPersonNeeded):
        erasing.confirm_erasure(session, worker, person_id)
    with acting(worker) as session, pytest.raises(ErasureAlreadyAsked):
        erasing.request_erasure(session, worker, person_id)
    with time_machine.travel(now() + EIGHT_DAYS):
        run_jobs()
    assert count(DataKeyRow) == 3


def test_the_database_refuses_a_confirmation_by_the_same_person(worker, opened):
    with acting(worker) as session:
        erasing.request_erasure(session, worker, opened.people[0].id)
    wrong = "UPDATE erasure_request SET confirmed_by = recorded_by, confirmed_at = recorded_at, due_at = recorded_at"
    with pytest.raises(sa.exc.IntegrityError), unit_of_work(write=True) as session:
        session.execute(sa.text(wrong))


def test_within_seven_days_it_can_be_called_off(worker, supervisor, officer, opened):
    person_id = opened.people[0].id
    due = ask_and_confirm(worker, supervisor, person_id).due_at
    assert due is not None
    with time_machine.travel(due - timedelta(seconds=5)):
        run_jobs()
    assert count(DataKeyRow) == 3
    with acting(officer) as session:
        erasing.cancel_erasure(session, officer, person_id)
    with time_machine.travel(now() + EIGHT_DAYS):
        run_jobs()
    assert count(DataKeyRow) == 3
    with acting(worker) as session, pytest.raises(ErasureNotWaiting):
        erasing.confirm_erasure(session, worker, person_id)


def test_a_legal_hold_keeps_a_person(worker, supervisor, officer, opened):
    person_id = opened.people[0].id
    ask_and_confirm(worker, supervisor, person_id)
    with acting(worker) as session, pytest.raises(Forbidden):
        erasing.set_hold(session, worker, person_id, article="CPC 148")
    with acting(officer) as session:
        erasing.set_hold(session, officer, person_id, article="CPC 148")
    with time_machine.travel(now() + EIGHT_DAYS):
        run_jobs()
    assert count(DataKeyRow) == 3
    with acting(worker) as session, pytest.raises(LegalHold):
        erasing.request_erasure(session, worker, opened.people[0].id)
    with acting(officer) as session:
        erasing.set_hold(session, officer, person_id, article=None)
    with time_machine.travel(now() + 2 * EIGHT_DAYS):
        run_jobs()
    assert count(DataKeyRow) == 2


def test_nobody_else_asks_for_an_erasure(worker, opened):
    with acting(member("case_worker")) as session, pytest.raises((NotFound, Forbidden)):
        erasing.request_erasure(session, member("case_worker"), opened.people[0].id)
    stranger = member("data_protection_officer", organization_id=ELSEWHERE)
    with acting(stranger) as session, pytest.raises(NotFound):
        erasing.request_erasure(session, stranger, opened.people[0].id)


def test_after_an_erasure_nothing_is_left_but_a_tombstone(
    worker, supervisor, receiver, opened, consent, monkeypatch
):
    person_id, heard = opened.people[0].id, []
    monkeypatch.setattr(events, "_handlers", {ErasedEvent: [lambda _session, event: heard.append(event)]})
    give_access(worker, opened, consent)
    fill(worker, person_id)
    erase(worker, supervisor, person_id)
    for table in (Contact, Note, Document):
        assert count(table) == 0
    assert count(DataKeyRow, subject_id=person_id) == 0
    with unit_of_work(write=True, actor=SYSTEM) as session:
        person = session.get_one(Person, person_id)
        assert (person.erased_at, person.sex, person.age_from, person.languages) != (None, None, None, None)
        assert (person.sex, person.age_from, person.languages, person.target_groups) == (
            None,
            None,
            None,
            None,
        )
        assert session.get_one(Tombstone, person_id).erased_at == person.erased_at
        assert verify(session).ok
        assert session.scalars(sa.text("SELECT kind FROM privacy_task")).all() == ["delete"]
    assert heard == [ErasedEvent(person_id, opened.case.id)]
    for actor, refusal in ((worker, PersonErased), (receiver, NotFound)):
        with acting(actor) as session, pytest.raises(refusal):
            reading.read_person(session, actor, person_id)
    with acting(worker) as session, pytest.raises(PersonErased):
        exporting.export_person(session, worker, person_id)
    with acting(worker) as session:
        assert find_people(session, worker, phone="+381631234567") == []
        assert [each.act for each in reading.who_saw(session, worker, person_id)] == ["cases:grant:changed"]
        with pytest.raises(PersonErased):
            people.change_person(session, worker, person_id, version=1)
        reading.read_person(session, worker, opened.people[1].id)
    assert set(Ledger(ledger().path).erased()) == {person_id}


def test_an_own_record_of_the_receiver_outlives_the_senders_erasure_and_not_its_retention(
    worker, supervisor, receiver, opened, consent
):
    person_id = opened.people[0].id
    give_access(worker, opened, consent)
    with acting(receiver) as session:
        until = now() + timedelta(days=400)
        content.record_own(
            session, receiver, person_id, "Treated for scabies", reference_id=None, retain_until=until
        )
    erase(worker, supervisor, person_id)
    with acting(receiver) as session:
        assert [each.body for each in content.read_own(session, receiver, person_id)] == [
            "Treated for scabies"
        ]
    with acting(worker) as session, pytest.raises((NotFound, Forbidden)):
        content.read_own(session, worker, person_id)
    with time_machine.travel(now() + timedelta(days=401)):
        run_jobs()
    assert count(OwnRecord) == 0
    assert count(DataKeyRow, kind="own_record") == 0


def test_when_everybody_is_erased_the_case_is_closed_and_nameless(worker, supervisor, opened):
    for person in opened.people:
        ask_and_confirm(worker, supervisor, person.id)
    with time_machine.travel(now() + EIGHT_DAYS):
        run_jobs()
    with unit_of_work(write=False, actor=SYSTEM) as session:
        case = session.get_one(Case, opened.case.id)
        assert (case.status, case.number, case.code_hash) == ("closed", None, None)


def test_without_the_ledger_nobody_is_erased(worker, supervisor, opened, ledger_path):
    ask_and_confirm(worker, supervisor, opened.people[0].id)
    ledger_path.parent.parent.joinpath("ledger").write_text("in the way")
    with time_machine.travel(now() + EIGHT_DAYS):
        run_jobs()
    assert count(DataKeyRow) == 3


def test_a_restored_backup_stays_unreadable(worker, supervisor, opened, store, tmp_path):
    """Yesterday's backup holds the person and her key; the ledger says that she was erased since."""
    person_id, backup = opened.people[0].id, tmp_path / "backup"
    fill(worker, person_id)
    store.dialect.backup(store.url, str(backup))
    erase(worker, supervisor, person_id)
    store.engine.dispose()
    store.dialect.restore(store.url, str(backup))
    configure(store.url)
    assert count(DataKeyRow) == 3
    with unit_of_work(write=False) as session:
        assert erasing.not_reapplied(session) == [person_id]
    with acting(worker) as session, pytest.raises(PersonErased):
        reading.read_person(session, worker, person_id)
    with acting(worker) as session, pytest.raises(PersonErased):
        content.read_notes(session, worker, person_id)
    erased_at = ledger().erased()[person_id]
    with unit_of_work(write=True, actor=SYSTEM) as session:
        assert erasing.reapply(session, SYSTEM, person_id, erased_at)
        assert not erasing.reapply(session, SYSTEM, person_id, erased_at)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert erasing.not_reapplied(session) == []
        stone = session.get_one(Tombstone, person_id)
        assert stone.erased_at == erased_at
        assert stone.reapplied_at is not None
        assert verify(session).ok
    assert count(Note) == 0
    assert actions()[-1] == "cases:erasure:reapplied"
    with acting(worker) as session:
        reading.read_person(session, worker, opened.people[1].id)
