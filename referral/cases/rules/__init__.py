"""Consent as values: what a person agreed to, whether that covers a disclosure, what changes and endings lead to.

Pure: a moment, a zone, the people and organisations concerned are passed in; nothing is read or written.
"""

from referral.cases.rules.comparing import Comparison, Dimension, ReleasedItem, compare, current, outside
from referral.cases.rules.conflicts import ConflictMark, HasEffect, StandIn, has_effect, may_stand_in
from referral.cases.rules.consent import Consent, Evidence, Notice, Withdrawn
from referral.cases.rules.contacting import ContactAllowed, ContactDenied, may_contact
from referral.cases.rules.covering import (
    Allowed,
    Denied,
    Reason,
    Verdict,
    covers,
    covers_in_turn,
    next_fallback,
    still_readable,
)
from referral.cases.rules.duties import Duty, DutyKind, Phase, TaskKind
from referral.cases.rules.expiring import ask_again_at, duties_of_expiry
from referral.cases.rules.growing_up import MajorityNotice, majority_notice, turns, who_must_agree
from referral.cases.rules.opening import categories_of_document, category_of_contact, opened_up_to
from referral.cases.rules.presets import PRESETS, Preset, preset_for
from referral.cases.rules.recipients import Recipient, Recipients
from referral.cases.rules.restrictions import Restrictions, SafeTime
from referral.cases.rules.terms import (
    Assent,
    Basis,
    ContactChannel,
    DataCategory,
    Direction,
    EvidenceKind,
    Giver,
    NoticeChannel,
    Purpose,
    WithdrawalScope,
    WithdrawalVia,
)
from referral.cases.rules.withdrawing import (
    Held,
    NoEffect,
    Objection,
    Request,
    WithdrawalAccepted,
    uphold,
    withdraw,
)

__all__ = [
    "PRESETS",
    "Allowed",
    "Assent",
    "Basis",
    "Comparison",
    "ConflictMark",
    "Consent",
    "ContactAllowed",
    "ContactChannel",
    "ContactDenied",
    "DataCategory",
    "Denied",
    "Dimension",
    "Direction",
    "Duty",
    "DutyKind",
    "Evidence",
    "EvidenceKind",
    "Giver",
    "HasEffect",
    "Held",
    "MajorityNotice",
    "NoEffect",
    "Notice",
    "NoticeChannel",
    "Objection",
    "Phase",
    "Preset",
    "Purpose",
    "Reason",
    "Recipient",
    "Recipients",
    "ReleasedItem",
    "Request",
    "Restrictions",
    "SafeTime",
    "StandIn",
    "TaskKind",
    "Verdict",
    "WithdrawalAccepted",
    "WithdrawalScope",
    "WithdrawalVia",
    "Withdrawn",
    "ask_again_at",
    "categories_of_document",
    "category_of_contact",
    "compare",
    "covers",
    "covers_in_turn",
    "current",
    "duties_of_expiry",
    "has_effect",
    "majority_notice",
    "may_contact",
    "may_stand_in",
    "next_fallback",
    "opened_up_to",
    "outside",
    "preset_for",
    "still_readable",
    "turns",
    "uphold",
    "who_must_agree",
    "withdraw",
]
