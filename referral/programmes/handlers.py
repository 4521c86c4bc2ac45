"""How programmes follow what ends below them, in the same transaction."""

from referral.cases.events import ConsentWithdrawn, PersonErased
from referral.kit import events
from referral.programmes.service import ending


def register() -> None:
    """Called once, by the factory, after the referrals' own."""
    events.register(ConsentWithdrawn, ending.end_with_consent)
    events.register(PersonErased, ending.end_with_person)
