"""The needs that services answer: a taxonomy with labels in twelve languages and stable keys.

Pure data and lookups, no database. `taxonomy` is the door; `words` finds needs by what people type.
"""

from referral.directory.needs.taxonomy import (
    all_needs,
    ancestors,
    by_activity,
    by_open_eligibility,
    descendants,
    hsds_rows,
    need,
    need_by_id,
    need_by_key,
    resolve,
)
from referral.directory.needs.term import ANY_NEED, LANGUAGES, NEEDS_NAMESPACE, TAXONOMY_ID, Need

__all__ = [
    "ANY_NEED",
    "LANGUAGES",
    "NEEDS_NAMESPACE",
    "TAXONOMY_ID",
    "Need",
    "all_needs",
    "ancestors",
    "by_activity",
    "by_open_eligibility",
    "descendants",
    "hsds_rows",
    "need",
    "need_by_id",
    "need_by_key",
    "resolve",
]
