"""A database with keys and a ledger, and a world in which a referral can be made."""

from pathlib import Path

import pytest

from referral.access.configured import configure
from referral.kit.crypto import keyfile, keys, ledger
from referral.referrals import handlers
from tests.fixtures.application import settings_for
from tests.fixtures.referral_world import World, make_world


@pytest.fixture
def store(database, database_url, tmp_path: Path, monkeypatch):
    """The database of this test, with keys from a file and a ledger beside it; handlers are registered."""
    path = tmp_path / "keys"
    keyfile.save(path, keyfile.write(keyfile.new_ring("k1")), replacing=False)
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", 0.0)
    keys.install(keys.KeySource(path))
    ledger.install(tmp_path / "ledger" / "erasures")
    configure(settings_for(database_url, tmp_path))
    handlers.register()
    return database


@pytest.fixture
def world(store) -> World:
    """Two organisations, a service, a case and a consent."""
    return make_world()
