"""The words in which a consent is recorded."""

from enum import StrEnum


class Giver(StrEnum):
    """Who agreed."""

    SELF = "self"
    GUARDIAN = "guardian"
    CAREGIVER = "caregiver"
    OTHER = "other"


class Assent(StrEnum):
    """What the child says where somebody else agrees for it."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ABLE = "not_able"


class Basis(StrEnum):
    """The legal ground of a disclosure, kept apart from whether the person agreed."""

    CONSENT = "consent"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"


class Purpose(StrEnum):
    """What data is passed on for."""

    SERVICE = "service"
    TRANSFER = "transfer"
    MANDATORY_REPORT = "mandatory_report"
    PROGRAMME = "programme"
    FAMILY_TRACING = "family_tracing"
    FOLLOW_UP = "follow_up"


class DataCategory(StrEnum):
    """Kinds of data that a person agrees to one by one."""

    CONTACT = "contact"
    IDENTITY = "identity"
    FAMILY = "family"
    NEEDS = "needs"
    HEALTH = "health"
    TRAFFICKING = "trafficking"
    LEGAL = "legal"
    DOCUMENTS = "documents"
    LOCATION = "location"


class Direction(StrEnum):
    """Which way data may go between sender and receiver."""

    SEND = "send"
    FEEDBACK = "feedback"
    BOTH = "both"


class NoticeChannel(StrEnum):
    """How the person was told what they agree to."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    AUDIO = "audio"
    SIGN_LANGUAGE = "sign_language"
    PHONE = "phone"


class EvidenceKind(StrEnum):
    """What shows that the person agreed."""

    SIGNATURE = "signature"
    FINGERPRINT = "fingerprint"
    RECORDING = "recording"
    WITNESSED = "witnessed"
    ELECTRONIC = "electronic"


class ContactChannel(StrEnum):
    """The ways in which a person may be reached."""

    SMS = "sms"
    CALL = "call"
    VOICEMAIL = "voicemail"
    EMAIL = "email"
    MESSENGER = "messenger"
    LETTER = "letter"
    VISIT = "visit"
    TRUSTED_PERSON = "trusted_person"
    PLACE_AND_TIME = "place_and_time"


class WithdrawalScope(StrEnum):
    """What is meant by a withdrawal. The first is always meant, the others only where the person says so."""

    STOP_SHARING = "stop_sharing"
    DELETE = "delete"
    LEAVE_SERVICE = "leave_service"


class WithdrawalVia(StrEnum):
    """How a withdrawal came in."""

    IN_PERSON = "in_person"
    CODE = "code"
    PHONE = "phone"
    LETTER = "letter"
    RECEIVER = "receiver"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
