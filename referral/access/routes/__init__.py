"""Views of the door: who am I, sessions, members, invitations, duty, keys."""

from referral.access.routes import account, codes, duty, invitations, keys, members, sessions
from referral.access.routes.base import blp

__all__ = ["BLUEPRINTS", "account", "codes", "duty", "invitations", "keys", "members", "sessions"]
BLUEPRINTS = (blp,)
