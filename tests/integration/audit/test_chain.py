"""The chain in the database: no fork under concurrent writers, no change without its owner, every tampering found."""

import threading

import pytest
import sqlalchemy as sa

from referral.audit import queries, service
from referral.audit.chain import Head, Tampering
from referral.audit.models import AuditEntry
from referral.audit.rules import GENESIS, NotForTheAudit, declare_action
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id

ACTION = declare_action("tests:thing:made", "A test made a thing.")


def append(session, **more):
    values = {"action": ACTION, "object_kind": "thing", "object_id": new_id(), "details": {"n": 1}}
    service.append(session, SYSTEM, **{**values, **more})


def fill(count=5):
    """The numbers of so many entries."""
    numbers: list[int] = []
    with unit_of_work(write=True) as session:
        for _ in range(count):
            append(session, then=numbers.append)
        # Nobody waits for the head while the act itself is still going on.
        assert numbers == []
    return numbers


def verify(anchor=None):
    with unit_of_work(write=False) as session:
        return service.verify(session, anchor=anchor)


def head():
    with unit_of_work(write=False) as session:
        return queries.public_head(session)


def tamper(database, *statements):
    """What the owner of the database could do after taking the triggers away."""
    disarm = {
        "postgis": (
            "ALTER TABLE audit_entry DISABLE TRIGGER USER",
            "ALTER TABLE audit_head DISABLE TRIGGER USER",
        ),
        "spatialite": (
            "DROP TRIGGER audit_entry_keep_update",
            "DROP TRIGGER audit_entry_keep_delete",
            "DROP TRIGGER audit_head_forward",
        ),
    }[database.name]
    with database.engine.execution_options(writes=True).begin() as connection:
        for statement in (*disarm, *statements):
            connection.execute(sa.text(statement))


def kinds(anchor=None):
    return {finding.kind for finding in verify(anchor).findings}


def test_an_empty_chain_is_whole(database):
    answer = verify()
    assert (answer.ok, answer.entries, answer.head) == (True, 0, Head(0, GENESIS))


def test_entries_are_numbered_without_gaps_and_the_chain_is_whole(database):
    assert fill(5) == [1, 2, 3, 4, 5]
    answer = verify()
    assert (answer.ok, answer.entries, answer.head.sequence) == (True, 5, 5)


def test_what_was_stored_hashes_to_what_was_chained_whatever_its_values(database):
    with unit_of_work(write=True) as session:
        append(session, object_id=None, details={})
        append(session, details={"list": ["a:b", "c"], "yes": True, "none": None, "big": 2**53, "minus": -1})
    assert verify().ok


def test_a_rolled_back_act_leaves_no_entry_and_no_gap(database):
    fill(1)

    def act():
        with unit_of_work(write=True) as session:
            append(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert fill(1) == [2]
    assert verify().ok


def test_what_could_be_personal_rolls_the_act_back(database):
    with pytest.raises(NotForTheAudit), unit_of_work(write=True) as session:
        append(session, details={"name": "Arta Krasniqi"})
    assert head().sequence == 0


def test_eight_writers_at_once_make_one_chain(database, count):
    each_writes = count(short=15, long=150)
    errors = []

    def write():
        try:
            for _ in range(each_writes):
                with unit_of_work(write=True) as session:
                    append(session)
        except sa.exc.DBAPIError as error:
            errors.append(error)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(120)
    assert errors == []
    answer = verify()
    assert answer.ok, answer.findings
    assert answer.entries == answer.head.sequence == 8 * each_writes
    with unit_of_work(write=False) as session:
        assert session.scalar(sa.select(sa.func.count(sa.distinct(AuditEntry.prev_hash)))) == 8 * each_writes


def test_a_verification_is_not_disturbed_by_writers(database):
    fill(20)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            fill(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert all(verify().ok for _ in range(10))
    finally:
        stop.set()
        writer.join(30)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET object_kind = 'other' WHERE sequence = 2",
        "DELETE FROM audit_entry WHERE sequence = 2",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET sequence = 1",
    ],
)
def test_the_database_itself_refuses_changes(database, statement):
    fill(3)
    with (
        pytest.raises(sa.exc.DBAPIError, match="the audit only grows"),
        database.engine.execution_options(writes=True).begin() as connection,
    ):
        connection.execute(sa.text(statement))
    assert verify().ok


@pytest.mark.only_on("postgis", reason="SQLite has no TRUNCATE")
def test_the_database_itself_refuses_to_empty_the_table(database):
    fill(3)
    with pytest.raises(sa.exc.DBAPIError, match="only grows"), database.engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE audit_entry"))


def test_an_edit_is_found(database):
    fill()
    tamper(database, "UPDATE audit_entry SET object_kind = 'other' WHERE sequence = 3")
    found = verify().findings
    assert [(each.kind, each.sequence) for each in found] == [(Tampering.EDITED, 3)]


@pytest.mark.parametrize("column", ["occurred_at", "recorded_at"])
def test_an_edited_time_is_found(database, column):
    fill()
    tamper(database, f"UPDATE audit_entry SET {column} = '2020-01-01 00:00:00.000000' WHERE sequence = 3")
    assert kinds() == {Tampering.EDITED}


def test_a_deletion_is_found(database):
    fill()
    tamper(database, "DELETE FROM audit_entry WHERE sequence = 3")
    assert Tampering.DELETED in kinds()


def test_a_reordering_is_found(database):
    fill()
    tamper(
        database,
        "UPDATE audit_entry SET sequence = 100 WHERE sequence = 2",
        "UPDATE audit_entry SET sequence = 2 WHERE sequence = 4",
        "UPDATE audit_entry SET sequence = 4 WHERE sequence = 100",
    )
    assert Tampering.REORDERED in kinds()


def test_an_insertion_behind_the_head_is_found(database):
    fill()
    copied = ", ".join(column.name for column in AuditEntry.__table__.columns if column.name != "sequence")
    tamper(
        database,
        f"INSERT INTO audit_entry (sequence, {copied}) SELECT 6, {copied} FROM audit_entry WHERE sequence = 5",
    )
    assert kinds() == {Tampering.INSERTED}


def test_an_insertion_with_the_head_moved_is_found(database):
    fill()
    copied = ", ".join(column.name for column in AuditEntry.__table__.columns if column.name != "sequence")
    tamper(
        database,
        f"INSERT INTO audit_entry (sequence, {copied}) SELECT 6, {copied} FROM audit_entry WHERE sequence = 5",
        "UPDATE audit_head SET sequence = 6",
    )
    assert not verify().ok


def test_a_truncation_is_found_by_the_head_and_with_the_head_set_back_by_an_anchor(database):
    fill()
    kept = head()
    tamper(database, "DELETE FROM audit_entry WHERE sequence > 3")
    assert Tampering.TRUNCATED in kinds()
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE audit_head SET sequence = 3, hash = (SELECT hash FROM audit_entry WHERE sequence = 3)"
            )
        )
    assert verify().ok
    assert kinds(kept) == {Tampering.TRUNCATED}


def test_a_chain_that_was_written_anew_is_found_by_an_anchor(database):
    fill(3)
    kept = head()
    tamper(
        database,
        "DELETE FROM audit_entry",
        f"UPDATE audit_head SET sequence = 0, hash = '{GENESIS}' WHERE id = 1",
    )
    fill(4)
    assert verify().ok
    assert kinds(kept) == {Tampering.REWRITTEN}


def test_an_anchor_stays_good_while_the_chain_grows(database):
    fill(3)
    kept = head()
    fill(3)
    answer = verify(kept)
    assert (answer.ok, answer.anchored) == (True, True)


def test_long_chains_are_read_in_pages(database, monkeypatch):
    monkeypatch.setattr(queries, "_AT_ONCE", 4)
    for length in (3, 4, 5, 12):
        fill(length)
        assert verify().ok
    assert verify().entries == 24
