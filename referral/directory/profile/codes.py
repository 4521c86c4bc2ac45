"""The terms by which what HSDS has no field for travels as HSDS attributes: one taxonomy, a code a kind of fact.

An attribute's `value` is the fact as a short text. So everything comes in, is kept, and goes out by the standard's own
means, and whoever does not know our profile still reads it. Pure.
"""

import uuid
from dataclasses import dataclass
from functools import cache

from referral.directory.eligibility import CODES
from referral.directory.needs import TAXONOMY_ID as NEEDS_ID
from referral.directory.profile.modes import CODE as MODE

# Fixed for ever: another value would give every term another id.
NAMESPACE = uuid.UUID("0a5a1a5e-7b3c-4f0e-9f41-6a1f0c2d8e57")
TAXONOMY_ID = str(uuid.uuid5(NAMESPACE, "/taxonomy"))
TAXONOMY_NAME = "Referral network profile"
VERSION = "1"
# The taxonomies that come with the product: exports hold of them only what is used.
OWN_TAXONOMIES = (NEEDS_ID, TAXONOMY_ID)


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
    criteria = (Term(code, f"Eligibility: {code.replace('_', ' ')}") for code in CODES)
    return (*criteria, Term(MODE, "Delivery: mode"))


@cache
def term_of_code() -> dict[str, Term]:
    """Terms by their codes."""
    return {term.code: term for term in all_terms()}


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
