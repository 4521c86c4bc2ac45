"""Mail addresses as names of accounts: one spelling for one mailbox."""

import re
import unicodedata

LONGEST = 254
# In production nobody signs in under it: these accounts come with the demo data, and everybody may know them.
DEMO_DOMAIN = "demo.example.org"
_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def canonical_address(typed: str) -> str | None:
    """The address folded and normalised, or None where it is none.

    `ARTA@Éxample.org ` → `arta@xn--xample-9ua.org`: compatibility forms and case are one, and the domain is ASCII.
    """
    text = unicodedata.normalize("NFKC", typed).strip().casefold()
    text = unicodedata.normalize("NFC", text)
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return None
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return None
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    address = f"{local}@{domain}"
    return address if len(address) <= LONGEST else None


def is_demo(address: str) -> bool:
    """Whether the account came with the demo data."""
    return address.endswith(f"@{DEMO_DOMAIN}")
