"""The second wall of migration 0013, on PostgreSQL: row-level security, also against the owner of the tables. Frozen.

The first wall is that every query names its actor. This one answers a query that forgot: without a context there is no
row, and with one only what the actor's organisation holds, or was given by a grant that is open, up to its tier.
"""

# Names are written out, since pg_dump and others come with an empty search path.
_FUNCTIONS = (
    # Called once at the beginning of a transaction, whose end forgets it.
    """
CREATE FUNCTION public.app_context(kind text, organization text, regions text, case_id text) RETURNS void
LANGUAGE sql VOLATILE AS $$
  SELECT set_config('app.actor_kind', coalesce(kind, ''), true),
         set_config('app.organization_id', coalesce(organization, ''), true),
         set_config('app.regions', coalesce(regions, ''), true),
         set_config('app.case_id', coalesce(case_id, ''), true);
$$
""",
    """
CREATE FUNCTION public.app_kind() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT NULLIF(current_setting('app.actor_kind', true), '')
$$
""",
    """
CREATE FUNCTION public.app_organization() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT NULLIF(current_setting('app.organization_id', true), '')::uuid
$$
""",
    """
CREATE FUNCTION public.app_case() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT NULLIF(current_setting('app.case_id', true), '')::uuid
$$
""",
    """
CREATE FUNCTION public.app_acts_as(role_name text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT pg_has_role(current_user, oid, 'USAGE') FROM pg_roles WHERE rolname = role_name), false)
$$
""",
    # The server that answers requests never sees everything, whatever context it is talked into.
    """
CREATE FUNCTION public.app_sees_all() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE public.app_kind()
    WHEN 'system' THEN NOT public.app_acts_as('referral_app') AND NOT public.app_acts_as('referral_stats')
    WHEN 'statistics' THEN public.app_acts_as('referral_stats')
    ELSE false END
$$
""",
    """
CREATE FUNCTION public.app_granted(person uuid, tier integer) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM public.disclosure_grant g WHERE g.person_id = person AND g.ended_at IS NULL
                 AND g.organization_id = public.app_organization() AND g.level >= tier)
$$
""",
    # Also after the access ended: whoever withdraws a consent a second time is told of the first.
    """
CREATE FUNCTION public.app_was_granted(person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM public.disclosure_grant g WHERE g.person_id = person
                 AND g.organization_id = public.app_organization())
$$
""",
    """
CREATE FUNCTION public.app_owns_case(owned uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM public.case_file c WHERE c.id = owned
                 AND (public.app_sees_all() OR c.id = public.app_case()
                      OR c.organization_id = public.app_organization()))
$$
""",
    """
CREATE FUNCTION public.app_owns_person(owned uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM public.case_person p WHERE p.id = owned AND public.app_owns_case(p.case_id))
$$
""",
)
_ALL, _ORGANIZATION = "(SELECT app_sees_all())", "(SELECT app_organization())"
_OWN = f"{_ALL} OR organization_id = {_ORGANIZATION}"
_KNOWN = "(SELECT app_kind()) IS NOT NULL"
_GRANT = "EXISTS (SELECT 1 FROM disclosure_grant g WHERE g.case_id = case_file.id AND g.ended_at IS NULL AND "
_OWNER = f"{_ALL} OR app_owns_person(person_id)"
_OF_CASE = f"{_ALL} OR app_owns_case(case_id)"


def _granted(least: int) -> str:
    return f"{_OWNER} OR app_granted(person_id, {least})"


# Table → who sees and changes a row, and where it differs, which rows may come to be.
_POLICIES: dict[str, tuple[str, str]] = {
    "case_file": (
        f"{_OWN} OR id = (SELECT app_case()) OR {_GRANT} g.organization_id = {_ORGANIZATION})",
        # A case goes over only to an organisation that has been given access to it.
        f"{_OWN} OR {_GRANT} g.organization_id = case_file.organization_id)",
    ),
    "case_custody": (f"{_OF_CASE} OR organization_id = {_ORGANIZATION}", ""),
    "case_assignment": (_OF_CASE, ""),
    "case_exclusion": (_OF_CASE, ""),
    "case_break_glass": (_OF_CASE, ""),
    "case_person": (f"{_OF_CASE} OR app_granted(id, 1)", ""),
    "person_identity": (_granted(2), ""),
    "person_contact": (_granted(2), ""),
    "person_paper": (_granted(2), ""),
    "person_relationship": (_granted(1), ""),
    "person_representative": (_granted(2), ""),
    "person_version": (_OWNER, ""),
    "case_document": (_granted(3), ""),
    "case_note": (_OWNER, ""),
    "case_message": (f"{_ALL} OR {_ORGANIZATION} IN (from_organization_id, to_organization_id)", ""),
    "own_record": (_OWN, ""),
    "consent": (f"{_OWNER} OR app_was_granted(person_id)", ""),
    "consent_recipient": (
        f"{_ALL} OR EXISTS (SELECT 1 FROM consent c WHERE c.id = consent_recipient.consent_id)",
        "",
    ),
    "disclosure_grant": (
        f"{_ALL} OR {_ORGANIZATION} IN (organization_id, holder_organization_id) OR case_id = (SELECT app_case())",
        _KNOWN,
    ),
    "privacy_task": (f"{_ALL} OR {_ORGANIZATION} IN (organization_id, holder_organization_id)", _KNOWN),
    "objection": (_OWN, _KNOWN),
    "erasure_request": (_OWNER, ""),
    "tombstone": (_OWN, ""),
}


def _wall(table: str, seen: str, made: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_wall ON {table} USING ({seen}) WITH CHECK ({made or seen})",
    )


# Routing facts for statistics: no id, no day, nothing of a person but how many.
_VIEW = """
CREATE VIEW statistics_case AS
SELECT date_trunc('month', c.occurred_at AT TIME ZONE 'UTC')::date AS month, c.region_id, c.status, c.protection,
       (SELECT count(*) FROM case_person p WHERE p.case_id = c.id)::integer AS people
FROM case_file c
"""
UP = (
    *_FUNCTIONS,
    *(statement for table, (seen, made) in _POLICIES.items() for statement in _wall(table, seen, made)),
    _VIEW,
)
# Policies go first: they need the functions, and tables would not let go of each other.
DOWN = (
    "DROP VIEW statistics_case",
    *(f"DROP POLICY {table}_wall ON {table}" for table in _POLICIES),
)
DOWN_LAST = (
    *(
        f"DROP FUNCTION {signature}"
        for signature in (
            "app_owns_person(uuid)",
            "app_owns_case(uuid)",
            "app_granted(uuid, integer)",
            "app_was_granted(uuid)",
            "app_sees_all()",
            "app_acts_as(text)",
            "app_case()",
            "app_organization()",
            "app_kind()",
            "app_context(text, text, text, text)",
        )
    ),
)
TABLES_LAST_FIRST = (
    *(
        "tombstone",
        "objection",
        "disclosure_grant",
        "consent_recipient",
        "consent",
        "privacy_task",
        "erasure_request",
    ),
    *("own_record", "case_note", "case_message", "case_document", "person_version", "person_representative"),
    *(
        "person_relationship",
        "person_paper",
        "person_contact",
        "person_identity",
        "case_break_glass",
        "case_person",
    ),
    *("case_exclusion", "case_assignment", "case_custody", "case_file", "data_key"),
)
