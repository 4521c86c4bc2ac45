"""A database with keys, a ledger and the handlers of the rooms, and a programme with one of each thing in it."""

import pytest

from referral.programmes import handlers
from tests.fixtures.results import Results, make_results
from tests.integration.referrals.conftest import store

__all__ = ["results", "store"]


@pytest.fixture
def results(store) -> Results:
    """Of an organisation that leads a programme."""
    handlers.register()
    return make_results()
