"""Directory of local services and consented referrals between the organisations that run them."""

__version__ = "0.1.0"
