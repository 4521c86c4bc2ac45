"""The search index: sites with their documents, what they say, and the words by which they are found."""

from referral.search.models.parts import EVERYBODY, NETWORK, Partition
from referral.search.models.reach import (
    SearchArea,
    SearchAreaShape,
    SearchReach,
    SearchSiteArea,
    SearchSiteCircle,
    SearchUnplaced,
)
from referral.search.models.saying import (
    SearchFacts,
    SearchFilter,
    SearchHours,
    SearchIntake,
    SearchOpen,
    SearchSpoken,
    SearchSpokenCount,
)
from referral.search.models.sites import (
    SearchAbsent,
    SearchDirty,
    SearchSite,
    SearchSiteNeed,
    SearchState,
    SearchTerm,
    SearchTranslation,
)

__all__ = [
    "EVERYBODY",
    "NETWORK",
    "Partition",
    "SearchAbsent",
    "SearchArea",
    "SearchAreaShape",
    "SearchDirty",
    "SearchFacts",
    "SearchFilter",
    "SearchHours",
    "SearchIntake",
    "SearchOpen",
    "SearchReach",
    "SearchSite",
    "SearchSiteArea",
    "SearchSiteCircle",
    "SearchSiteNeed",
    "SearchSpoken",
    "SearchSpokenCount",
    "SearchState",
    "SearchTerm",
    "SearchTranslation",
    "SearchUnplaced",
]
