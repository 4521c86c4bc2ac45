"""The tables of consents, access and duties, as migration 0013 makes them. Frozen."""

from referral.migrations.cases.kinds import DATE, ID, JSON, MOMENT, NUMBER, SEALED, SMALL, TRUTH
from referral.migrations.cases.making import check, index, may, must, recorded, refers, table, text, words


def make_duties() -> None:
    """Makes the tables, those first that others refer to."""
    _data_key()
    _erasure_request()
    _privacy_task()
    _tombstone()
    _consent()
    _consent_recipient()
    _disclosure_grant()
    _objection()


def _data_key() -> None:
    table(
        "data_key",
        *must(ID, "subject_id organization_id"),
        *must(text(20), "kind"),
        *must(text(40), "key_id"),
        *must(SEALED, "wrapped"),
        *must(MOMENT, "created_at"),
        words("kind", "person own_record"),
        key="subject_id",
    )
    index("ix_data_key_key_id", "data_key", "key_id subject_id")


def _erasure_request() -> None:
    table(
        "erasure_request",
        *recorded(),
        *must(ID, "person_id"),
        *must(text(20), "ground state"),
        *may(ID, "confirmed_by"),
        *may(MOMENT, "confirmed_at due_at ended_at"),
        refers("person_id", "case_person"),
        check("done", "state <> 'done' OR confirmed_at IS NOT NULL"),
        check("due", "(confirmed_at IS NULL) = (due_at IS NULL)"),
        words("ground", "asked retention mistake"),
        words("state", "requested confirmed cancelled done"),
        check("two_people", "confirmed_by IS NULL OR confirmed_by <> recorded_by"),
    )
    index("ix_erasure_request_due", "erasure_request", "state due_at")
    index(
        "uq_erasure_request_waiting",
        "erasure_request",
        "person_id",
        where="state IN ('requested', 'confirmed')",
    )


def _privacy_task() -> None:
    table(
        "privacy_task",
        *recorded(),
        *must(ID, "person_id organization_id holder_organization_id"),
        *may(ID, "reference_id"),
        *must(text(20), "kind state"),
        *must(MOMENT, "acknowledge_by due_at"),
        *may(MOMENT, "acknowledged_at attested_at"),
        *may(text(20), "attestation"),
        *may(text(200), "legal_basis"),
        refers("person_id", "case_person"),
        words("attestation", "deleted corrected restricted returned retained"),
        check("attested", "(state = 'attested') = (attestation IS NOT NULL)"),
        words("kind", "delete correct restrict"),
        check("retained", "attestation <> 'retained' OR legal_basis IS NOT NULL"),
        words("state", "requested acknowledged attested"),
    )
    index("ix_privacy_task_due", "privacy_task", "due_at", where="state <> 'attested'")
    index("ix_privacy_task_holder", "privacy_task", "holder_organization_id state id")
    index("ix_privacy_task_organization_id", "privacy_task", "organization_id state id")
    index("ix_privacy_task_person_id", "privacy_task", "person_id")


def _tombstone() -> None:
    table(
        "tombstone",
        *must(ID, "person_id organization_id"),
        *must(MOMENT, "erased_at"),
        *may(MOMENT, "reapplied_at"),
        refers("person_id", "case_person"),
        key="person_id",
    )


def _consent() -> None:
    table(
        "consent",
        *recorded(),
        *must(ID, "chain_id person_id"),
        *must(NUMBER, "version"),
        *may(ID, "supersedes_id representative_id"),
        *must(text(20), "giver basis purpose direction notice_channel"),
        *may(SEALED, "relationship_sealed capacity_note_sealed adult_on_sealed safe_times_sealed"),
        *may(
            SEALED,
            "evidence_sha256_sealed evidence_sealed witness_sealed",
        ),
        *must(
            TRUTH,
            "minor agreed no_contact no_voicemail statistics tier_one_at_sent release_on_send protection",
        ),
        *may(text(20), "assent interpreter_sex evidence_kind"),
        *may(DATE, "ask_again_on follow_up_until"),
        *may(text(200), "article"),
        *must(JSON, "categories never_share_with"),
        *may(JSON, "safe_channels withdrawn_scopes"),
        *must(text(40), "notice_version"),
        *must(text(35), "notice_language"),
        *must(MOMENT, "valid_from"),
        *may(MOMENT, "expires_at withdrawn_at"),
        *may(text(40), "withdrawn_via"),
        refers("supersedes_id", "consent"),
        refers("person_id", "case_person"),
        refers("representative_id", "person_representative"),
        check("article", "basis <> 'legal_obligation' OR article IS NOT NULL"),
        words("assent", "given refused not_able"),
        words("basis", "consent legal_obligation vital_interests"),
        words("direction", "send feedback both"),
        check("evidence", "(evidence_kind IS NULL) = (evidence_sha256_sealed IS NULL)"),
        words("evidence_kind", "signature fingerprint recording witnessed electronic"),
        check("first", "(version = 1) = (supersedes_id IS NULL)"),
        words("giver", "self guardian caregiver other"),
        words("notice_channel", "spoken written audio sign_language phone"),
        words("purpose", "service transfer mandatory_report programme family_tracing follow_up"),
        check("times", "expires_at IS NULL OR expires_at > valid_from"),
        check("withdrawn", "(withdrawn_at IS NULL) = (withdrawn_via IS NULL)"),
        words("withdrawn_via", "in_person code phone letter receiver data_protection_officer"),
    )
    index("ix_consent_ask_again_on", "consent", "ask_again_on")
    index(
        "ix_consent_expires_at",
        "consent",
        "expires_at",
        where="withdrawn_at IS NULL AND expires_at IS NOT NULL",
    )
    index("ix_consent_person_id", "consent", "person_id id")
    index("uq_consent_supersedes_id", "consent", "supersedes_id")
    index("uq_consent_version", "consent", "chain_id version")


def _consent_recipient() -> None:
    table(
        "consent_recipient",
        *must(ID, "consent_id"),
        *must(SMALL, "number position"),
        *may(ID, "organization_id"),
        *may(text(60), "category"),
        refers("consent_id", "consent"),
        check("category", "category IS NULL OR position = 0"),
        check("one", "(organization_id IS NULL) <> (category IS NULL)"),
        check("position", "position BETWEEN 0 AND 3"),
        key="consent_id number",
    )
    index("ix_consent_recipient_organization_id", "consent_recipient", "organization_id")


def _disclosure_grant() -> None:
    table(
        "disclosure_grant",
        *recorded(),
        *must(ID, "person_id case_id holder_organization_id organization_id reference_id"),
        *may(ID, "consent_id"),
        *must(SMALL, "level reached"),
        *may(MOMENT, "ended_at"),
        *may(text(20), "ended_why"),
        refers("person_id", "case_person"),
        refers("case_id", "case_file"),
        refers("consent_id", "consent"),
        check("ended", "(ended_at IS NULL) = (ended_why IS NULL)"),
        words("ended_why", "withdrawn narrowed declined finished expired erased error"),
        check("level", "level BETWEEN 0 AND 3"),
    )
    index("ix_disclosure_grant_case_id", "disclosure_grant", "case_id")
    index(
        "ix_disclosure_grant_open", "disclosure_grant", "person_id organization_id", where="ended_at IS NULL"
    )
    index("ix_disclosure_grant_organization_id", "disclosure_grant", "organization_id case_id")
    index("uq_disclosure_grant_reference", "disclosure_grant", "reference_id person_id")


def _objection() -> None:
    table(
        "objection",
        *recorded(),
        *must(ID, "person_id consent_id organization_id"),
        *may(SEALED, "words_sealed answer_sealed"),
        *must(text(20), "state"),
        *must(MOMENT, "due_at"),
        *may(MOMENT, "decided_at"),
        *may(ID, "decided_by"),
        refers("person_id", "case_person"),
        refers("consent_id", "consent"),
        check("decided", "(state = 'open') = (decided_at IS NULL)"),
        words("state", "open upheld rejected"),
    )
    index("ix_objection_open", "objection", "organization_id state due_at")
    index("ix_objection_person_id", "objection", "person_id")
