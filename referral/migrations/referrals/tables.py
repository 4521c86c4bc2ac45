"""The tables of referrals, as migration 0016 makes them. Frozen."""

import sqlalchemy as sa

from referral.migrations import columns
from referral.migrations.cases.kinds import DATE, ID, JSON, MOMENT, NUMBER, SEALED, SMALL, TRUTH, Kind
from referral.migrations.cases.making import check, index, may, must, refers, table, text, words

_STATES = (
    "draft pending_approval sent acknowledged info_requested waitlisted accepted in_service on_hold completed disputed "
    "closed declined cancelled expired consent_withdrawn failed entered_in_error"
)
_BEFORE_ACCEPTANCE = "draft,pending_approval,sent,acknowledged,info_requested,waitlisted"
_BEFORE_COMPLETION = f"{_BEFORE_ACCEPTANCE},accepted,in_service,on_hold"
_OPEN = f"{_BEFORE_COMPLETION},completed,disputed"
# Each action with the states that it leads from, and to where.
_EDGES = {
    "submit": "draft>sent",
    "request_approval": "draft>pending_approval",
    "approve": "pending_approval>sent",
    "return_to_draft": "pending_approval>draft",
    "acknowledge": "sent>acknowledged",
    "request_info": "acknowledged,waitlisted>info_requested",
    "provide_info": "info_requested>acknowledged info_requested>waitlisted",
    "waitlist": "sent,acknowledged>waitlisted",
    "accept": "sent,acknowledged,waitlisted>accepted",
    "decline": "sent,acknowledged,waitlisted,info_requested>declined",
    "start_service": "accepted>in_service",
    "hold": "accepted,in_service>on_hold",
    "resume": "on_hold>accepted on_hold>in_service",
    "complete": "in_service>completed",
    "fail": "accepted,in_service,on_hold>failed",
    "confirm_closure": "completed,disputed>closed",
    "auto_close": "completed>closed",
    "dispute_outcome": "completed>disputed",
    "resume_service": "disputed>in_service",
    "cancel": f"{_BEFORE_COMPLETION}>cancelled",
    "expire": f"{_BEFORE_ACCEPTANCE}>expired",
    "withdraw_consent": f"{_OPEN}>consent_withdrawn",
    "mark_error": f"{_OPEN}>entered_in_error",
}
_BIG: Kind = columns.big_number
_PLAIN: Kind = columns.plain_text


def make_tables() -> None:
    """Makes the tables, those first that others refer to."""
    _referral()
    _referral_person()
    _referral_event()
    _referral_breach()
    _idempotency_key()


def _referral() -> None:
    table(
        "referral",
        *must(ID, "id"),
        *must(MOMENT, "occurred_at recorded_at"),
        *must(NUMBER, "version"),
        *must(ID, "case_id author_id sender_organization_id receiver_organization_id service_id"),
        *may(ID, "service_at_location_id"),
        *must(text(20), "kind priority basis delivery direction"),
        *may(text(64), "placer_id filler_id"),
        *may(ID, "parent_id replaces_id offer_id"),
        *must(SMALL, "hop"),
        *must(text(20), "choose state"),
        *must(MOMENT, "since"),
        *may(text(40), "reason"),
        *may(text(20), "back_to confirmed_state clock_with willing_by outcome release_basis"),
        *may(ID, "willing_person assigned_to release_supervisor"),
        *may(TRUTH, "verified"),
        *may(DATE, "served_from served_to needed_from follow_up_until"),
        *may(MOMENT, "assigned_at sent_at acknowledged_at decided_at first_contact_at completed_at ended_at"),
        *may(MOMENT, "next_due_at consent_expires_at"),
        *must(JSON, "need_codes languages released receiver_calendar sender_calendar"),
        *may(ID, "region_id region1_id"),
        *may(text(2), "country receiver_country"),
        *may(text(20), "age_band adult_or_child sex_of_staff"),
        *must(
            TRUTH, "accessibility on_arrival protection restricted tier_one_at_sent release_wanted withdrawn"
        ),
        *must(SMALL, "party_size"),
        *may(text(64), "disclosed_hash"),
        *may(SEALED, "narrative_sealed notes_sealed"),
        *_checks_of_referral(),
        refers("case_id", "case_file"),
        refers("parent_id", "referral"),
        refers("replaces_id", "referral"),
    )
    index("ix_referral_sender", "referral", "sender_organization_id id")
    index("ix_referral_receiver", "referral", "receiver_organization_id id")
    index("ix_referral_service", "referral", "service_id case_id")
    index("ix_referral_case_id", "referral", "case_id")
    index("ix_referral_offer_id", "referral", "offer_id", where="offer_id IS NOT NULL")
    index("ix_referral_region1_id", "referral", "region1_id id")
    index("ix_referral_next_due_at", "referral", "next_due_at", where="next_due_at IS NOT NULL")


def _checks_of_referral() -> list[sa.Column[object] | tuple[str, ...]]:
    return [
        words("state", _STATES),
        words("confirmed_state", _STATES),
        words("kind", "referral transfer mandatory_report"),
        words("priority", "emergency urgent routine"),
        words("basis", "consent legal_obligation vital_interests"),
        words("delivery", "connected paper phone self"),
        words("direction", "send feedback both"),
        words("choose", "first person"),
        words("clock_with", "sender supervisor receiver both"),
        words("willing_by", "phone in_person paper"),
        check("version", "version >= 1"),
        check("hop", "(hop > 0) = (parent_id IS NOT NULL)"),
        check("party_size", "party_size BETWEEN 1 AND 20"),
        check("others", "replaces_id <> id AND parent_id <> id"),
        check(
            "back_to",
            "(state = 'info_requested' AND back_to IS NOT NULL AND back_to IN ('acknowledged', 'waitlisted')) "
            "OR (state = 'on_hold' AND back_to IS NOT NULL AND back_to IN ('accepted', 'in_service')) "
            "OR (state NOT IN ('info_requested', 'on_hold') AND back_to IS NULL)",
        ),
    ]


def _referral_person() -> None:
    table(
        "referral_person",
        *must(ID, "referral_id person_id"),
        *must(SMALL, "number"),
        *may(ID, "chain_id consent_id"),
        refers("referral_id", "referral", ondelete="CASCADE"),
        refers("person_id", "case_person"),
        refers("chain_id", "consent"),
        refers("consent_id", "consent"),
        check("number", "number >= 1"),
        key="referral_id person_id",
    )
    index("ix_referral_person_person_id", "referral_person", "person_id")
    index("ix_referral_person_chain_id", "referral_person", "chain_id")


def _referral_event() -> None:
    edges = " ".join(
        f"{action}:{origin}:{target}"
        for action, said in _EDGES.items()
        for origins, target in (each.split(">") for each in said.split())
        for origin in origins.split(",")
    )
    listed = ", ".join(f"'{edge}'" for edge in edges.split())
    table(
        "referral_event",
        *[sa.Column("sequence", _BIG(), autoincrement=False, nullable=False)],
        *must(ID, "referral_id"),
        *must(SMALL, "number version"),
        *must(MOMENT, "occurred_at recorded_at"),
        *must(text(40), "action"),
        *must(text(20), "from_state to_state role"),
        *may(ID, "actor_id organization_id"),
        *may(text(20), "channel"),
        *must(JSON, "details"),
        *may(SEALED, "words_sealed"),
        refers("referral_id", "referral"),
        check(
            "edge",
            "from_state = to_state OR action = 'place_offered' OR "
            f"action || ':' || from_state || ':' || to_state IN ({listed})",
        ),
        words("from_state", _STATES),
        words("to_state", _STATES),
        words("role", "SW SUP RFP RW COORD DPO CLIENT SYS OPERATOR ADMINISTRATOR"),
        words("channel", "phone in_person paper"),
        key="sequence",
    )
    index("uq_referral_event_number", "referral_event", "referral_id number")


def _referral_breach() -> None:
    table(
        "referral_breach",
        *must(text(120), "key"),
        *must(ID, "referral_id"),
        *must(text(40), "clock"),
        *must(text(20), "label"),
        *must(MOMENT, "at recorded_at"),
        *must(JSON, "effects"),
        refers("referral_id", "referral"),
        key="key",
    )
    index("ix_referral_breach_referral_id", "referral_breach", "referral_id at")


def _idempotency_key() -> None:
    table(
        "idempotency_key",
        *must(ID, "client_id"),
        *must(_PLAIN, "key"),
        *may(ID, "organization_id"),
        *must(text(64), "body_hash"),
        *must(SMALL, "status"),
        *must(ID, "resource_id"),
        *must(NUMBER, "resource_version"),
        *must(MOMENT, "created_at"),
        key="client_id key",
    )
    index("ix_idempotency_key_created_at", "idempotency_key", "created_at")
