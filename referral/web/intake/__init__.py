"""The receiving organisation's intake: what was sent to it, what may be seen of it, and everything that it answers."""

from flask_babel import lazy_gettext

from referral.web.intake import acting, places, queue, seeing
from referral.web.intake.base import blp
from referral.web.page import NOTICES, Entry

__all__ = ["BLUEPRINTS", "NAVIGATION", "acting", "places", "queue", "seeing"]
BLUEPRINTS = (blp,)
NAVIGATION = (
    Entry("intake.queue", lazy_gettext("Incoming"), "referrals:respond"),
    Entry("intake.places", lazy_gettext("Places and duty"), "referrals:respond"),
    Entry("intake.stuck", lazy_gettext("Stuck"), "referrals:coordinate"),
)
NOTICES.update(
    {
        "done": lazy_gettext("Done. The other side sees it now."),
        "places": lazy_gettext("Noted. Searches count with it from now on."),
    }
)
