"""All 347 pairs of a state and an action that the table does not have are refused over HTTP, to whomever."""

from typing import Any

import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals.models import ReferralRecord
from referral.referrals.rules import Action, State, edges_from, goes_back_to
from tests.fixtures.referral_world import make_service

BODIES: dict[Action, dict[str, Any]] = {
    Action.REQUEST_APPROVAL: {"reason": "a reason"},
    Action.RETURN_TO_DRAFT: {"note": "a note"},
    Action.REQUEST_INFO: {"questions": ["languages"]},
    Action.WAITLIST: {"review_on": "2100-01-01"},
    Action.DECLINE: {"reason": "no_capacity"},
    Action.START_SERVICE: {"first_contact_on": "2026-01-01", "channel": "visit"},
    Action.HOLD: {"reason": "client_away", "review_on": "2100-01-01"},
    Action.COMPLETE: {"outcome": "fully_met", "served_from": "2026-01-01", "served_to": "2026-01-01"},
    Action.FAIL: {"cause": "no_show"},
    Action.CONFIRM_CLOSURE: {"asked": "no"},
    Action.DISPUTE_OUTCOME: {"note": "not so"},
    Action.CANCEL: {"reason": "safety"},
    Action.WITHDRAW_CONSENT: {"via": "in_person"},
    Action.MARK_ERROR: {"reason": "a mistake"},
}


def put(id_, state):
    """The referral into a state, as it would be there."""
    back_to = min(goes_back_to(state), default=None)
    values = {"state": state.value, "back_to": back_to and back_to.value, "assigned_to": None}
    with unit_of_work(write=True, actor=SYSTEM) as session:
        session.execute(sa.update(ReferralRecord).where(ReferralRecord.id == id_).values(**values))


def stored(id_):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return session.execute(
            sa.select(ReferralRecord.state, ReferralRecord.version).where(ReferralRecord.id == id_)
        ).one()


def test_every_illegal_pair_is_409_with_the_state_and_what_can_be_done(world, worker, desk_of):
    id_ = worker.draft(world.draft(service_id=make_service(world.receiver))).json["id"]
    worker.act(id_, "submit")
    boss = desk_of(world.sender, Role.SUPERVISOR)
    refused = 0
    for state in State:
        put(id_, state)
        version = stored(id_).version
        for action in Action:
            if edges_from(state, action):
                continue
            desk = boss if action in (Action.APPROVE, Action.MARK_ERROR) else worker
            answer = desk.act(id_, action.value, version, **BODIES.get(action, {}))
            assert answer.status_code == 409, (state, action, answer.json)
            assert answer.json["type"].endswith("/illegal-transition")
            assert answer.json["current_state"] == state.value
            assert isinstance(answer.json["allowed_actions"], list)
            refused += 1
        assert stored(id_) == (state.value, version)
    assert refused == 347


def test_no_legal_pair_is_for_whom_the_table_does_not_name(world, worker, intake, desk_of):
    """The receiver's intake tries every action of the sender, the case worker every one of the receiver."""
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    for desk, mine in ((intake, {"RFP", "RW"}), (worker, {"SW"})):
        for state in State:
            put(id_, state)
            version = stored(id_).version
            for action in Action:
                edges = edges_from(state, action)
                who = {role.value for edge in edges for role in edge.who}
                if not edges or who & mine or action is Action.WITHDRAW_CONSENT:
                    continue
                headers = {"Idempotency-Key": new_id(), "If-Match": f'"{version}"'}
                path = f"/referrals/{id_}/actions/{action.value}"
                answer = desk.browser.post(path, BODIES.get(action, {}), headers=headers)
                assert answer.status_code in (403, 404), (state, action, answer.json)
            assert stored(id_) == (state.value, version)
