"""What of an enquiry leaves: for the asker all, for a service that was asked the question and its own answers.

Of needs of protection a service is told the reduced line: country or region of the first level, adult or child,
priority, state and clock; and how many places from when, since that is the question itself.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """Which part an organisation has in an enquiry."""

    ASKER = "asker"
    ASKED = "asked"


_REDUCED = frozenset(
    {
        *("id", "state", "priority", "country", "region1", "adult_or_child", "party_size", "needed_from"),
        *("asked_at", "ends_at", "asker", "side", "reduced", "services"),
    }
)
_ROUTING = _REDUCED | {"need", "region", "age_bands", "languages"}
_WHOLE = _ROUTING | {"author_id"}


def project_enquiry(values: Mapping[str, Any], part: Part, *, protection: bool) -> dict[str, Any]:
    """What of these values may leave; a name that is not known does not."""
    told = _REDUCED if protection else _ROUTING
    seen = _WHOLE if part is Part.ASKER else told
    return {name: value for name, value in values.items() if name in seen}
