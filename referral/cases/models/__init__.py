"""The tables of the room."""

from referral.cases.models.case import Assignment, BreakGlass, Case, Custody, Exclusion
from referral.cases.models.consent import Consent, ConsentRecipient, Grant
from referral.cases.models.content import Document, Message, Note, OwnRecord
from referral.cases.models.demands import LegalDemand
from referral.cases.models.person import (
    Contact,
    Identity,
    Paper,
    Person,
    PersonVersion,
    Relationship,
    Representative,
)
from referral.cases.models.privacy import DataKeyRow, ErasureRequest, Objection, PrivacyTask, Tombstone

__all__ = [
    "Assignment",
    "BreakGlass",
    "Case",
    "Consent",
    "ConsentRecipient",
    "Contact",
    "Custody",
    "DataKeyRow",
    "Document",
    "ErasureRequest",
    "Exclusion",
    "Grant",
    "Identity",
    "LegalDemand",
    "Message",
    "Note",
    "Objection",
    "OwnRecord",
    "Paper",
    "Person",
    "PersonVersion",
    "PrivacyTask",
    "Relationship",
    "Representative",
    "Tombstone",
]
