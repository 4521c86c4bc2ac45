"""Reading: somebody's files in, HSDS records out. No database, no HTTP."""

from referral.directory.exchange.reading.records import (
    Limits,
    Notes,
    Origin,
    ReadingError,
    Record,
    Reject,
    Warning_,
    read,
)

__all__ = ["Limits", "Notes", "Origin", "ReadingError", "Record", "Reject", "Warning_", "read"]
