"""The two parts of the index: everybody's, and what the network may see beside it.

Hours, facts, areas and texts of services stand once for both: they are read by the keys that rows of a part hold.
"""

from dataclasses import dataclass

from sqlalchemy import Index, Table

from referral.kit.db import Base
from referral.search.models.reach import SearchReach, SearchSiteArea, SearchSiteCircle, SearchUnplaced
from referral.search.models.saying import SearchFilter, SearchIntake, SearchSpoken, SearchSpokenCount
from referral.search.models.sites import SearchSite, SearchSiteNeed, SearchTerm


@dataclass(frozen=True, slots=True)
class Partition:
    """The tables of one part of the index, all named alike: `search_…` for everybody, `network_…` for the network."""

    name: str
    site: Table
    filter: Table
    need: Table
    term: Table
    spoken: Table
    spoken_count: Table
    intake: Table
    reach: Table
    site_area: Table
    circle: Table
    unplaced: Table

    def state(self, of: str) -> str:
        """The name under which `search_state` keeps its version of something."""
        return of if self.name == "search" else f"{of} of {self.name}"


def _twin(table: Table) -> Table:
    """The same table once more, for the network."""

    def renamed(name: object) -> str:
        return str(name).replace("search_", "network_", 1)

    made = table.to_metadata(Base.metadata, name=renamed(table.name))
    # Names of indexes are a database's: the copies get others.
    made.indexes.clear()
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        Index(renamed(index.name), *(made.c[column.name] for column in index.columns))
    return made


def _partition(name: str, *tables: Table) -> Partition:
    return Partition(name, *tables)


_TABLES: tuple[Table, ...] = tuple(
    Base.metadata.tables[each.__tablename__]
    for each in (
        SearchSite,
        SearchFilter,
        SearchSiteNeed,
        SearchTerm,
        SearchSpoken,
        SearchSpokenCount,
        SearchIntake,
        SearchReach,
        SearchSiteArea,
        SearchSiteCircle,
        SearchUnplaced,
    )
)
EVERYBODY = _partition("search", *_TABLES)
NETWORK = _partition("network", *(_twin(table) for table in _TABLES))
