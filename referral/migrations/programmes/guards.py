"""What the database itself keeps of results: versions are followed and never edited, and a second wall. Frozen.

Whoever recorded what somebody reached sees it; so does whoever acts for the people of the case, as after a withdrawal.
The rows of a programme's frame, its targets and instruments tell of nobody and have no wall.
"""

_GROWING = (
    "programme_target",
    "programme_enrolment",
    "programme_milestone",
    "programme_activity",
    "programme_instrument",
)
_REFUSE = "a record of a programme is followed and never edited"
# What told of somebody goes with an erasure, and only ever goes.
_EMPTIED = ("sex", "age_band", "target_group")
_KEPT = (
    *("id", "occurred_at", "recorded_at", "recorded_by", "chain_id", "version", "supersedes_id", "reason"),
    *(
        "retracted",
        "programme_id",
        "organization_id",
        "case_id",
        "person_id",
        "consent_chain_id",
        "consent_id",
    ),
    *("referral_id", "territory_id", "ended_on", "ended_why"),
)
_ALL, _ORGANIZATION = "(SELECT app_sees_all())", "(SELECT app_organization())"
_OF_CASE = f"{_ALL} OR organization_id = {_ORGANIZATION} OR case_id = (SELECT app_case())"
_POLICIES = {
    "programme_enrolment": _OF_CASE,
    "programme_milestone": _OF_CASE,
    "programme_activity": f"{_ALL} OR organization_id = {_ORGANIZATION}",
}


def _wall(table: str, seen: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_wall ON {table} USING ({seen}) WITH CHECK ({seen})",
    )


_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _KEPT)
_SAID = " OR ".join(
    f"(NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in _EMPTIED
)
UP_POSTGRESQL = (
    f"""
CREATE FUNCTION programme_record_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$
""",
    f"""
CREATE FUNCTION programme_enrolment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_CHANGED} OR {_SAID} THEN RAISE EXCEPTION '{_REFUSE}'; END IF;
  RETURN NEW;
END $$
""",
    *(
        f"CREATE TRIGGER {table}_keep BEFORE {'DELETE' if table == 'programme_enrolment' else 'UPDATE OR DELETE'} "
        f"ON {table} FOR EACH ROW EXECUTE FUNCTION programme_record_kept()"
        for table in _GROWING
    ),
    (
        "CREATE TRIGGER programme_enrolment_empty BEFORE UPDATE ON programme_enrolment FOR EACH ROW "
        "EXECUTE FUNCTION programme_enrolment_kept()"
    ),
    *(statement for table, seen in _POLICIES.items() for statement in _wall(table, seen)),
)
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
UP_SQLITE = (
    *(f"CREATE TRIGGER {table}_keep_delete BEFORE DELETE ON {table} {_ABORT}" for table in _GROWING),
    *(
        f"CREATE TRIGGER {table}_keep_update BEFORE UPDATE ON {table} {_ABORT}"
        for table in _GROWING
        if table != "programme_enrolment"
    ),
    (
        "CREATE TRIGGER programme_enrolment_empty BEFORE UPDATE ON programme_enrolment WHEN "
        f"{_CHANGED.replace('IS DISTINCT FROM', 'IS NOT')} OR {_SAID.replace('IS DISTINCT FROM', 'IS NOT')} {_ABORT}"
    ),
)
DOWN_FIRST = tuple(f"DROP POLICY {table}_wall ON {table}" for table in _POLICIES)
DOWN_LAST = ("DROP FUNCTION programme_record_kept()", "DROP FUNCTION programme_enrolment_kept()")
TABLES_LAST_FIRST = (
    *("programme_instrument", "programme_activity", "programme_milestone", "programme_enrolment"),
    *("programme_target", "programme_alliance", "programme_partner", "programme_territory", "programme"),
)
