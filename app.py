"""The WSGI entry."""

import os
import sys

from referral.config import Settings, SettingsError
from referral.factory import create_app, why_not_to_start
from referral.kit.db.engine import DatabaseUrlError

try:
    settings = Settings.from_environment()
    app = create_app(settings)
except (SettingsError, DatabaseUrlError) as error:
    sys.exit(f"Cannot start: {error}")
# Commands must run on a database that is not fit to be served yet: they are what mends it.
if os.environ.get("FLASK_RUN_FROM_CLI") != "true" and (reasons := why_not_to_start(settings)):
    sys.exit("Cannot start:\n" + "\n".join(f"  {reason}" for reason in reasons))
