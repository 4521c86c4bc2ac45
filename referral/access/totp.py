"""Time-based one-time passwords (RFC 6238: SHA-1, six digits, 30 seconds), one step early or late at most."""

from datetime import datetime

import pyotp

from referral.kit import crypto

STEP_SECONDS = 30
DRIFT_STEPS = 1
ISSUER = "Referral"


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32()


def address(secret: str, *, account: str) -> str:
    """The otpauth:// address that authenticators read, as text or as a QR code."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=account, issuer_name=ISSUER)


def matching_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The time step whose code this is, later than the step `after`; None where it is none, or was used before."""
    present = int(at.timestamp()) // STEP_SECONDS
    maker = pyotp.HOTP(secret)
    found = None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        # Every step is compared, whichever it is.
        if crypto.same(maker.at(step), code) and step > after:
            found = step
    return found
