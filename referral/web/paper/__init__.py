"""The same on paper: referrals and consents as forms to print, filled or blank, and signed papers entered later."""

from flask_babel import lazy_gettext

from referral.web.page import Entry
from referral.web.paper import consents, referrals
from referral.web.paper.base import blp

__all__ = ["BLUEPRINTS", "NAVIGATION", "consents", "referrals"]
BLUEPRINTS = (blp,)
NAVIGATION = (Entry("paper.index", lazy_gettext("Paper"), "referrals:read"),)
