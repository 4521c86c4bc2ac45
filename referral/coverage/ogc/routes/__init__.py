"""OGC API Features over HTTP."""

from referral.coverage.ogc.routes import collections, items
from referral.coverage.ogc.routes.base import blp

__all__ = ["collections", "items"]
BLUEPRINTS = (blp,)
