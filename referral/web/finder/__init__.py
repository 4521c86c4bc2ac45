"""Finding help: public, without an account."""

from flask_babel import lazy_gettext

from referral.web.finder import finding, installed, services, starting
from referral.web.finder.base import blp
from referral.web.page import Entry

__all__ = ["BLUEPRINTS", "NAVIGATION", "finding", "installed", "services", "starting"]
BLUEPRINTS = (blp,)
NAVIGATION = (Entry("finder.start", lazy_gettext("Find help")),)
