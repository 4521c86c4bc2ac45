"""Referrals over HTTP."""

from referral.referrals.routes import acting, documents, enquiries, reading
from referral.referrals.routes.base import blp

BLUEPRINTS = (blp,)

__all__ = ["BLUEPRINTS", "acting", "documents", "enquiries", "reading"]
