"""Whom data may go to: named organisations or a category of them, and fallbacks in the order the person chose."""

from dataclasses import dataclass

from referral.kit.identity import OrganizationId

MOST_FALLBACKS = 3


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation that data would go to, with the categories that it belongs to."""

    organization: OrganizationId
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Organisations by id or one category, never both; at most three fallbacks, each once. ValueError otherwise."""

    organizations: frozenset[OrganizationId] = frozenset()
    category: str | None = None
    fallbacks: tuple[OrganizationId, ...] = ()

    def __post_init__(self) -> None:
        """Refuses what does not say clearly who is meant."""
        if bool(self.organizations) == bool(self.category):
            raise ValueError(
                "recipients: right would be either organisations by id or one category, and not both or neither"
            )
        if len(self.fallbacks) > MOST_FALLBACKS:
            raise ValueError(
                f"fallbacks: {len(self.fallbacks)} of them; right would be {MOST_FALLBACKS} at most"
            )
        named = [*self.organizations, *self.fallbacks]
        if len(set(named)) < len(named):
            raise ValueError("fallbacks: an organisation is named twice; right would be each of them once")

    @property
    def named(self) -> frozenset[OrganizationId]:
        """Every organisation that is named, fallbacks too."""
        return self.organizations.union(self.fallbacks)

    def place_of(self, recipient: Recipient) -> int | None:
        """0 for whom the person chose first, 1 to 3 for a fallback, None for anybody else."""
        if recipient.organization in self.organizations or self.category in recipient.categories:
            return 0
        if recipient.organization in self.fallbacks:
            return 1 + self.fallbacks.index(recipient.organization)
        return None
