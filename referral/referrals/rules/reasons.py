"""The coded reasons, causes, outcomes and questions that actions carry."""

from enum import StrEnum


class DeclineReason(StrEnum):
    """Why a receiver does not take it."""

    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    WRONG_SERVICE = "wrong_service"
    OUT_OF_AREA = "out_of_area"
    NOT_OPERATING = "not_operating"
    MISSING_DOCUMENTS = "missing_documents"
    SAFETY_CONFLICT = "safety_conflict"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    DUPLICATE = "duplicate"
    OTHER = "other"


class FailCause(StrEnum):
    """Why an accepted referral came to nothing."""

    CLIENT_UNREACHABLE = "client_unreachable"
    NO_SHOW = "no_show"
    CLIENT_DECLINED = "client_declined"
    LOST_CAPACITY = "lost_capacity"
    SAFETY_CONFLICT = "safety_conflict"
    NOT_ELIGIBLE_AFTER_ASSESSMENT = "not_eligible_after_assessment"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    MOVED = "moved"
    DECEASED = "deceased"
    OTHER = "other"


class CancelReason(StrEnum):
    """Why the sender takes it back. `taken` is set by the machine; `client_choice` stands for a withdrawal, too."""

    CLIENT_CHOICE = "client_choice"
    NEED_MET_ELSEWHERE = "need_met_elsewhere"
    NO_LONGER_NEEDED = "no_longer_needed"
    SAFETY = "safety"
    SENT_BY_MISTAKE = "sent_by_mistake"
    NO_ANSWER = "no_answer"
    TAKEN = "taken"
    OTHER = "other"


class HoldReason(StrEnum):
    """Why a service pauses."""

    CLIENT_ASKED = "client_asked"
    CLIENT_AWAY = "client_away"
    WAITING_FOR_DOCUMENTS = "waiting_for_documents"
    WAITING_FOR_OTHERS = "waiting_for_others"
    SERVICE_PAUSED = "service_paused"
    HEALTH = "health"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of a service."""

    FULLY_MET = "fully_met"
    PARTLY_MET = "partly_met"
    REFERRED_ON = "referred_on"
    OTHER = "other"


class WasAsked(StrEnum):
    """Whether the person was asked if they were helped."""

    YES = "yes"
    NO = "no"
    UNREACHABLE = "unreachable"


class Question(StrEnum):
    """What a receiver may ask before it accepts. None of them asks who the person is."""

    AGE_BAND = "age_band"
    PARTY_SIZE = "party_size"
    LANGUAGES = "languages"
    SEX_OF_STAFF = "sex_of_staff"
    ACCESSIBILITY = "accessibility"
    NEEDED_FROM = "needed_from"
    RESIDENCE_STATUS = "residence_status"
    REGISTRATION = "registration"
    KINDS_OF_DOCUMENTS = "kinds_of_documents"
    INCOME_BAND = "income_band"
    SCHOOLING = "schooling"
    WORK_EXPERIENCE = "work_experience"
    CARE_NEEDED = "care_needed"
    TRANSPORT = "transport"
    SAFETY_OF_PLACE = "safety_of_place"
    MORE_ON_NEED = "more_on_need"


class ApprovalReason(StrEnum):
    """Why a supervisor has to approve before it is sent."""

    MINOR_WITHOUT_GUARDIAN = "minor_without_guardian"
    PROTECTED_CATEGORY = "protected_category"
    BASIS_NOT_CONSENT = "basis_not_consent"
    EMERGENCY_RELEASE = "emergency_release"
    CROSS_BORDER = "cross_border"


class WithdrawalCause(StrEnum):
    """Whether somebody withdrew, or the consent ran out."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
