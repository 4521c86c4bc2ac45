"""Alembic: numbered steps of the tables, the same on both databases."""
