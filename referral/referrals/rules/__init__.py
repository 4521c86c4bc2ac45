"""The workflow of referrals: 18 states, 23 actions, 69 edges, who may do what and what must hold. Pure.

`decide` and `decide_note` judge one deed; everything that lists states or actions is made from the same table.
"""

from referral.referrals.rules.actions import RECEIVERS_ACTIONS, Action, Role
from referral.referrals.rules.approval import Sensitive, approval_reasons
from referral.referrals.rules.deciding import allowed_actions, clock_with, decide, recordable_actions
from referral.referrals.rules.forms import (
    as_csv,
    as_json,
    as_mermaid,
    back_to_check,
    enums,
    one_of,
    state_check,
    transition_check,
)
from referral.referrals.rules.helping import Helped, we_helped
from referral.referrals.rules.inputs import INPUTS, Inputs
from referral.referrals.rules.kinds import Choose, Delivery, Kind, Priority, ToldBy
from referral.referrals.rules.notes import NOTES, Note
from referral.referrals.rules.noting import allowed_notes, decide_note
from referral.referrals.rules.offers import choose_offer, end_as_taken
from referral.referrals.rules.outcome import Change, Effect, EffectKind, Event, Refused
from referral.referrals.rules.referral import Acting, Attempt, Eligibility, Facts, Referral, Told, Willing
from referral.referrals.rules.showing import (
    FhirTask,
    Shown,
    event_shown_to_receiver,
    fhir_task,
    shown_to_receiver,
)
from referral.referrals.rules.states import (
    OFFERED,
    OPEN,
    SERVED,
    SERVING,
    UNSENT,
    Side,
    State,
    TaskStatus,
    state_of,
)
from referral.referrals.rules.table import EDGES, Edge, edges_from, goes_back_to, who_may
from referral.referrals.rules.transfers import AuthorityKey, turn_missing_key

__all__ = [
    "EDGES",
    "INPUTS",
    "NOTES",
    "OFFERED",
    "OPEN",
    "RECEIVERS_ACTIONS",
    "SERVED",
    "SERVING",
    "UNSENT",
    "Acting",
    "Action",
    "Attempt",
    "AuthorityKey",
    "Change",
    "Choose",
    "Delivery",
    "Edge",
    "Effect",
    "EffectKind",
    "Eligibility",
    "Event",
    "Facts",
    "FhirTask",
    "Helped",
    "Inputs",
    "Kind",
    "Note",
    "Priority",
    "Referral",
    "Refused",
    "Role",
    "Sensitive",
    "Shown",
    "Side",
    "State",
    "TaskStatus",
    "Told",
    "ToldBy",
    "Willing",
    "allowed_actions",
    "allowed_notes",
    "approval_reasons",
    "as_csv",
    "as_json",
    "as_mermaid",
    "back_to_check",
    "choose_offer",
    "clock_with",
    "decide",
    "decide_note",
    "edges_from",
    "end_as_taken",
    "enums",
    "event_shown_to_receiver",
    "fhir_task",
    "goes_back_to",
    "one_of",
    "recordable_actions",
    "shown_to_receiver",
    "state_check",
    "state_of",
    "transition_check",
    "turn_missing_key",
    "we_helped",
    "who_may",
]
