"""Referrals over HTTP."""

from referral.referrals.routes import acting, enquiries, reading
from referral.referrals.routes.base import blp

BLUEPRINTS = (blp,)

__all__ = ["BLUEPRINTS", "acting", "enquiries", "reading"]
