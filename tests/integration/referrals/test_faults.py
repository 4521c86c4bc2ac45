"""A fault in the middle of an action leaves nothing half-done: no state, no event, no access, no message, no audit."""

import pytest
import sqlalchemy as sa

from referral.audit.models import AuditEntry
from referral.audit.service import verify
from referral.cases.models import Grant, PrivacyTask
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.referrals.models import ReferralEvent, ReferralRecord
from referral.referrals.rules import Action
from referral.referrals.rules.inputs import Accept, Submit
from tests.fixtures.referral_verbs import do, draft, sent, withdraw

TABLES = (ReferralRecord, ReferralEvent, Grant, PrivacyTask, OutboxMessage, AuditEntry)


class Broken(Exception):
    """The power went."""


def everything():
    """All rows of all tables that an action may write."""
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return [
            [tuple(row) for row in session.execute(sa.select(*each.__table__.columns))] for each in TABLES
        ]


def breaking(engine, deed, at):
    """The same deed, with the power going before its `at`th writing statement."""
    left = [at]

    def break_(_connection, _cursor, statement, *_):
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            left[0] -= 1
            if left[0] < 0:
                raise Broken

    sa.event.listen(engine, "before_cursor_execute", break_)
    try:
        with pytest.raises(Broken):
            deed()
    finally:
        sa.event.remove(engine, "before_cursor_execute", break_)


@pytest.mark.parametrize("what", ["submit", "accept", "withdraw"])
def test_nothing_is_half_done_wherever_it_breaks(store, world, what):
    record = draft(world) if what == "submit" else sent(world)
    deeds = {
        "submit": lambda: do(world.worker, record, Action.SUBMIT, Submit()),
        "accept": lambda: do(world.desk, record, Action.ACCEPT, Accept()),
        "withdraw": lambda: withdraw(world),
    }
    before = everything()
    for at in range(40):
        try:
            breaking(store.engine, deeds[what], at)
        except pytest.fail.Exception:
            break
        assert everything() == before, at
    else:
        pytest.fail("it never came to its end")
    assert at >= 5
    assert everything() != before
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert verify(session).ok
