"""What of a referral anybody sees: one pure function, and the tables of who sees which fields in which state."""

from referral.referrals.projection.fields import CATEGORY_OF, FIELDS, Tier, fields_of
from referral.referrals.projection.projecting import READABLE_AFTER, project
from referral.referrals.projection.seeing import (
    EmergencyRelease,
    Form,
    Principal,
    Projection,
    Standing,
    Subject,
)

__all__ = [
    "CATEGORY_OF",
    "FIELDS",
    "READABLE_AFTER",
    "EmergencyRelease",
    "Form",
    "Principal",
    "Projection",
    "Standing",
    "Subject",
    "Tier",
    "fields_of",
    "project",
]
