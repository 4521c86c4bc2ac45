"""The table written out: as CSV, JSON, a Mermaid diagram, as text for the database's checks and as enums of the API."""

import csv
import json
from collections.abc import Iterable
from enum import StrEnum
from io import StringIO

from referral.referrals.rules.actions import Action, Role
from referral.referrals.rules.kinds import Delivery, Kind, Priority, ToldBy
from referral.referrals.rules.reasons import (
    CancelReason,
    DeclineReason,
    FailCause,
    HoldReason,
    Outcome,
    Question,
    WasAsked,
)
from referral.referrals.rules.states import State
from referral.referrals.rules.table import EDGES, goes_back_to

HEADER = ("action", "from", "to", "who")
_ENUMS: tuple[type[StrEnum], ...] = (
    *(State, Action, Role, Kind, Priority, Delivery, ToldBy),
    *(DeclineReason, FailCause, CancelReason, HoldReason, Outcome, Question, WasAsked),
)


def as_csv() -> str:
    """One row per action, from and to, in the order of the table; lines end as RFC 4180 has it."""
    out = StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEADER)
    rows.writerows((edge.action, edge.origin, edge.target, "|".join(edge.who)) for edge in EDGES)
    return out.getvalue()


def as_json() -> str:
    """States with whom they wait for and what FHIR calls them, actions, roles, edges."""
    states = [
        {
            "state": state,
            "clock_with": state.clock_with,
            "ends": state.ends,
            "task_status": state.task,
            "business_status": state.business,
        }
        for state in State
    ]
    edges = [
        {"action": edge.action, "from": edge.origin, "to": edge.target, "who": list(edge.who)}
        for edge in EDGES
    ]
    whole = {"states": states, "actions": list(Action), "roles": list(Role), "transitions": edges}
    return json.dumps(whole, indent=2)


def as_mermaid() -> str:
    """A state diagram; several actions between two states share an arrow."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for edge in EDGES:
        arrows.setdefault((edge.origin, edge.target), []).append(edge.action)
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [f"    {origin} --> {target}: {', '.join(names)}" for (origin, target), names in arrows.items()]
    lines += [f"    {state} --> [*]" for state in State if state.ends]
    return "\n".join(lines) + "\n"


def enums() -> dict[str, tuple[str, ...]]:
    """Every closed list of words by the name of its type, for the specification."""
    return {kind.__name__: tuple(kind) for kind in _ENUMS}


def one_of(column: str, words: Iterable[str]) -> str:
    """The text of a CHECK that a column holds one of the words, for both databases."""
    return f"{column} IN ({', '.join(_quoted(word) for word in words)})"


def state_check(column: str = "state") -> str:
    """The CHECK of a column of states."""
    return one_of(column, State)


def transition_check(action: str = "action", origin: str = "from_state", target: str = "to_state") -> str:
    """The CHECK of a row of events: the table has this edge."""
    edges = (f"{edge.action}:{edge.origin}:{edge.target}" for edge in EDGES)
    return one_of(f"{action} || ':' || {origin} || ':' || {target}", edges)


def back_to_check(state: str = "state", back_to: str = "back_to") -> str:
    """The CHECK that a state to go back to is remembered exactly where one is needed, and is a possible one."""
    needed = {each: sorted(targets) for each in State if (targets := goes_back_to(each))}
    cases = [
        # Without IS NOT NULL a missing one would make the whole check unknown, and unknown passes.
        f"({state} = {_quoted(each)} AND {back_to} IS NOT NULL AND {one_of(back_to, targets)})"
        for each, targets in needed.items()
    ]
    none = ", ".join(_quoted(each) for each in needed)
    return " OR ".join([*cases, f"({state} NOT IN ({none}) AND {back_to} IS NULL)"])


def _quoted(word: str) -> str:
    return f"'{word}'"
