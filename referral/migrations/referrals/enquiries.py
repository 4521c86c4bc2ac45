"""Enquiries for free places, as migration 0018 makes them. Frozen.

Who may see a row on PostgreSQL: the organisation that asks; each organisation that was asked, its own rows.
"""

from referral.migrations.cases.kinds import DATE, ID, JSON, MOMENT, SMALL, TRUTH
from referral.migrations.cases.making import check, index, may, must, refers, table, text, words
from referral.migrations.referrals.guards import SEEN

_ALL, _ORGANIZATION = "(SELECT app_sees_all())", "(SELECT app_organization())"
_ASKED = "EXISTS (SELECT 1 FROM enquiry_service s WHERE s.enquiry_id = enquiry.id AND s.organization_id = "
_POLICIES = {
    "enquiry": f"{_ALL} OR organization_id = {_ORGANIZATION} OR {_ASKED}{_ORGANIZATION})",
    "enquiry_service": f"{_ALL} OR {_ORGANIZATION} IN (organization_id, asker_organization_id)",
}
# What waits for an approval is also seen where somebody is who stands in by the sender's duty list.
_DUTY = (
    "(state = 'pending_approval' AND EXISTS (SELECT 1 FROM duty_turn d JOIN member m ON m.id = d.member_id "
    "WHERE d.organization_id = sender_organization_id AND d.role = 'supervisor' "
    f"AND m.organization_id = {_ORGANIZATION}))"
)


def wall_of_referrals(seen: str) -> tuple[str, ...]:
    """The wall of referrals, made anew."""
    return (
        "DROP POLICY referral_wall ON referral",
        f"CREATE POLICY referral_wall ON referral USING ({seen}) WITH CHECK ({seen})",
    )


UP_POSTGRESQL = wall_of_referrals(f"{SEEN} OR {_DUTY}") + tuple(
    statement
    for name, seen in _POLICIES.items()
    for statement in (
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {name}_wall ON {name} USING ({seen}) WITH CHECK ({seen})",
    )
)
DOWN_POSTGRESQL = wall_of_referrals(SEEN) + tuple(f"DROP POLICY {name}_wall ON {name}" for name in _POLICIES)


def make_tables() -> None:
    """Makes both tables."""
    _enquiry()
    _enquiry_service()


def _enquiry() -> None:
    table(
        "enquiry",
        *must(ID, "id author_id organization_id"),
        *must(MOMENT, "recorded_at ends_at"),
        *must(text(100), "need_code"),
        *must(SMALL, "party_size"),
        *must(JSON, "age_bands languages"),
        *may(DATE, "needed_from"),
        *may(ID, "region_id region1_id"),
        *may(text(2), "country"),
        *must(text(20), "priority state"),
        *must(TRUTH, "protection"),
        *may(MOMENT, "ended_at"),
        words("state", "open chosen closed expired"),
        words("priority", "emergency urgent routine"),
        check("party_size", "party_size BETWEEN 1 AND 20"),
        check("ended", "(state = 'open') = (ended_at IS NULL)"),
    )
    index("ix_enquiry_asker", "enquiry", "organization_id id")
    index("ix_enquiry_ends_at", "enquiry", "ends_at", where="state = 'open'")


def _enquiry_service() -> None:
    table(
        "enquiry_service",
        *must(ID, "id enquiry_id asker_organization_id organization_id service_id"),
        *may(ID, "service_at_location_id answered_by"),
        *must(TRUTH, "connected"),
        *may(text(20), "answer told_by"),
        *may(SMALL, "places"),
        *must(SMALL, "held"),
        *may(MOMENT, "held_until answered_at"),
        refers("enquiry_id", "enquiry", ondelete="CASCADE"),
        words("answer", "yes no call_me"),
        words("told_by", "phone in_person paper"),
        check("answered", "(answer IS NULL) = (answered_at IS NULL)"),
        check("held", "held = 0 OR (answer = 'yes' AND held_until IS NOT NULL)"),
    )
    index("uq_enquiry_service_service", "enquiry_service", "enquiry_id service_id")
    index("ix_enquiry_service_asked", "enquiry_service", "organization_id enquiry_id")
    index("ix_enquiry_service_held", "enquiry_service", "held_until", where="held > 0")
