"""Views of cases. Reads of what is sealed write into the audit, so they are opened for writing."""

from referral.cases.routes import assigning, cases, consents, content, documents, objections, people, privacy
from referral.cases.routes import demands as demands
from referral.cases.routes import representatives as representatives
from referral.cases.routes.base import blp

BLUEPRINTS = (blp,)
__all__ = [
    "BLUEPRINTS",
    "assigning",
    "cases",
    "consents",
    "content",
    "documents",
    "objections",
    "people",
    "privacy",
]
