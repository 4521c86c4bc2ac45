"""Referrals over HTTP."""

from referral.referrals.routes import acting, reading
from referral.referrals.routes.base import blp

BLUEPRINTS = (blp,)

__all__ = ["BLUEPRINTS", "acting", "reading"]
