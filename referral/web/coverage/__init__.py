"""Who reaches whom: the coordinator's figures and maps, public as their API is, and the progress of programmes."""

from flask_babel import lazy_gettext

from referral.web.coverage import comparing, flowing, gaps, programmes, showing
from referral.web.coverage.base import blp
from referral.web.page import Entry

__all__ = ["BLUEPRINTS", "NAVIGATION", "comparing", "flowing", "gaps", "programmes", "showing"]
BLUEPRINTS = (blp,)
# Everybody may open coverage, by the link at the foot; at the top it would stand in the way of those who seek help.
NAVIGATION = (
    Entry("coverage_pages.figures", lazy_gettext("Coverage"), "account:use"),
    Entry("coverage_pages.programmes", lazy_gettext("Programmes"), "programmes:progress"),
)
