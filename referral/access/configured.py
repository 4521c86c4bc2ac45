"""What the door needs of the settings, set once at start: the secret, how long sessions last, what hashing costs."""

from dataclasses import dataclass
from datetime import timedelta

from referral.access.rules.sessions import Lifetime
from referral.config import Settings


@dataclass(frozen=True)
class Configured:
    """The door's own view of the settings."""

    secret_key: str
    lifetime: Lifetime
    # Argon2id: passes over so much memory (KiB) in so many lanes.
    passes: int
    memory_kib: int
    lanes: int
    demo_accounts: bool
    secure_cookies: bool
    public_url: str


_configured: Configured | None = None


def configure(settings: Settings) -> None:
    """Takes what the door needs from the settings."""
    global _configured
    _configured = Configured(
        secret_key=settings.secret_key,
        lifetime=Lifetime(
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(hours=settings.session_hours),
        ),
        passes=settings.password_passes,
        memory_kib=settings.password_memory_kib,
        lanes=settings.password_lanes,
        demo_accounts=not settings.production,
        secure_cookies=settings.production or settings.public_url.startswith("https://"),
        public_url=settings.public_url,
    )


def configured() -> Configured:
    """What was set at start."""
    if _configured is None:
        raise RuntimeError("the door is not configured: call configure(settings) first")
    return _configured
