"""The tables of cases and of the people in them, as migration 0013 makes them. Frozen."""

from referral.migrations.cases.kinds import ID, JSON, MOMENT, NUMBER, SEALED, SMALL, TRUTH
from referral.migrations.cases.making import check, index, may, must, recorded, refers, table, text, words

RELATIONSHIPS = (
    "parent child sibling spouse grandparent grandchild other_relative guardian ward caregiver cared_for "
    "travels_with"
)
ERASED = (
    "erased_at IS NULL OR (age_from IS NULL AND sex IS NULL AND nationality IS NULL AND languages IS NULL "
    "AND target_groups IS NULL AND residence_status IS NULL AND registrations IS NULL)"
)


def make_people() -> None:
    """Makes the tables, those first that others refer to."""
    _case_file()
    _own_record()
    _case_assignment()
    _case_custody()
    _case_exclusion()
    _case_person()
    _case_break_glass()
    _case_document()
    _case_message()
    _case_note()
    _person_contact()
    _person_identity()
    _person_paper()
    _person_relationship()
    _person_representative()
    _person_version()


def _case_file() -> None:
    table(
        "case_file",
        *recorded(),
        *must(ID, "organization_id"),
        *must(MOMENT, "custody_since"),
        *may(text(40), "number"),
        *may(text(64), "code_hash"),
        *must(text(20), "status"),
        *may(ID, "region_id"),
        *must(TRUTH, "protection restricted"),
        *may(MOMENT, "closed_at"),
        *must(NUMBER, "version"),
        words("status", "open closed"),
        check("version", "version >= 1"),
    )
    index("ix_case_file_list", "case_file", "organization_id status id")
    index("uq_case_file_code_hash", "case_file", "code_hash")
    index("uq_case_file_number", "case_file", "organization_id number")


def _own_record() -> None:
    table(
        "own_record",
        *recorded(),
        *must(ID, "organization_id person_id"),
        *may(ID, "reference_id"),
        *must(SEALED, "body_sealed"),
        *must(MOMENT, "retain_until"),
    )
    index("ix_own_record_person", "own_record", "organization_id person_id id")
    index("ix_own_record_retain_until", "own_record", "retain_until")


def _case_assignment() -> None:
    table(
        "case_assignment",
        *recorded(),
        *must(ID, "case_id member_id"),
        *must(text(20), "role"),
        *may(MOMENT, "ended_at"),
        refers("case_id", "case_file"),
        words("role", "case_worker supervisor"),
    )
    index("ix_case_assignment_case_id", "case_assignment", "case_id")
    index("uq_case_assignment_open", "case_assignment", "member_id case_id", where="ended_at IS NULL")


def _case_custody() -> None:
    table(
        "case_custody",
        *must(ID, "case_id organization_id"),
        *must(NUMBER, "number"),
        *must(MOMENT, "began_at"),
        *may(MOMENT, "ended_at"),
        refers("case_id", "case_file", ondelete="CASCADE"),
        check("times", "ended_at IS NULL OR ended_at >= began_at"),
        key="case_id number",
    )
    index("uq_case_custody_open", "case_custody", "case_id", where="ended_at IS NULL")


def _case_exclusion() -> None:
    table(
        "case_exclusion",
        *recorded(),
        *must(ID, "case_id member_id"),
        refers("case_id", "case_file"),
    )
    index("uq_case_exclusion_member", "case_exclusion", "member_id case_id")


def _case_person() -> None:
    table(
        "case_person",
        *recorded(),
        *must(ID, "case_id"),
        *must(SMALL, "number"),
        *must(TRUTH, "focal"),
        *must(text(20), "identity_known"),
        *may(SMALL, "age_from age_to"),
        *may(text(20), "age_source sex"),
        *may(text(2), "nationality"),
        *may(JSON, "languages target_groups registrations"),
        *may(text(40), "residence_status"),
        *may(TRUTH, "accessible"),
        *may(text(100), "legal_hold"),
        *may(MOMENT, "erased_at"),
        *must(NUMBER, "version"),
        refers("case_id", "case_file"),
        check("age_both", "(age_from IS NULL) = (age_to IS NULL)"),
        check("age_order", "age_from BETWEEN 0 AND age_to AND age_to <= 130"),
        check("age_said", "(age_from IS NULL) = (age_source IS NULL)"),
        words("age_source", "person papers guardian worker physician authority"),
        check(
            "erased",
            ERASED,
        ),
        words("identity_known", "known partly unknown"),
        words("sex", "female male other"),
        check("version", "version >= 1"),
    )
    index("uq_case_person_focal", "case_person", "case_id", where="focal = true", sqlite_where="focal = 1")
    index("uq_case_person_number", "case_person", "case_id number")


def _case_break_glass() -> None:
    table(
        "case_break_glass",
        *recorded(),
        *must(ID, "case_id member_id person_id"),
        *must(text(20), "reason"),
        *may(SEALED, "words_sealed"),
        *must(MOMENT, "expires_at"),
        refers("case_id", "case_file"),
        refers("person_id", "case_person"),
        words("reason", "danger worker_absent legal_demand complaint other"),
        check("times", "expires_at > recorded_at"),
    )
    index("ix_case_break_glass_case_id", "case_break_glass", "case_id")
    index("ix_case_break_glass_member", "case_break_glass", "member_id case_id expires_at")


def _case_document() -> None:
    table(
        "case_document",
        *recorded(),
        *must(ID, "person_id"),
        *must(text(20), "kind scan"),
        *must(text(100), "media_type"),
        *must(NUMBER, "size"),
        *must(SEALED, "name_sealed content_sealed"),
        *may(MOMENT, "removed_at"),
        refers("person_id", "case_person"),
        words("kind", "identity medical legal consent photograph other"),
        words("scan", "not_scanned clean"),
        check("size", "size >= 1"),
    )
    index("ix_case_document_person_id", "case_document", "person_id id")


def _case_message() -> None:
    table(
        "case_message",
        *recorded(),
        *must(ID, "person_id from_organization_id to_organization_id"),
        *may(ID, "reference_id"),
        *must(SEALED, "body_sealed"),
        refers("person_id", "case_person"),
    )
    index("ix_case_message_person_id", "case_message", "person_id id")
    index("ix_case_message_to", "case_message", "to_organization_id id")


def _case_note() -> None:
    table(
        "case_note",
        *recorded(),
        *must(ID, "person_id"),
        *must(SEALED, "body_sealed"),
        refers("person_id", "case_person"),
    )
    index("ix_case_note_person_id", "case_note", "person_id id")


def _person_contact() -> None:
    table(
        "person_contact",
        *recorded(),
        *must(ID, "person_id"),
        *must(text(20), "kind"),
        *may(TRUTH, "safe"),
        *must(SEALED, "value_sealed"),
        *may(SEALED, "note_sealed normal_sealed"),
        *may(text(64), "lookup"),
        *may(MOMENT, "ended_at"),
        refers("person_id", "case_person"),
        words("kind", "phone messenger email address place_and_time trusted_person other"),
    )
    index("ix_person_contact_lookup", "person_contact", "lookup")
    index("ix_person_contact_person_id", "person_contact", "person_id")


def _person_identity() -> None:
    table(
        "person_identity",
        *must(ID, "person_id"),
        *may(
            SEALED,
            "given_names_sealed family_names_sealed other_names_sealed birth_date_sealed birth_place_sealed",
        ),
        refers("person_id", "case_person"),
        key="person_id",
    )


def _person_paper() -> None:
    table(
        "person_paper",
        *recorded(),
        *must(ID, "person_id"),
        *must(text(20), "kind"),
        *may(text(2), "country"),
        *must(SEALED, "number_sealed"),
        *may(text(64), "lookup"),
        *may(MOMENT, "ended_at"),
        refers("person_id", "case_person"),
        words(
            "kind",
            "passport identity_card birth_certificate residence_permit asylum_paper registration personal_number other",
        ),
    )
    index("ix_person_paper_lookup", "person_paper", "lookup")
    index("ix_person_paper_person_id", "person_paper", "person_id")


def _person_relationship() -> None:
    table(
        "person_relationship",
        *recorded(),
        *must(ID, "person_id other_id"),
        *must(text(20), "kind"),
        *may(MOMENT, "ended_at"),
        refers("person_id", "case_person"),
        refers("other_id", "case_person"),
        words(
            "kind",
            RELATIONSHIPS,
        ),
        check("two", "person_id <> other_id"),
    )
    index("ix_person_relationship_other_id", "person_relationship", "other_id")
    index("uq_person_relationship", "person_relationship", "person_id other_id kind")


def _person_representative() -> None:
    table(
        "person_representative",
        *recorded(),
        *must(ID, "person_id"),
        *may(ID, "case_person_id conflict_by"),
        *must(text(20), "kind"),
        *may(SEALED, "name_sealed contact_sealed conflict_reason_sealed"),
        *may(MOMENT, "conflict_at ended_at"),
        refers("person_id", "case_person"),
        refers("case_person_id", "case_person"),
        check("conflict", "(conflict_at IS NULL) = (conflict_by IS NULL)"),
        words(
            "kind",
            RELATIONSHIPS,
        ),
    )
    index("ix_person_representative_person_id", "person_representative", "person_id")


def _person_version() -> None:
    table(
        "person_version",
        *recorded(),
        *must(ID, "person_id"),
        *must(NUMBER, "version"),
        *must(text(20), "change"),
        *must(JSON, "fields"),
        *may(SEALED, "before_sealed"),
        refers("person_id", "case_person"),
        words("change", "created added changed rectified"),
    )
    index("uq_person_version_number", "person_version", "person_id version")
