"""Pages of the door: signing in and out, second factor, recovery codes, password, one's own sessions."""

from flask_babel import lazy_gettext

from referral.web.account import factor, own, signing_in
from referral.web.account.base import blp
from referral.web.page import NOTICES, Entry

__all__ = ["BLUEPRINTS", "NAVIGATION", "factor", "own", "signing_in"]
BLUEPRINTS = (blp,)
NAVIGATION = (Entry("account.own", lazy_gettext("Account"), "account:use"),)
NOTICES.update(
    {
        "password-changed": lazy_gettext("Your password is changed. Other devices have been signed out."),
        "session-ended": lazy_gettext("That session has ended."),
        "factor-removed": lazy_gettext("The second step is removed."),
        "password-set": lazy_gettext("Your new password is set. Sign in with it."),
        "joined": lazy_gettext("Your account is made. Sign in."),
    }
)
