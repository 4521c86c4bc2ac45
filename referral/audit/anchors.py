"""Anchors: the head of the chain in a file that somebody keeps elsewhere, signed where there is a key."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from referral.audit.chain import Head
from referral.audit.rules import DOMAIN
from referral.kit import crypto
from referral.kit.clock import iso


class AnchorError(ValueError):
    """The file is no anchor, or not what its owner signed."""


@dataclass(frozen=True)
class Anchor:
    """A head as it was kept; `public_key` is that of its signature, or None."""

    head: Head
    taken_at: str
    public_key: str | None


def _message(head: Head, taken_at: str) -> bytes:
    fields = {"sequence": head.sequence, "hash": head.hash, "taken_at": taken_at}
    return DOMAIN + json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def write_anchor(path: Path, head: Head, *, taken_at: datetime, signing_key: Path | None) -> None:
    """Writes the head as JSON, signed with the Ed25519 key in `signing_key` if there is one."""
    document: dict[str, str | int] = {"sequence": head.sequence, "hash": head.hash, "taken_at": iso(taken_at)}
    if signing_key is not None:
        signature, public_key = crypto.sign(signing_key, _message(head, iso(taken_at)))
        document |= {"signature": signature, "public_key": public_key}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def read_anchor(path: Path, *, public_key: str | None) -> Anchor:
    """Reads an anchor and checks its signature; with a public key (hex) only that key's counts."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        head = Head(int(document["sequence"]), str(document["hash"]))
        taken_at = str(document["taken_at"])
        signed_by = document.get("public_key")
        signature = document.get("signature", "")
    except OSError as error:
        raise AnchorError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AnchorError(f"{path} is not an anchor of the audit") from error
    if public_key is not None and signed_by != public_key:
        raise AnchorError(f"{path} is not signed by the key that you named")
    if signed_by is not None and not crypto.signature_holds(
        public_key=str(signed_by), signature=str(signature), message=_message(head, taken_at)
    ):
        raise AnchorError(f"{path} was changed after it was signed")
    return Anchor(head, taken_at, signed_by)
