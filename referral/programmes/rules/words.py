"""The words in which programmes and their results are recorded: each list is also a CHECK of the database."""

from enum import StrEnum


class PartnerRole(StrEnum):
    """As what an organisation is in a programme."""

    LEAD = "lead"
    IMPLEMENTING = "implementing"
    SERVICE = "service"
    PUBLIC_AUTHORITY = "public_authority"
    COMPANY = "company"
    SCHOOL = "school"
    DONOR = "donor"


class MilestoneKind(StrEnum):
    """What somebody reached."""

    INFORMED = "informed"
    ASSESSED = "assessed"
    ACCESS_TO_SERVICES = "access_to_services"
    COUNSELLED = "counselled"
    IDENTIFIED = "identified"
    SHELTERED = "sheltered"
    TRAINED = "trained"
    CERTIFIED = "certified"
    PLACED = "placed"
    INTERNSHIP = "internship"
    GRANT_PAID = "grant_paid"
    BUSINESS_STARTED = "business_started"
    IN_WORK_3_MONTHS = "in_work_3_months"
    IN_WORK_6_MONTHS = "in_work_6_months"
    IN_WORK_12_MONTHS = "in_work_12_months"
    ENROLLED_IN_SCHOOL = "enrolled_in_school"
    RETURNED = "returned"
    REINTEGRATED = "reintegrated"


class ActivityKind(StrEnum):
    """What a group came together for."""

    INFORMATION = "information"
    PROVIDER_TRAINING = "provider_training"
    OFFICIAL_TRAINING = "official_training"
    CONSULTATION = "consultation"
    COMMUNITY = "community"
    OTHER = "other"


class InstrumentKind(StrEnum):
    """What an alliance, a territory or organisations adopted."""

    AGREEMENT = "agreement"
    PROTOCOL = "protocol"
    STANDARD = "standard"
    REFERRAL_MECHANISM = "referral_mechanism"
    CURRICULUM = "curriculum"
    PLAN = "plan"
    RESEARCH = "research"
    OTHER = "other"


class Unit(StrEnum):
    """What is counted. They are never added to one another."""

    # Each once in an organisation, by enrolments and milestones.
    PEOPLE = "people"
    # Heads at group activities: who comes twice counts twice.
    PARTICIPANTS = "participants"
    # By instruments that they adopted.
    ORGANIZATIONS = "organizations"
    TERRITORIES = "territories"


class GoalKind(StrEnum):
    """A number to reach, or per cent of others."""

    COUNT = "count"
    SHARE = "share"


class Sex(StrEnum):
    """As the directory tells whom services take."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class AgeBand(StrEnum):
    """Ages in whole years, both ends included."""

    EARLY_CHILD = "0-5"
    CHILD = "6-11"
    ADOLESCENT = "12-17"
    YOUNG_ADULT = "18-24"
    ADULT = "25-59"
    OLDER = "60+"


class EnrolmentEnd(StrEnum):
    """Why somebody is no longer in a programme."""

    COMPLETED = "completed"
    LEFT = "left"
    MOVED = "moved"
    PROGRAMME_ENDED = "programme_ended"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ERASED = "erased"


class Evidence(StrEnum):
    """What shows that a milestone was reached."""

    CERTIFICATE = "certificate"
    CONTRACT = "contract"
    PAYSLIP = "payslip"
    RECEIPT = "receipt"
    SCHOOL_CONFIRMATION = "school_confirmation"
    VISIT = "visit"
    REFERRAL = "referral"
    SAID_BY_PERSON = "said_by_person"
    OTHER = "other"


class Correction(StrEnum):
    """Why a record was followed by another one."""

    MISTAKE = "mistake"
    DUPLICATE = "duplicate"
    WRONG_PERSON = "wrong_person"
    LATE_INFORMATION = "late_information"
    CHANGED = "changed"


# Everybody who was enrolled: what a target of people may count beside milestones.
SUPPORTED = "supported"
KINDS: dict[Unit, tuple[str, ...]] = {
    Unit.PEOPLE: (SUPPORTED, *MilestoneKind),
    Unit.PARTICIPANTS: tuple(ActivityKind),
    Unit.ORGANIZATIONS: tuple(InstrumentKind),
    Unit.TERRITORIES: tuple(InstrumentKind),
}
