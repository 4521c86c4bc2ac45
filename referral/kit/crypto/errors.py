"""What can be wrong with keys and with what they sealed. No message holds a secret or a value."""

from referral.kit.problems import Refusal


class KeyFileError(ValueError):
    """A key file is missing, unreadable or of another kind."""


class KeysMissing(KeyFileError):
    """No key-encryption keys are configured where there must be some."""


class SealBroken(ValueError):
    """What was sealed does not open: it was changed, moved to another place, or sealed with another key."""


class KeyLost(Refusal):
    """Data is sealed under a key that this server does not hold; nothing else can open it."""

    status = 503
    title = "A key is missing"
    remedy = (
        "The operator puts the key that is named back among the keys of the server, from the backup of KEYS_FILE or "
        "KEYS. Without it, what it sealed stays unreadable for ever."
    )

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"The key '{key_id}' is not among this server's keys: what it sealed cannot be read until it is put back.",
            key_id=key_id,
        )
        self.key_id = key_id
