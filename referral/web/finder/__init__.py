"""Finding help: public, without an account."""

from referral.web.finder import finding, installed, services, starting
from referral.web.finder.base import blp
from referral.web.page import Entry

__all__ = ["BLUEPRINTS", "NAVIGATION", "finding", "installed", "services", "starting"]
BLUEPRINTS = (blp,)
# The name at the top leads to it already.
NAVIGATION: tuple[Entry, ...] = ()
