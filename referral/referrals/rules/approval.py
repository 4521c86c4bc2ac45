"""When a supervisor has to approve before a referral is sent."""

from dataclasses import dataclass

from referral.cases.rules.terms import Basis, DataCategory
from referral.referrals.rules.reasons import ApprovalReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """What makes a referral sensitive. `victims`: its need is about trafficking or gender-based violence."""

    minor_without_guardian: bool
    categories: frozenset[DataCategory]
    victims: bool
    basis: Basis
    emergency_release: bool
    sender_country: str
    receiver_country: str


def approval_reasons(about: Sensitive) -> frozenset[ApprovalReason]:
    """Every reason that holds; empty: the author may send it alone."""
    holds = {
        ApprovalReason.MINOR_WITHOUT_GUARDIAN: about.minor_without_guardian,
        ApprovalReason.PROTECTED_CATEGORY: about.victims or DataCategory.TRAFFICKING in about.categories,
        ApprovalReason.BASIS_NOT_CONSENT: about.basis is not Basis.CONSENT,
        ApprovalReason.EMERGENCY_RELEASE: about.emergency_release,
        ApprovalReason.CROSS_BORDER: about.sender_country.upper() != about.receiver_country.upper(),
    }
    return frozenset(reason for reason, said in holds.items() if said)
