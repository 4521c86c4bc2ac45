"""The fields of a referral by tier, and the kind of data that each field of a person is.

What does not stand here leaves through no door. A field stands in one tier only.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from referral.cases.rules.terms import DataCategory


class Tier(StrEnum):
    """What somebody may see, in ever smaller circles; the last two belong to one side only."""

    STUB = "stub"
    REDUCED = "reduced"
    ROUTING = "routing"
    ELIGIBILITY = "eligibility"
    IDENTITY = "identity"
    SAFE_CONTACT = "safe_contact"
    RELEASED = "released"
    OUTCOME = "outcome"
    SENDERS_NOTES = "senders_notes"
    RECEIVERS_NOTES = "receivers_notes"


_C = DataCategory

# T0 is stub + reduced + routing, T1 eligibility, T2 identity + safe contact, T3 released, T4 the notes.
FIELDS: Mapping[Tier, tuple[str, ...]] = MappingProxyType(
    {
        Tier.STUB: (
            *("id", "state", "reason", "version", "filler_id", "sent_at", "acknowledged_at", "decided_at"),
            *("completed_at", "ended_at", "decision", "told", "kind"),
        ),
        Tier.REDUCED: (
            "priority",
            "clock_with",
            "due",
            "country",
            "adult_or_child",
            "allowed_actions",
            "recordable_actions",
        ),
        Tier.ROUTING: (
            *("need", "region", "age_band", "languages", "accessibility", "sex_of_staff", "party_size"),
            *("needed_from", "clocks", "placer_id", "sender", "receiver", "service", "location", "offer"),
            *("assigned_to", "enquiry", "held_until"),
        ),
        Tier.ELIGIBILITY: (
            *(
                "age",
                "sex",
                "target_groups",
                "nationality",
                "residence_status",
                "registrations",
                "income_band",
            ),
            *("unaccompanied", "kinds_of_documents", "answers", "members"),
        ),
        Tier.IDENTITY: (
            *("names", "birth_date", "documents_numbers", "photo", "relationships", "guardian", "address"),
            *("case_id", "people"),
        ),
        Tier.SAFE_CONTACT: ("safe_contact", "safe_times", "contact_restrictions"),
        Tier.RELEASED: ("narrative", "health", "trafficking", "legal", "items"),
        Tier.OUTCOME: ("outcome", "outcome_text", "served_from", "served_to", "feedback"),
        Tier.SENDERS_NOTES: (
            "notes",
            "risk_assessment",
            "supervision",
            "warnings",
            "nobody_on_duty",
            "replaces",
            "follows",
            "hop",
        ),
        Tier.RECEIVERS_NOTES: ("receivers_notes",),
    }
)

# To whom a person did not agree to give such data, the field is not shown, whatever the tier.
CATEGORY_OF: Mapping[str, DataCategory] = MappingProxyType(
    {
        "names": _C.IDENTITY,
        "birth_date": _C.IDENTITY,
        "documents_numbers": _C.DOCUMENTS,
        "photo": _C.IDENTITY,
        "relationships": _C.FAMILY,
        "guardian": _C.FAMILY,
        "address": _C.LOCATION,
        "people": _C.IDENTITY,
        "safe_contact": _C.CONTACT,
        "safe_times": _C.CONTACT,
        "contact_restrictions": _C.CONTACT,
        "narrative": _C.NEEDS,
        "health": _C.HEALTH,
        "trafficking": _C.TRAFFICKING,
        "legal": _C.LEGAL,
    }
)
# Lists of things that are released one by one: only those with these ids go out.
RELEASED_ONE_BY_ONE = "items"
# Texts that stand in the record only where each was released by its name.
RELEASED_BY_NAME = frozenset(FIELDS[Tier.RELEASED]) - {RELEASED_ONE_BY_ONE}

LINE = frozenset({Tier.STUB, Tier.REDUCED, Tier.ROUTING})
REDUCED_LINE = frozenset({Tier.STUB, Tier.REDUCED})
# What the person's own page shows, and what of it where the need is one of protection.
OWN_PAGE = frozenset(
    {"state", "sent_at", "decided_at", "completed_at", "ended_at", "need", "receiver", "service"}
)
OWN_PAGE_PROTECTED = frozenset({"state", "sent_at", "decided_at", "completed_at", "ended_at"})


@cache
def fields_of(tiers: frozenset[Tier]) -> frozenset[str]:
    """Every field of these tiers."""
    return frozenset(name for tier in tiers for name in FIELDS[tier])
