"""Facts that higher rooms hear of in the same transaction."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A consent ended. The referrals that rest on it end with it; `scopes` tell what else was meant.

    `why` is `withdrawn`, `expired` or `refused`. `references` are the ids of the referrals whose access was open.
    """

    consent_id: str
    chain_id: str
    person_id: str
    case_id: str
    at: datetime
    why: str
    scopes: frozenset[str]
    via: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentNarrowed:
    """A new version names fewer recipients or categories: what goes beyond it must not be seen or sent any more."""

    consent_id: str
    supersedes_id: str
    person_id: str
    case_id: str
    categories_gone: frozenset[str]
    references_gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person was erased: whatever a higher room holds of them has to go in this transaction."""

    person_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class CustodyMoved:
    """Another organisation answers for a case from now on."""

    case_id: str
    from_organization_id: str
    to_organization_id: str
    at: datetime
