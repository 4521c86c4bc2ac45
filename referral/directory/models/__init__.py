"""The directory's tables: one per HSDS object, and those that the standard does not know."""

from referral.directory.models.hsds import TABLES, table_of
from referral.directory.models.imports import ImportRun, SourceRecord, UnresolvedReference
from referral.directory.models.private import LocationPrivate, ServicePrivate
from referral.directory.models.restricted import Restricted

__all__ = [
    "TABLES",
    "ImportRun",
    "LocationPrivate",
    "Restricted",
    "ServicePrivate",
    "SourceRecord",
    "UnresolvedReference",
    "table_of",
]
