"""The database: models' base, the engine, the unit of work. Both dialects behind the same names."""

from referral.kit.db.base import Base

__all__ = ["Base"]
