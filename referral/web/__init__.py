"""Pages for people, and the addresses at the root that machines watch."""

from referral.web.operations import blp as operations
from referral.web.pages import blp as pages

BLUEPRINTS = (operations, pages)
