"""The tables of programmes and their results."""

from referral.programmes.models.aims import Activity, Instrument, Target
from referral.programmes.models.base import Chained
from referral.programmes.models.people import Enrolment, Milestone
from referral.programmes.models.programme import (
    Programme,
    ProgrammeAlliance,
    ProgrammePartner,
    ProgrammeTerritory,
)

__all__ = [
    "Activity",
    "Chained",
    "Enrolment",
    "Instrument",
    "Milestone",
    "Programme",
    "ProgrammeAlliance",
    "ProgrammePartner",
    "ProgrammeTerritory",
    "Target",
]
