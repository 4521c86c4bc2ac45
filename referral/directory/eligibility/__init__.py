"""Whom services take, and whether they would take a person or a party, with reasons. Pure.

`Criteria` is what a service says; it travels as attributes (`to_attributes`, `from_attributes`), stands in the search
index as `Compiled`, and is weighed for a page by `assess`. `excludes` of the index and `assess` agree exactly.
"""

from referral.directory.eligibility.ages import AgeRange, from_hsds
from referral.directory.eligibility.assessing import (
    Assessment,
    PartyAssessment,
    Trait,
    assess,
    assess_party,
)
from referral.directory.eligibility.compiling import (
    Compiled,
    Probe,
    compile_criteria,
    excludes,
    excludes_party,
    probe,
)
from referral.directory.eligibility.criteria import STATELESS, Criteria
from referral.directory.eligibility.facts import Fact, State
from referral.directory.eligibility.person import Party, Person
from referral.directory.eligibility.sentences import in_words
from referral.directory.eligibility.vocabulary import (
    LAWFUL,
    Registration,
    ResidenceStatus,
    Sex,
    TargetGroup,
)
from referral.directory.eligibility.word import Word, word_of
from referral.directory.eligibility.wording import CODES, from_attributes, to_attributes

__all__ = [
    "CODES",
    "LAWFUL",
    "STATELESS",
    "AgeRange",
    "Assessment",
    "Compiled",
    "Criteria",
    "Fact",
    "Party",
    "PartyAssessment",
    "Person",
    "Probe",
    "Registration",
    "ResidenceStatus",
    "Sex",
    "State",
    "TargetGroup",
    "Trait",
    "Word",
    "assess",
    "assess_party",
    "compile_criteria",
    "excludes",
    "excludes_party",
    "from_attributes",
    "from_hsds",
    "in_words",
    "probe",
    "to_attributes",
    "word_of",
]
