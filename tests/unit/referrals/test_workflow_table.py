"""The table of the workflow, against the design and against a second copy written by state, and its written forms."""

import json
import re
import sqlite3

import pytest

from referral.referrals.rules import (
    EDGES,
    Action,
    Role,
    State,
    TaskStatus,
    as_csv,
    as_json,
    as_mermaid,
    back_to_check,
    edges_from,
    enums,
    event_shown_to_receiver,
    fhir_task,
    goes_back_to,
    shown_to_receiver,
    state_check,
    state_of,
    transition_check,
    who_may,
)

# Once more and the other way round: by state, what leads where and who may. ANY is everybody who may withdraw.
ANY, SENDER, ERROR = "CLIENT SW RW RFP DPO SYS", "SW SUP", "SUP DPO"
BY_STATE = {
    "draft": {
        ("submit", "sent", "SW"),
        ("request_approval", "pending_approval", "SW"),
        ("cancel", "cancelled", SENDER),
        ("expire", "expired", "SYS"),
    },
    "pending_approval": {
        ("approve", "sent", "SUP"),
        ("return_to_draft", "draft", "SUP"),
        ("cancel", "cancelled", SENDER),
        ("expire", "expired", "SYS"),
    },
    "sent": {
        ("acknowledge", "acknowledged", "RFP"),
        ("waitlist", "waitlisted", "RFP"),
        ("accept", "accepted", "RFP"),
        ("decline", "declined", "RFP"),
        ("cancel", "cancelled", SENDER),
        ("expire", "expired", "SYS"),
    },
    "acknowledged": {
        ("request_info", "info_requested", "RFP RW"),
        ("waitlist", "waitlisted", "RFP"),
        ("accept", "accepted", "RFP"),
        ("decline", "declined", "RFP"),
        ("cancel", "cancelled", SENDER),
        ("expire", "expired", "SYS"),
    },
    "info_requested": {
        ("provide_info", "acknowledged", "SW"),
        ("provide_info", "waitlisted", "SW"),
        ("decline", "declined", "RFP"),
        ("cancel", "cancelled", SENDER),
        ("expire", "expired", "SYS"),
    },
    "waitlisted": {
        ("request_info", "info_requested", "RFP RW"),
        ("accept", "accepted", "RFP"),
        ("decline", "declined", "RFP"),
        ("cancel", "cancelled", SENDER),
        ("expire", "expired", "SYS"),
    },
    "accepted": {
        ("start_service", "in_service", "RW"),
        ("hold", "on_hold", "RW"),
        ("fail", "failed", "RW"),
        ("cancel", "cancelled", SENDER),
    },
    "in_service": {
        ("hold", "on_hold", "RW"),
        ("complete", "completed", "RW"),
        ("fail", "failed", "RW"),
        ("cancel", "cancelled", SENDER),
    },
    "on_hold": {
        ("resume", "accepted", "RW"),
        ("resume", "in_service", "RW"),
        ("fail", "failed", "RW"),
        ("cancel", "cancelled", SENDER),
    },
    "completed": {
        ("confirm_closure", "closed", "SW"),
        ("auto_close", "closed", "SYS"),
        ("dispute_outcome", "disputed", "SW"),
    },
    "disputed": {("confirm_closure", "closed", "SW"), ("resume_service", "in_service", "RW")},
}
for leads in BY_STATE.values():
    leads |= {("withdraw_consent", "consent_withdrawn", ANY), ("mark_error", "entered_in_error", ERROR)}


def test_the_design_and_the_code_have_one_table(shared):
    assert as_csv().encode() == (shared / "design" / "transitions.csv").read_bytes()


def test_the_second_copy_says_the_same():
    copied = {
        (action, state, to, frozenset(who.split()))
        for state, leads in BY_STATE.items()
        for action, to, who in leads
    }
    assert {(each.action, each.origin, each.target, frozenset(each.who)) for each in EDGES} == copied


def test_the_counts_are_those_of_the_design():
    pairs = [(state, action) for state in State for action in Action]
    assert (len(State), len(Action), len(EDGES)) == (18, 23, 69)
    assert sum(1 for state, action in pairs if not edges_from(state, action)) == 347
    assert len(set(EDGES)) == 69


def test_nothing_leads_out_of_an_end_and_every_end_is_reached():
    ends = {state for state in State if state.ends}
    assert len(ends) == 7
    assert not ends & {edge.origin for edge in EDGES}
    assert ends <= {edge.target for edge in EDGES}
    assert {state for state in State if not state.ends} == {edge.origin for edge in EDGES}


def test_who_runs_the_system_and_who_coordinates_changes_no_state():
    onlookers = {Role.OPERATOR, Role.ADMINISTRATOR, Role.COORDINATOR}
    assert not onlookers & {role for state in State for action in Action for role in who_may(state, action)}


def test_only_two_states_remember_where_to_go_back_to():
    assert {state: goes_back_to(state) for state in State if goes_back_to(state)} == {
        State.INFO_REQUESTED: {State.ACKNOWLEDGED, State.WAITLISTED},
        State.ON_HOLD: {State.ACCEPTED, State.IN_SERVICE},
    }


FHIR = """
draft draft -; pending_approval draft approval; sent requested -; acknowledged received -; info_requested on-hold info
waitlisted on-hold waitlist; accepted accepted -; in_service in-progress -; on_hold on-hold -
completed completed unverified; disputed completed disputed; closed completed verified; declined rejected -
cancelled cancelled -; expired cancelled no-response; consent_withdrawn cancelled consent; failed failed -
entered_in_error entered-in-error -
"""


def test_fhir_is_told_what_the_design_says():
    told = [each.split() for each in re.split(r"[;\n]", FHIR) if each.strip()]
    assert len(told) == 18
    for state, status, business in told:
        task = fhir_task(state_of(state))
        assert (task.status, task.business_status or "-") == (TaskStatus(status), business)
    assert fhir_task(State.CLOSED, verified=False).business_status == "automatic"
    assert fhir_task(State.CLOSED, verified=True).business_status == "verified"
    assert fhir_task(State.DECLINED, "no_capacity").status_reason == "no_capacity"
    assert fhir_task(State.CANCELLED, "safety").status_reason is None


def test_a_withdrawal_looks_to_the_receiver_like_any_choice_of_the_person():
    shown = shown_to_receiver(State.CONSENT_WITHDRAWN, "withdrawn by code")
    assert (shown.state, shown.reason) == (State.CANCELLED, "client_choice")
    assert event_shown_to_receiver("withdraw_consent") == "cancel"
    for state in State:
        if state is not State.CONSENT_WITHDRAWN:
            assert shown_to_receiver(state, "why").state is state
    assert event_shown_to_receiver("accept") == "accept"


def test_json_has_all_of_it():
    whole = json.loads(as_json())
    assert [each["state"] for each in whole["states"]] == list(State)
    assert whole["actions"] == list(Action)
    assert len(whole["transitions"]) == 69
    assert whole["transitions"][0] == {"action": "submit", "from": "draft", "to": "sent", "who": ["SW"]}


def test_the_diagram_has_every_edge_once():
    arrows = re.findall(r"^    (\w+) --> (\w+): (.*)$", as_mermaid(), re.M)
    drawn = [(action, one, other) for one, other, actions in arrows for action in actions.split(", ")]
    assert sorted(drawn) == sorted((each.action, each.origin, each.target) for each in EDGES)
    assert as_mermaid().startswith("stateDiagram-v2\n    [*] --> draft\n")


def test_enums_are_the_codes():
    found = enums()
    assert found["State"] == tuple(state.value for state in State)
    assert found["Role"][:4] == ("SW", "SUP", "RFP", "RW")
    assert "other" in found["DeclineReason"]


def test_an_unknown_state_is_told_with_those_there_are():
    with pytest.raises(ValueError, match="one of: draft, pending_approval"):
        state_of("lost")


def holds(check: str, **columns) -> bool:
    """Whether a row passes the check, as a database sees it: unknown passes."""
    names = ", ".join(f"? AS {name}" for name in columns)
    with sqlite3.connect(":memory:") as connection:
        (found,) = connection.execute(
            f"SELECT ({check}) IS NOT 0 FROM (SELECT {names})", list(columns.values())
        ).fetchone()
    return bool(found)


def test_the_database_takes_the_states_and_edges_of_the_table_and_no_others():
    assert all(holds(state_check(), state=state) for state in State)
    assert not holds(state_check(), state="lost")
    check = transition_check()
    edges = {(edge.action, edge.origin, edge.target) for edge in EDGES}
    for action in Action:
        for origin in State:
            for target in (State.SENT, State.CANCELLED, State.ACCEPTED, State.CLOSED):
                row = {"action": action, "from_state": origin, "to_state": target}
                assert holds(check, **row) == ((action, origin, target) in edges)


@pytest.mark.parametrize("state", State, ids=str)
def test_the_database_remembers_where_to_go_back_to_exactly_where_needed(state):
    allowed = goes_back_to(state)
    for back_to in (*State, None):
        fits = back_to in allowed if allowed else back_to is None
        assert holds(back_to_check(), state=state, back_to=back_to) == fits
