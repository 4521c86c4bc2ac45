"""Addresses of databases, as the libraries below SQLAlchemy read them."""

from pathlib import Path


def path_of(url: str) -> Path:
    """The file behind `sqlite:///path`."""
    return Path(url.removeprefix("sqlite:///"))


def plain_url(url: str) -> str:
    """The address as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
