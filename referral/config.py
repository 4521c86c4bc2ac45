"""Settings, typed, from the environment. A missing or weak value stops the start and says what to do."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ENVIRONMENTS = ("development", "production")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SHORTEST_SECRET = 32
# What the search weighs; the formula stands in `referral/search/ranking.py`.
WEIGHED = (
    "need",
    "eligibility",
    "languages",
    "distance",
    "open",
    "capacity",
    "freshness",
    "turnaround",
)


class SettingsError(ValueError):
    """A setting is missing, weak or unreadable."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. Each name in upper case is the environment's variable."""

    database_url: str
    migration_database_url: str
    reader_database_url: str
    environment: Literal["development", "production"]
    secret_key: str
    var_folder: Path
    public_url: str
    trusted_proxies: int
    max_body_bytes: int
    hsts_seconds: int
    metrics_token: str
    session_idle_minutes: int
    session_hours: int
    password_passes: int
    password_memory_kib: int
    password_lanes: int
    log_level: str
    log_requests: bool
    search_weights: Mapping[str, int]
    capacity_fresh_days: int
    verify_due_days: int
    # Where the keys for personal data are; their text and passphrase never show in a repr.
    keys_file: Path | None
    keys: str = field(repr=False)
    keys_passphrase: str = field(repr=False)
    erasure_ledger: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Reads `environment` (the process's own by default); raises `SettingsError`."""
        given = os.environ if environment is None else environment
        kind = given.get("REFERRAL_ENVIRONMENT", "development")
        if kind not in ENVIRONMENTS:
            raise SettingsError(
                f"REFERRAL_ENVIRONMENT must be one of {', '.join(ENVIRONMENTS)}, not '{kind}'."
            )
        production = kind == "production"
        var_folder = Path(given.get("VAR_FOLDER", "var"))
        database_url = given.get("DATABASE_URL") or f"sqlite:///{var_folder / 'referral.db'}"
        level = given.get("LOG_LEVEL", "INFO").upper()
        if level not in LOG_LEVELS:
            raise SettingsError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not '{level}'.")
        return cls(
            database_url=database_url,
            reader_database_url=given.get("READER_DATABASE_URL") or database_url,
            migration_database_url=given.get("MIGRATION_DATABASE_URL") or database_url,
            environment="production" if production else "development",
            secret_key=_secret(given, var_folder, production=production),
            var_folder=var_folder,
            public_url=_public_url(given, production=production),
            trusted_proxies=_whole(given, "TRUSTED_PROXIES", 0, most=10),
            max_body_bytes=_whole(given, "MAX_BODY_BYTES", 1_048_576, least=1024),
            hsts_seconds=_whole(given, "HSTS_SECONDS", 31_536_000 if production else 0),
            metrics_token=given.get("METRICS_TOKEN", ""),
            session_idle_minutes=_whole(given, "SESSION_IDLE_MINUTES", 30, least=1, most=1440),
            session_hours=_whole(given, "SESSION_HOURS", 12, least=1, most=168),
            password_passes=_whole(given, "PASSWORD_PASSES", 3, least=2 if production else 1, most=100),
            # In production not below what OWASP asks for: 19 MiB with two passes.
            password_memory_kib=_whole(
                given, "PASSWORD_MEMORY_KIB", 65_536, least=19_456 if production else 64, most=4_194_304
            ),
            password_lanes=_whole(given, "PASSWORD_LANES", 1, least=1, most=8),
            log_level=level,
            log_requests=_yes(given, "LOG_REQUESTS", default=True),
            search_weights=_weights(given),
            capacity_fresh_days=_whole(given, "CAPACITY_FRESH_DAYS", 14, least=1, most=3650),
            verify_due_days=_whole(given, "VERIFY_DUE_DAYS", 180, least=1, most=3650),
            keys_file=_keys_file(given),
            keys=given.get("KEYS", ""),
            keys_passphrase=given.get("KEYS_PASSPHRASE", ""),
            erasure_ledger=Path(given.get("ERASURE_LEDGER") or var_folder / "erasures"),
        )

    @property
    def production(self) -> bool:
        return self.environment == "production"


def _whole(given: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 2**40) -> int:
    text = given.get(name, "")
    if not text:
        return default
    if not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not '{text}'.")
    return int(text)


def _yes(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name, "").lower()
    if text in ("", "1", "0", "yes", "no", "true", "false"):
        return default if not text else text in ("1", "yes", "true")
    raise SettingsError(f"{name} must be yes or no, not '{text}'.")


def _weights(given: Mapping[str, str]) -> dict[str, int]:
    """`distance=30 eligibility=40`: whole numbers from 0 to 1,000; what is not named keeps its default."""
    found = {}
    for part in given.get("SEARCH_WEIGHTS", "").replace(",", " ").split():
        name, _, number = part.partition("=")
        if name not in WEIGHED or not number.isdigit() or int(number) > 1_000:
            raise SettingsError(
                f"SEARCH_WEIGHTS must be like 'distance=30 eligibility=40', with numbers from 0 to 1000 and names of"
                f" {', '.join(WEIGHED)}; not '{part}'."
            )
        found[name] = int(number)
    return found


def _public_url(given: Mapping[str, str], *, production: bool) -> str:
    url = given.get("PUBLIC_URL", "").rstrip("/")
    if production and not url.startswith("https://"):
        raise SettingsError("PUBLIC_URL must be the https:// address under which the server is reached.")
    return url


def _keys_file(given: Mapping[str, str]) -> Path | None:
    path = given.get("KEYS_FILE", "")
    if path and given.get("KEYS"):
        raise SettingsError("KEYS_FILE and KEYS are both set: the keys must stand in one place.")
    return Path(path) if path else None


def _secret(given: Mapping[str, str], var_folder: Path, *, production: bool) -> str:
    secret = given.get("SECRET_KEY", "")
    if secret:
        if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
            raise SettingsError(
                f"SECRET_KEY is too weak: give at least {SHORTEST_SECRET} random characters, for example from "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'."
            )
        return secret
    if production:
        raise SettingsError(
            "SECRET_KEY is missing: give at least 32 random characters, for example from "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'."
        )
    return _development_secret(var_folder / "secret_key")


def _development_secret(path: Path) -> str:
    """One secret a checkout, kept in a file that only its owner reads."""
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(48)
    path.touch(mode=0o600)
    path.write_text(secret)
    return secret
