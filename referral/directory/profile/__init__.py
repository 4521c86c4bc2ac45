"""Our HSDS Profile: what services say beyond the standard, as HSDS attributes of one taxonomy. Pure."""

from referral.directory.profile.codes import (
    OWN_TAXONOMIES,
    TAXONOMY_ID,
    Term,
    all_terms,
    code_of_term,
    hsds_rows,
    term_of_code,
)
from referral.directory.profile.reading import criteria_of

__all__ = [
    "OWN_TAXONOMIES",
    "TAXONOMY_ID",
    "Term",
    "all_terms",
    "code_of_term",
    "criteria_of",
    "hsds_rows",
    "term_of_code",
]
