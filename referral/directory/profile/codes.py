"""The terms by which what HSDS has no field for travels as HSDS attributes: one taxonomy, a code a kind of fact.

An attribute's `value` is the fact as a short text. So everything comes in, is kept, and goes out by the standard's own
means, and whoever does not know our profile still reads it. Pure.
"""

import uuid
from dataclasses import dataclass
from functools import cache

from referral.directory.eligibility import CODES
from referral.directory.needs import TAXONOMY_ID as NEEDS_ID
from referral.directory.profile.listing import NAMES
from referral.directory.profile.modes import CODE as MODE
from referral.directory.profile.texts import NAMES as TEXTS

# Fixed for ever: another value would give every term another id.
NAMESPACE = uuid.UUID("0a5a1a5e-7b3c-4f0e-9f41-6a1f0c2d8e57")
TAXONOMY_ID = str(uuid.uuid5(NAMESPACE, "/taxonomy"))
TAXONOMY_NAME = "Referral network profile"
VERSION = "2"
# The taxonomies that come with the product: exports hold of them only what is used.
OWN_TAXONOMIES = (NEEDS_ID, TAXONOMY_ID)


# Who may see a listing: of a service, a location or an organisation.
AUDIENCE = "audience"
# What stands in public for a confidential place's own contacts: of a service, or of its organisation.
FRONT_GATE = {
    "front_gate_phone": "Front gate: telephone number",
    "front_gate_email": "Front gate: e-mail address",
    "front_gate_website": "Front gate: website",
    "front_gate_address": "Front gate: where to ask in person",
    "front_gate_note": "Front gate: what to know before asking",
}
# How somebody arrives: of a service. Never public, and kept apart from the moment they are read.
ARRIVAL = {
    "arrival": "Arrival: meeting_point, fetched or address",
    "meeting_point": "Arrival: where she is met",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One kind of fact: its code, and what people read."""

    code: str
    name: str

    @property
    def id(self) -> str:
        """The same on every installation."""
        return str(uuid.uuid5(NAMESPACE, self.code))


@cache
def all_terms() -> tuple[Term, ...]:
    """Every term, in a fixed order."""
    eligibility = (Term(code, f"Eligibility: {code.replace('_', ' ')}") for code in CODES)
    audience = {AUDIENCE: "Audience: who may see the listing"}
    named = {**NAMES, **TEXTS, **audience, **FRONT_GATE, **ARRIVAL, MODE: "Delivery: mode"}
    return (*eligibility, *(Term(code, name) for code, name in named.items()))


@cache
def term_of_code() -> dict[str, Term]:
    """Terms by their codes."""
    return {term.code: term for term in all_terms()}


@cache
def text_terms() -> dict[str, str]:
    """Codes of the terms that carry translations and languages, by the terms' ids."""
    return {term.id: term.code for term in all_terms() if term.code in TEXTS}


def hsds_rows() -> tuple[dict[str, str | None], list[dict[str, str | None]]]:
    """The HSDS `taxonomy` row and its `taxonomy_term` rows."""
    taxonomy: dict[str, str | None] = {
        "id": TAXONOMY_ID,
        "name": TAXONOMY_NAME,
        "description": "What services of a referral network say beyond HSDS; each attribute's value is the fact.",
        "version": VERSION,
    }
    return taxonomy, [
        {
            "id": term.id,
            "code": term.code,
            "name": term.name,
            "description": term.name,
            "parent_id": None,
            "taxonomy": TAXONOMY_NAME,
            "taxonomy_id": TAXONOMY_ID,
            "language": "en",
        }
        for term in all_terms()
    ]
