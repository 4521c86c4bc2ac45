"""Our HSDS Profile: what services say beyond the standard, as HSDS attributes of one taxonomy. Pure."""

from referral.directory.profile.codes import (
    ARRIVAL,
    AUDIENCE,
    FRONT_GATE,
    OWN_TAXONOMIES,
    TAXONOMY_ID,
    Term,
    all_terms,
    hsds_rows,
    term_of_code,
    text_terms,
)
from referral.directory.profile.listing import Listing, listing_of
from referral.directory.profile.reading import criteria_of

__all__ = [
    "ARRIVAL",
    "AUDIENCE",
    "FRONT_GATE",
    "OWN_TAXONOMIES",
    "TAXONOMY_ID",
    "Listing",
    "Term",
    "all_terms",
    "criteria_of",
    "hsds_rows",
    "listing_of",
    "term_of_code",
    "text_terms",
]
