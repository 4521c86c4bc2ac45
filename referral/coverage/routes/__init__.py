"""Coverage over HTTP. All of it is public: presence, and counts that were released."""

from referral.coverage.routes.figures import blp as figures
from referral.coverage.routes.files import blp as files

BLUEPRINTS = (figures, files)
