"""What the door answers to those whom it does not let in."""

from referral.kit.problems import NotFound, TooManyRequests, Unauthenticated


class KeyUnknown(Unauthenticated):
    """The header Authorization holds no key that exists here."""

    title = "Unknown key"
    remedy = "Check that the whole key was copied: rk_, eight characters, _, and forty-three more."


class KeyExpired(Unauthenticated):
    """The key was right and its time is over."""

    title = "Key expired"
    remedy = "Ask the administrator for a new key; keys end on a day that was set when they were made."


class KeyRevoked(Unauthenticated):
    """The key was right and has been ended."""

    title = "Key revoked"
    remedy = "Ask the administrator for a new key, and why this one was ended."


class TooManyFailedAttempts(TooManyRequests):
    """Twenty attempts with wrong keys came from one address within ten minutes."""

    title = "Too many failed attempts"
    remedy = "Wait as many seconds as the header Retry-After says, then use a valid key."


class NoSuchKey(NotFound):
    """There is no key with this id."""

    title = "No such key"
    remedy = "GET /api/v1/api-keys lists the keys that there are."
