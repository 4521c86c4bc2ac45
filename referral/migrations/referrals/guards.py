"""What the database itself keeps of referrals: histories that only grow, and a second wall on PostgreSQL. Frozen.

Who may see a row: the sender; the receiver and the coordinator of its region once it was sent; and whoever acts for the
people of its case for the rest of a transaction, as after a withdrawal.
"""

_GROWING = ("referral_event", "referral_breach")
_REFUSE = "the history of a referral only grows"
_ALL, _ORGANIZATION = "(SELECT app_sees_all())", "(SELECT app_organization())"
# With the cast it is an array, and not a query of arrays.
_REGIONS = "(SELECT app_regions())::uuid[]"
SEEN = (
    f"{_ALL} OR sender_organization_id = {_ORGANIZATION} OR case_id = (SELECT app_case()) "
    f"OR (sent_at IS NOT NULL AND (receiver_organization_id = {_ORGANIZATION} "
    f"OR region_id = ANY({_REGIONS}) OR region1_id = ANY({_REGIONS})))"
)
# Referrals have a wall of their own, which these look through.
_OF_REFERRAL = "EXISTS (SELECT 1 FROM referral r WHERE r.id = referral_id)"
_POLICIES = {
    "referral": SEEN,
    "referral_person": _OF_REFERRAL,
    "referral_event": _OF_REFERRAL,
    "referral_breach": _OF_REFERRAL,
    "idempotency_key": f"{_ALL} OR organization_id = {_ORGANIZATION}",
}


def _wall(table: str, seen: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_wall ON {table} USING ({seen}) WITH CHECK ({seen})",
    )


UP_POSTGRESQL = (
    """
CREATE FUNCTION public.app_regions() RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_to_array(NULLIF(current_setting('app.regions', true), ''), ',')::uuid[], '{}'::uuid[])
$$
""",
    f"""
CREATE FUNCTION referral_history_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$
""",
    *(
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION referral_history_kept()"
        for table in _GROWING
    ),
    *(statement for table, seen in _POLICIES.items() for statement in _wall(table, seen)),
)
UP_SQLITE = tuple(
    f"CREATE TRIGGER {table}_keep_{what.lower()} BEFORE {what} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
    for table in _GROWING
    for what in ("UPDATE", "DELETE")
)
DOWN_FIRST = tuple(f"DROP POLICY {table}_wall ON {table}" for table in _POLICIES)
DOWN_LAST = ("DROP FUNCTION referral_history_kept()", "DROP FUNCTION public.app_regions()")
