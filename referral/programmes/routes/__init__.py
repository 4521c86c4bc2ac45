"""Programmes and their results over HTTP."""

from referral.programmes.routes import aims, enrolments, milestones, programmes, progress
from referral.programmes.routes.base import blp

BLUEPRINTS = (blp,)

__all__ = ["BLUEPRINTS", "aims", "enrolments", "milestones", "programmes", "progress"]
