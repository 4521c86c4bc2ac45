"""The case worker's desk: cases and their people, the search, consent, referrals, approvals."""

from flask_babel import lazy_gettext

from referral.web.desk import (
    casepage,
    changing,
    consenting,
    opening,
    referring,
    searching,
    withdrawing,
    worklist,
)
from referral.web.desk.base import blp
from referral.web.page import NOTICES, Entry

__all__ = [
    "BLUEPRINTS",
    "NAVIGATION",
    "casepage",
    "changing",
    "consenting",
    "opening",
    "referring",
    "searching",
    "withdrawing",
    "worklist",
]
BLUEPRINTS = (blp,)
NAVIGATION = (
    Entry("desk.cases", lazy_gettext("My cases"), "cases:work"),
    Entry("desk.approvals", lazy_gettext("Approvals"), "referrals:approve"),
)
NOTICES.update({"withdrawn": lazy_gettext("Withdrawn. Nothing more is shared.")})
