"""Root keys: versions, wrapping, files with and without a passphrase, and what a lost one says."""

import json
import os
from dataclasses import replace

import pytest

from referral.config import Settings
from referral.kit.crypto import KeyFileError, KeyLost, KeysMissing, SealBroken, fitness, keyfile, keys
from referral.kit.crypto.keyring import KeyRing

PASSPHRASE = "seven quiet herons over the weir"
ONE, TWO = "0190a000-0000-7000-8000-00000000000a", "0190a000-0000-7000-8000-00000000000b"
STRONG = "for-tests-only: 0123456789 abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return keyfile.new_ring("k1")


def wrapped_by(ring, organization_id=ONE, subject="s"):
    return ring.new_data_key(organization_id=organization_id, subject=subject)


def test_a_data_key_comes_back_and_opens_the_same(ring):
    from referral.kit.crypto import Place

    key, wrapped = wrapped_by(ring)
    place = Place("t", "c", "r", "s")
    assert ring.unwrap(wrapped).open(place, key.seal(place, b"x")) == b"x"
    assert wrapped.key_id == "k1"


@pytest.mark.parametrize("change", [{"organization_id": TWO}, {"subject": "other"}, {"sealed": bytes(60)}])
def test_a_wrapped_key_opens_for_its_organisation_and_subject_only(ring, change):
    _, wrapped = wrapped_by(ring)
    with pytest.raises(SealBroken):
        ring.unwrap(replace(wrapped, **change))


def test_old_and_new_versions_are_readable_and_the_new_one_is_written_with(ring):
    newer = keyfile.with_new_version(ring, "k2")
    _, old = wrapped_by(ring)
    assert newer.unwrap(old).subject == "s"
    again = newer.rewrap(old)
    assert again.key_id == "k2"
    assert newer.unwrap(again).subject == "s"
    moved = newer.rewrap(old, organization_id=TWO)
    assert (moved.organization_id, moved.key_id) == (TWO, "k2")
    with pytest.raises(SealBroken):
        newer.unwrap(replace(moved, organization_id=ONE))


def test_a_lost_key_names_itself_and_nothing_else(ring):
    _, wrapped = wrapped_by(keyfile.with_new_version(ring, "k2"))
    with pytest.raises(KeyLost) as lost:
        ring.unwrap(wrapped)
    assert "'k2'" in lost.value.detail
    assert lost.value.extra == {"key_id": "k2"}
    assert lost.value.status == 503


def test_a_key_of_the_same_name_that_is_another_one_is_told():
    _, wrapped = wrapped_by(keyfile.new_ring("k1"))
    with pytest.raises(SealBroken, match=r"'k1'.*another one"):
        keyfile.new_ring("k1").unwrap(wrapped)


def test_indexes_are_equal_inside_an_organisation_and_a_purpose_only(ring):
    made = ring.blind_index(organization_id=ONE, purpose="phone", text="+38344123456")
    assert made == ring.blind_index(organization_id=ONE, purpose="phone", text="+38344123456")
    assert made != ring.blind_index(organization_id=TWO, purpose="phone", text="+38344123456")
    assert made != ring.blind_index(organization_id=ONE, purpose="paper", text="+38344123456")
    other = replace(ring, index=bytes(32))
    assert made != other.blind_index(organization_id=ONE, purpose="phone", text="+38344123456")


def test_no_repr_shows_a_key(ring):
    _, wrapped = wrapped_by(ring)
    shown = repr(ring) + repr(wrapped) + repr(keys.KeySource(text=keyfile.write(ring), passphrase=PASSPHRASE))
    assert "k1" in shown
    for secret in (*ring.roots.values(), ring.index, wrapped.sealed):
        assert repr(secret)[2:-1] not in shown
    assert PASSPHRASE not in shown


def test_keys_written_down_are_read_again(ring):
    assert keyfile.read(keyfile.write(ring)) == ring


def test_locked_keys_need_their_passphrase(ring):
    text = keyfile.write(ring, PASSPHRASE)
    assert keyfile.is_locked(text)
    assert keyfile.read(text, PASSPHRASE) == ring
    for wrong, says in (("", "give their passphrase"), (PASSPHRASE + "!", "passphrase is another one")):
        with pytest.raises(KeyFileError, match=says):
            keyfile.read(text, wrong)
    with pytest.raises(KeyFileError, match="at least 16"):
        keyfile.write(ring, "short")


def test_a_locked_file_can_not_make_us_work_for_ever(ring):
    document = json.loads(keyfile.write(ring, PASSPHRASE))
    with pytest.raises(KeyFileError, match="damaged"):
        keyfile.read(json.dumps({**document, "memory_kib": 2**31}), PASSPHRASE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no keys of this software"),
        ("[]", "no keys of this software"),
        ('{"format": "other"}', "format must be"),
        ('{"format": "referral keys 1", "keys": {}, "current": "k1"}', "'current' must name"),
        ('{"format": "referral keys 1", "keys": {"k1": "AAAA"}, "current": "k1"}', "'k1' is damaged"),
        ('{"format": "referral keys 1", "keys": {"K 1": "AAAA"}, "current": "K 1"}', "no name for a key"),
        ('{"format": "referral keys 1, locked"}', "give their passphrase"),
    ],
)
def test_what_are_no_keys_is_told(text, says):
    with pytest.raises(KeyFileError, match=says):
        keyfile.read(text)


def test_a_version_goes_only_when_it_is_not_the_one_in_use(ring):
    newer = keyfile.with_new_version(ring, "k2")
    assert set(keyfile.without_version(newer, "k1").roots) == {"k2"}
    with pytest.raises(KeyFileError, match="in use"):
        keyfile.without_version(newer, "k2")
    with pytest.raises(KeyFileError, match="no key 'k9'"):
        keyfile.without_version(newer, "k9")
    with pytest.raises(KeyFileError, match="already a key"):
        keyfile.with_new_version(ring, "k1")


def test_a_file_is_its_owners_and_never_overwritten_unasked(ring, tmp_path):
    path = tmp_path / "keys"
    keyfile.save(path, keyfile.write(ring), replacing=False)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileError, match="not overwritten"):
        keyfile.save(path, "x", replacing=False)
    assert keyfile.read(path.read_text()) == ring


def test_a_server_learns_of_a_new_version_while_it_serves(ring, tmp_path):
    path = tmp_path / "keys"
    keyfile.save(path, keyfile.write(ring), replacing=False)
    serving = keys.Keys(keys.KeySource(path))
    assert serving.ring().current == "k1"
    newer = keyfile.with_new_version(ring, "k2")
    _, wrapped = wrapped_by(newer)
    keyfile.save(path, keyfile.write(newer), replacing=True)
    assert serving.unwrap(wrapped).subject == "s"
    assert serving.ring().current == "k2"


def test_a_file_that_vanishes_or_breaks_while_serving_leaves_the_keys_in_force(ring, tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", 0.0)
    path = tmp_path / "keys"
    keyfile.save(path, keyfile.write(ring), replacing=False)
    serving = keys.Keys(keys.KeySource(path))
    assert serving.ring() == ring
    path.write_text("{}")
    assert serving.ring() == ring
    path.unlink()
    assert serving.ring() == ring


def test_without_keys_there_is_an_error_that_says_what_to_do():
    with pytest.raises(KeysMissing, match="flask keys create"):
        keys.Keys(keys.KeySource()).ring()


def settings(tmp_path, **more):
    production = {
        "REFERRAL_ENVIRONMENT": "production",
        "PUBLIC_URL": "https://x.example",
        "SECRET_KEY": STRONG,
    }
    url = {"DATABASE_URL": f"sqlite:///{tmp_path}/data/referral.db", "VAR_FOLDER": str(tmp_path)}
    return Settings.from_environment({**production, **url, **more})


def test_production_does_not_start_without_keys(tmp_path, ring):
    (says,) = fitness.problems(settings(tmp_path))
    assert "no keys are configured" in says
    assert fitness.problems(settings(tmp_path, KEYS=keyfile.write(ring))) == []


def test_development_has_keys_of_its_own(tmp_path):
    developing = settings(tmp_path, REFERRAL_ENVIRONMENT="development")
    assert fitness.problems(developing) == []
    assert fitness.source_of(developing).load() == fitness.source_of(developing).load()


def test_a_key_file_that_cannot_be_used_stops_the_start(tmp_path):
    (says,) = fitness.problems(settings(tmp_path, KEYS_FILE=str(tmp_path / "none")))
    assert "cannot be read" in says


def test_keys_beside_the_embedded_data_must_be_locked(tmp_path, ring):
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "keys"
    keyfile.save(path, keyfile.write(ring), replacing=False)
    (says,) = fitness.problems(settings(tmp_path, KEYS_FILE=str(path)))
    assert "beside the data" in says
    keyfile.save(path, keyfile.write(ring, PASSPHRASE), replacing=True)
    assert fitness.problems(settings(tmp_path, KEYS_FILE=str(path), KEYS_PASSPHRASE=PASSPHRASE)) == []
    keyfile.save(tmp_path / "keys", keyfile.write(ring), replacing=False)
    assert fitness.problems(settings(tmp_path, KEYS_FILE=str(tmp_path / "keys"))) == []
    os.chmod(tmp_path / "keys", 0o644)
    (says,) = fitness.problems(settings(tmp_path, KEYS_FILE=str(tmp_path / "keys")))
    assert "chmod 600" in says


def test_settings_show_neither_keys_nor_passphrase(tmp_path, ring):
    text = keyfile.write(ring)
    shown = repr(settings(tmp_path, KEYS=text, KEYS_PASSPHRASE=PASSPHRASE))
    assert "referral keys 1" not in shown
    assert PASSPHRASE not in shown
