"""The features of each collection, as statements. All of it is public."""

from referral.coverage.ogc.queries import regions, services
from referral.coverage.ogc.queries.source import Source

SOURCES: dict[str, Source] = {"services": services.SOURCE, "regions": regions.SOURCE}
