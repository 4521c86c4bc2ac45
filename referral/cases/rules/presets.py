"""Starting points for a consent by country and service: as little data, for as short, as the service mostly needs.

The worker sees them and changes them with the person; nothing is agreed to by a preset.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from referral.cases.rules.terms import DataCategory, Direction, Purpose

_Key = tuple[str | None, str | None]  # country (ISO 3166-1 alpha-2), need; None: any


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What a new consent begins with. `valid_days` from the day on which it is given. Statistics are always asked."""

    categories: frozenset[DataCategory]
    direction: Direction = Direction.BOTH
    purpose: Purpose = Purpose.SERVICE
    valid_days: int = 365
    tier_one_at_sent: bool = False
    release_on_send: bool = False
    statistics: bool = False

    def __post_init__(self) -> None:
        """Refuses a preset without data or without an end."""
        if not self.categories or self.valid_days < 1:
            raise ValueError("a preset needs at least one category of data and one day")


_ROUTING = frozenset({DataCategory.NEEDS, DataCategory.CONTACT})
_KNOWN = _ROUTING | {DataCategory.IDENTITY}
_SHELTERS = (
    "emergency-shelter",
    "shelter-children",
    "shelter-homeless",
    "shelter-trafficking",
    "shelter-violence",
)

PRESETS: Mapping[_Key, Preset] = MappingProxyType(
    {
        (None, None): Preset(categories=_KNOWN),
        (None, "protection"): Preset(categories=_ROUTING, direction=Direction.SEND, valid_days=90),
        (None, "child-protection"): Preset(categories=_ROUTING | {DataCategory.FAMILY}, valid_days=90),
        (None, "health"): Preset(categories=_KNOWN | {DataCategory.HEALTH}, valid_days=180),
        (None, "mental-health"): Preset(categories=_ROUTING, direction=Direction.SEND, valid_days=180),
        (None, "trafficking-assistance"): Preset(
            categories=_ROUTING | {DataCategory.TRAFFICKING}, direction=Direction.SEND, valid_days=90
        ),
        **{
            (None, need): Preset(categories=_ROUTING, direction=Direction.SEND, valid_days=30)
            for need in _SHELTERS
        },
        (None, "legal-aid"): Preset(categories=_KNOWN | {DataCategory.LEGAL, DataCategory.DOCUMENTS}),
        (None, "employment"): Preset(categories=_KNOWN, valid_days=180),
        (None, "return-reintegration"): Preset(categories=_KNOWN | {DataCategory.FAMILY}),
        (None, "family-tracing"): Preset(
            categories=_KNOWN | {DataCategory.FAMILY}, purpose=Purpose.FAMILY_TRACING
        ),
    }
)


def preset_for(
    country: str, needs: Sequence[str], *, own: Mapping[_Key, Preset] = MappingProxyType({})
) -> Preset:
    """The nearest preset. `needs` is a need's code and those above it, nearest first.

    `own` are an operator's; of two for the same country and need theirs goes first. A nearer need goes before the
    country: what a need asks for does not change at a border.
    """
    keys = [(where, need) for need in (*needs, None) for where in (country.upper(), None)]
    return next(presets[key] for key in keys for presets in (own, PRESETS) if key in presets)
