"""Demands of police and courts, as migration 0018 makes them. Frozen."""

from referral.migrations.cases.kinds import ID, JSON, MOMENT, SEALED
from referral.migrations.cases.making import check, index, may, must, recorded, refers, table, text, words

_SEEN = "(SELECT app_sees_all()) OR app_owns_person(person_id)"
UP_POSTGRESQL = (
    "ALTER TABLE legal_demand ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE legal_demand FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY legal_demand_wall ON legal_demand USING ({_SEEN}) WITH CHECK ({_SEEN})",
)
DOWN_POSTGRESQL = ("DROP POLICY legal_demand_wall ON legal_demand",)


def make_table() -> None:
    """Makes the table."""
    table(
        "legal_demand",
        *recorded(),
        *must(ID, "person_id"),
        *must(text(20), "demander state"),
        *must(SEALED, "named_sealed"),
        *must(text(200), "article"),
        *must(JSON, "categories documents"),
        *may(MOMENT, "decided_at told_at"),
        *may(ID, "decided_by"),
        *may(text(20), "not_told"),
        refers("person_id", "case_person"),
        words("demander", "police court prosecutor other_authority"),
        words("state", "recorded disclosed refused"),
        words("not_told", "forbidden danger unreachable other"),
        check("decided", "(state = 'recorded') = (decided_at IS NULL)"),
        check("two_people", "decided_by IS NULL OR decided_by <> recorded_by"),
        check("told", "told_at IS NULL OR not_told IS NULL"),
    )
    index("ix_legal_demand_person_id", "legal_demand", "person_id id")
