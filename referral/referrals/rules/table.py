"""The table of the workflow: which action leads from which state to which, and who may do it. The only copy.

What does not stand here cannot happen. The decision, the database's checks, the enums of the API, the allowed actions
of every answer and the diagram are made from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType

from referral.referrals.rules.actions import Action, Role
from referral.referrals.rules.states import OFFERED, OPEN, SERVING, UNSENT, State

_SW, _SUP, _RFP, _RW = Role.CASE_WORKER, Role.SUPERVISOR, Role.FOCAL_POINT, Role.RECEIVING_WORKER
_DPO, _CLIENT, _SYS = Role.DATA_PROTECTION_OFFICER, Role.CLIENT, Role.SYSTEM
_UNDECIDED = (State.SENT, State.ACKNOWLEDGED, State.WAITLISTED)


@dataclass(frozen=True, slots=True)
class Edge:
    """One row of the table. `who` stands in the order in which it is written out."""

    action: Action
    origin: State
    target: State
    who: tuple[Role, ...]


def _edges(
    action: Action, origins: Iterable[State], targets: Iterable[State], *who: Role
) -> tuple[Edge, ...]:
    return tuple(Edge(action, origin, target, who) for origin, target in product(origins, targets))


# One action a line, or two: from where, to where, by whom.
# fmt: off
EDGES: tuple[Edge, ...] = (
    *_edges(Action.SUBMIT, [State.DRAFT], [State.SENT], _SW),
    *_edges(Action.REQUEST_APPROVAL, [State.DRAFT], [State.PENDING_APPROVAL], _SW),
    *_edges(Action.APPROVE, [State.PENDING_APPROVAL], [State.SENT], _SUP),
    *_edges(Action.RETURN_TO_DRAFT, [State.PENDING_APPROVAL], [State.DRAFT], _SUP),
    *_edges(Action.ACKNOWLEDGE, [State.SENT], [State.ACKNOWLEDGED], _RFP),
    *_edges(Action.REQUEST_INFO, [State.ACKNOWLEDGED, State.WAITLISTED], [State.INFO_REQUESTED], _RFP, _RW),
    *_edges(Action.PROVIDE_INFO, [State.INFO_REQUESTED], [State.ACKNOWLEDGED, State.WAITLISTED], _SW),
    *_edges(Action.WAITLIST, [State.SENT, State.ACKNOWLEDGED], [State.WAITLISTED], _RFP),
    *_edges(Action.ACCEPT, _UNDECIDED, [State.ACCEPTED], _RFP),
    *_edges(Action.DECLINE, [*_UNDECIDED, State.INFO_REQUESTED], [State.DECLINED], _RFP),
    *_edges(Action.START_SERVICE, [State.ACCEPTED], [State.IN_SERVICE], _RW),
    *_edges(Action.HOLD, [State.ACCEPTED, State.IN_SERVICE], [State.ON_HOLD], _RW),
    *_edges(Action.RESUME, [State.ON_HOLD], [State.ACCEPTED, State.IN_SERVICE], _RW),
    *_edges(Action.COMPLETE, [State.IN_SERVICE], [State.COMPLETED], _RW),
    *_edges(Action.FAIL, SERVING, [State.FAILED], _RW),
    *_edges(Action.CONFIRM_CLOSURE, [State.COMPLETED, State.DISPUTED], [State.CLOSED], _SW),
    *_edges(Action.AUTO_CLOSE, [State.COMPLETED], [State.CLOSED], _SYS),
    *_edges(Action.DISPUTE_OUTCOME, [State.COMPLETED], [State.DISPUTED], _SW),
    *_edges(Action.RESUME_SERVICE, [State.DISPUTED], [State.IN_SERVICE], _RW),
    *_edges(Action.CANCEL, [*UNSENT, *OFFERED, *SERVING], [State.CANCELLED], _SW, _SUP),
    *_edges(Action.EXPIRE, [*UNSENT, *OFFERED], [State.EXPIRED], _SYS),
    *_edges(Action.WITHDRAW_CONSENT, OPEN, [State.CONSENT_WITHDRAWN], _CLIENT, _SW, _RW, _RFP, _DPO, _SYS),
    *_edges(Action.MARK_ERROR, OPEN, [State.ENTERED_IN_ERROR], _SUP, _DPO),
)
# fmt: on


def _grouped() -> Mapping[tuple[State, Action], tuple[Edge, ...]]:
    found: dict[tuple[State, Action], tuple[Edge, ...]] = {}
    for edge in EDGES:
        key = edge.origin, edge.action
        found[key] = (*found.get(key, ()), edge)
    return MappingProxyType(found)


# The edges of each legal pair; two where the state to go back to decides.
BY_PAIR = _grouped()

_NOBODY: frozenset[Role] = frozenset()
_ROLES = {pair: frozenset(role for edge in edges for role in edge.who) for pair, edges in BY_PAIR.items()}


def edges_from(state: State, action: Action) -> tuple[Edge, ...]:
    """The edges of a pair, none where it is illegal."""
    return BY_PAIR.get((state, action), ())


def who_may(state: State, action: Action) -> frozenset[Role]:
    """The roles of a pair, none where it is illegal."""
    return _ROLES.get((state, action), _NOBODY)


@cache
def possible_actions(state: State, roles: frozenset[Role]) -> tuple[Action, ...]:
    """What some of these roles may do in a state, in the order of the actions."""
    return tuple(action for action in Action if roles & who_may(state, action))


def goes_back_to(state: State) -> frozenset[State]:
    """The states among which the one remembered decides; empty where none has to be remembered."""
    return frozenset(
        edge.target
        for (origin, _), edges in BY_PAIR.items()
        if origin is state and len(edges) > 1
        for edge in edges
    )
