"""The WSGI entry."""

from referral.config import Settings
from referral.factory import create_app

app = create_app(Settings.from_environment())
