"""One organisation answers for a case at any time; nothing makes it none or two, and the history has no gap."""

import itertools
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from referral.cases.errors import ReceiverWithoutAccess
from referral.cases.models import Case, Custody
from referral.cases.service import cases, grants, reading
from referral.cases.service.lookups import find_people
from referral.cases.words import GrantLevel
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from referral.kit.problems import NotFound
from tests.integration.cases.conftest import ELSEWHERE, OURS, THEIRS, acting, give_access, member


def history(case_id):
    with unit_of_work(write=False) as session:
        rows = session.scalars(sa.select(Custody).where(Custody.case_id == case_id).order_by(Custody.number))
        return [(each.organization_id, each.began_at, each.ended_at) for each in rows]


def move(actor, case_id, to):
    with acting(actor) as session:
        return cases.move_custody(session, actor, case_id, to_organization_id=to)


def test_custody_begins_with_the_case(opened):
    assert history(opened.case.id) == [(OURS, opened.case.occurred_at, None)]


def test_custody_moves_with_keys_and_indexes_and_leaves_no_gap(worker, opened, consent):
    give_access(worker, opened, consent)
    moved = move(worker, opened.case.id, THEIRS)
    (ours, began, ended), (theirs, since, open_) = history(opened.case.id)
    assert (ours, theirs, open_) == (OURS, THEIRS, None)
    assert began == opened.case.occurred_at
    assert ended == since == moved.custody_since
    with acting(worker) as session, pytest.raises(NotFound):
        reading.read_person(session, worker, opened.people[1].id)
    new = member("supervisor", "case_worker", organization_id=THEIRS)
    with acting(new) as session:
        assert reading.read_person(session, new, opened.people[0].id).identity.given_names == "Zarmina"
        assert [each.id for each in find_people(session, new, phone="+381631234567")] == [opened.people[0].id]
    old = member("supervisor")
    with acting(old) as session:
        assert find_people(session, old, phone="+381631234567") == []


def test_custody_goes_only_to_whom_access_was_given(worker, opened, consent):
    with pytest.raises(ReceiverWithoutAccess):
        move(worker, opened.case.id, THEIRS)
    assert len(history(opened.case.id)) == 1


def test_moving_twice_is_moving_once(worker, opened, consent):
    give_access(worker, opened, consent)
    move(worker, opened.case.id, THEIRS)
    with pytest.raises(NotFound):
        move(worker, opened.case.id, THEIRS)
    assert len(history(opened.case.id)) == 2


_TAMPERING = [
    "INSERT INTO case_custody (case_id, number, organization_id, began_at) VALUES (:case, 2, :other, :moment)",
    "UPDATE case_custody SET ended_at = :moment WHERE case_id = :case",
    "UPDATE case_custody SET organization_id = :other WHERE case_id = :case",
    "UPDATE case_custody SET began_at = :moment WHERE case_id = :case",
    "DELETE FROM case_custody WHERE case_id = :case",
    "UPDATE case_file SET organization_id = NULL WHERE id = :case",
    "UPDATE case_file SET custody_since = :moment WHERE id = :case",
    "UPDATE case_file SET organization_id = :other, custody_since = :long_ago WHERE id = :case",
]


@pytest.mark.parametrize("statement", _TAMPERING)
def test_the_database_itself_refuses_none_and_two(opened, statement):
    before = history(opened.case.id)
    told = {
        "case": opened.case.id,
        "other": ELSEWHERE,
        "moment": now() + timedelta(seconds=5),
        "long_ago": now() - timedelta(days=900),
    }
    wanted = sa.text(statement)
    typed = [
        sa.bindparam(name, type_=Case.__table__.c[column].type)
        for name, column in (
            ("case", "id"),
            ("other", "organization_id"),
            ("moment", "custody_since"),
            ("long_ago", "custody_since"),
        )
        if f":{name}" in statement
    ]
    with pytest.raises(DBAPIError), unit_of_work(write=True) as session:
        session.execute(wanted.bindparams(*typed), {each.key: told[each.key] for each in typed})
    assert history(opened.case.id) == before


def test_custody_is_never_none_or_two_while_two_move_it(worker, opened, consent, count):
    """Two organisations hand the case to each other over and over, and somebody counts meanwhile."""
    give_access(worker, opened, consent)
    rounds, wrong = count(short=6, long=60), []
    stop = threading.Event()

    def watch():
        while not stop.is_set():
            with unit_of_work(write=False) as session:
                held = session.scalar(
                    sa.select(sa.func.count()).select_from(Custody).where(Custody.ended_at.is_(None))
                )
            if held != 1:
                wrong.append(held)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        organizations = (OURS, THEIRS)
        actors = [member("supervisor", organization_id=each) for each in organizations]
        for number in range(rounds):
            here, there = actors[number % 2], organizations[(number + 1) % 2]
            reference = new_id()
            with acting(here) as session:
                grants.open_access(
                    session,
                    here,
                    person_ids=[opened.people[0].id],
                    organization_id=there,
                    reference_id=reference,
                    level=GrantLevel.FACTS,
                    consent_id=None,
                )
            move(here, opened.case.id, there)
    finally:
        stop.set()
        watcher.join()
    assert wrong == []
    rows = history(opened.case.id)
    assert len(rows) == rounds + 1
    assert all(one[2] == other[1] for one, other in itertools.pairwise(rows))
