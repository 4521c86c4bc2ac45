"""Secrets, keyed hashes and signatures."""

import pytest

from referral.kit import crypto


def test_secrets_have_256_bits_and_differ():
    made = {crypto.random_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(secret) for secret in made} == {43}


def test_a_prefix_has_no_characters_that_look_alike():
    assert not set(crypto.random_prefix(2000)) & set("l1o0I")


def test_keyed_hashes_of_two_purposes_differ():
    one = crypto.keyed_hash("key", purpose="a", text="10.0.0.1")
    assert one == crypto.keyed_hash("key", purpose="a", text="10.0.0.1")
    assert one != crypto.keyed_hash("key", purpose="b", text="10.0.0.1")
    assert one != crypto.keyed_hash("other", purpose="a", text="10.0.0.1")


def test_a_signature_holds_for_its_message_and_key_only(tmp_path):
    public = crypto.create_signing_key(tmp_path / "key")
    other = crypto.create_signing_key(tmp_path / "other")
    signature, said = crypto.sign(tmp_path / "key", b"head")
    assert said == public
    assert crypto.signature_holds(public_key=public, signature=signature, message=b"head")
    assert not crypto.signature_holds(public_key=public, signature=signature, message=b"tail")
    assert not crypto.signature_holds(public_key=other, signature=signature, message=b"head")
    assert not crypto.signature_holds(public_key="nonsense", signature=signature, message=b"head")


def test_a_signing_key_is_readable_by_its_owner_only_and_never_overwritten(tmp_path):
    path = tmp_path / "key"
    crypto.create_signing_key(path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(crypto.KeyFileError, match="File exists"):
        crypto.create_signing_key(path)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_named(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(crypto.KeyFileError, match="key"):
        crypto.sign(tmp_path / "key", b"head")


def test_a_missing_key_file_is_named(tmp_path):
    with pytest.raises(crypto.KeyFileError, match="cannot be read"):
        crypto.sign(tmp_path / "none", b"head")
