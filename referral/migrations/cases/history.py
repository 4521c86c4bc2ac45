"""Triggers of migration 0013: custody follows its case, and consents and versions are never edited. Frozen.

Who answers for a case stands in a column that is never empty, so there is one at any time. These triggers write the
history of it, so that the history can have neither a gap nor an overlap, and refuse every other change of it.
"""

import re

POSTGRESQL: tuple[str, ...] = (
    """
CREATE FUNCTION case_custody_begins() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  INSERT INTO case_custody (case_id, number, organization_id, began_at)
  VALUES (NEW.id, 1, NEW.organization_id, NEW.custody_since);
  RETURN NULL;
END $$
""",
    """
CREATE FUNCTION case_custody_moves() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF NEW.organization_id = OLD.organization_id THEN
    IF NEW.custody_since <> OLD.custody_since THEN RAISE EXCEPTION 'custody follows its case'; END IF;
    RETURN NULL;
  END IF;
  IF NEW.custody_since < OLD.custody_since THEN RAISE EXCEPTION 'custody follows its case'; END IF;
  UPDATE case_custody SET ended_at = NEW.custody_since WHERE case_id = NEW.id AND ended_at IS NULL;
  INSERT INTO case_custody (case_id, number, organization_id, began_at)
  SELECT NEW.id, max(number) + 1, NEW.organization_id, NEW.custody_since FROM case_custody WHERE case_id = NEW.id;
  RETURN NULL;
END $$
""",
    """
CREATE FUNCTION case_custody_kept() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id) THEN
      RAISE EXCEPTION 'custody follows its case';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.case_id <> OLD.case_id OR NEW.number <> OLD.number
     OR NEW.organization_id <> OLD.organization_id OR NEW.began_at <> OLD.began_at
     OR EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id AND organization_id = OLD.organization_id) THEN
    RAISE EXCEPTION 'custody follows its case';
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE FUNCTION case_custody_fits() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF NEW.ended_at IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM case_file
    WHERE id = NEW.case_id AND organization_id = NEW.organization_id AND custody_since = NEW.began_at
  ) THEN
    RAISE EXCEPTION 'custody follows its case';
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE FUNCTION consent_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
    RAISE EXCEPTION 'a consent is never edited';
  END IF;
  IF (to_jsonb(NEW) - '{withdrawn_at,withdrawn_via,withdrawn_scopes}'::text[] - '{SEALED}'::text[])
     IS DISTINCT FROM
     (to_jsonb(OLD) - '{withdrawn_at,withdrawn_via,withdrawn_scopes}'::text[] - '{SEALED}'::text[]) THEN
    RAISE EXCEPTION 'a consent is never edited';
  END IF;
  RETURN NEW;
END $$
""",
    "CREATE TRIGGER case_file_begins AFTER INSERT ON case_file FOR EACH ROW EXECUTE FUNCTION case_custody_begins()",
    """
CREATE TRIGGER case_file_moves AFTER UPDATE OF organization_id, custody_since ON case_file
FOR EACH ROW EXECUTE FUNCTION case_custody_moves()
""",
    """
CREATE TRIGGER case_custody_keep BEFORE UPDATE OR DELETE ON case_custody
FOR EACH ROW EXECUTE FUNCTION case_custody_kept()
""",
    "CREATE TRIGGER case_custody_fit BEFORE INSERT ON case_custody FOR EACH ROW EXECUTE FUNCTION case_custody_fits()",
    "CREATE TRIGGER consent_keep BEFORE UPDATE ON consent FOR EACH ROW EXECUTE FUNCTION consent_kept()",
)
_SEALED = (
    "relationship_sealed,capacity_note_sealed,adult_on_sealed,safe_times_sealed,evidence_sha256_sealed,"
    "evidence_sealed,witness_sealed"
)
# They see every row, whoever's act they follow: with row-level security too, and without rights on the history.
_DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp SET app.actor_kind = 'system'"
POSTGRESQL = tuple(
    statement.replace("{SEALED}", "{" + _SEALED + "}").replace("{DEFINER}", _DEFINER)
    for statement in POSTGRESQL
)
FUNCTIONS = (
    "case_custody_begins",
    "case_custody_moves",
    "case_custody_kept",
    "case_custody_fits",
    "consent_kept",
)

_REFUSE = "SELECT RAISE(ABORT, 'custody follows its case')"
_FIXED = (
    "chain_id, version, supersedes_id, person_id, giver, representative_id, minor, assent, ask_again_on, "
    "basis, article, agreed, purpose, categories, direction, no_contact, safe_channels, no_voicemail, "
    "interpreter_sex, never_share_with, statistics, follow_up_until, tier_one_at_sent, release_on_send, "
    "protection, notice_version, notice_language, notice_channel, evidence_kind, valid_from, expires_at, "
    "occurred_at, recorded_at, recorded_by"
)
_NEW, _OLD = (re.sub(r"\w+", rf"{row}.\g<0>", _FIXED) for row in ("NEW", "OLD"))

SQLITE = (
    """
CREATE TRIGGER case_file_begins AFTER INSERT ON case_file BEGIN
  INSERT INTO case_custody (case_id, number, organization_id, began_at)
  VALUES (NEW.id, 1, NEW.organization_id, NEW.custody_since);
END
""",
    f"""
CREATE TRIGGER case_file_stays AFTER UPDATE OF organization_id, custody_since ON case_file
WHEN (NEW.organization_id = OLD.organization_id AND NEW.custody_since <> OLD.custody_since)
  OR NEW.custody_since < OLD.custody_since
BEGIN {_REFUSE}; END
""",
    """
CREATE TRIGGER case_file_moves AFTER UPDATE OF organization_id ON case_file
WHEN NEW.organization_id <> OLD.organization_id BEGIN
  UPDATE case_custody SET ended_at = NEW.custody_since WHERE case_id = NEW.id AND ended_at IS NULL;
  INSERT INTO case_custody (case_id, number, organization_id, began_at)
  SELECT NEW.id, max(number) + 1, NEW.organization_id, NEW.custody_since FROM case_custody WHERE case_id = NEW.id;
END
""",
    f"""
CREATE TRIGGER case_custody_keep BEFORE UPDATE ON case_custody
WHEN OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.case_id <> OLD.case_id OR NEW.number <> OLD.number
  OR NEW.organization_id <> OLD.organization_id OR NEW.began_at <> OLD.began_at
  OR EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id AND organization_id = OLD.organization_id)
BEGIN {_REFUSE}; END
""",
    f"""
CREATE TRIGGER case_custody_stay BEFORE DELETE ON case_custody
WHEN EXISTS (SELECT 1 FROM case_file WHERE id = OLD.case_id)
BEGIN {_REFUSE}; END
""",
    f"""
CREATE TRIGGER case_custody_fit BEFORE INSERT ON case_custody
WHEN NEW.ended_at IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM case_file
  WHERE id = NEW.case_id AND organization_id = NEW.organization_id AND custody_since = NEW.began_at)
BEGIN {_REFUSE}; END
""",
    f"""
CREATE TRIGGER consent_keep BEFORE UPDATE ON consent
WHEN (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at)
  OR ({_NEW}) IS NOT ({_OLD})
BEGIN SELECT RAISE(ABORT, 'a consent is never edited'); END
""",
)
