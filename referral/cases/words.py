"""The words in which cases, people and duties are recorded: each list is also a CHECK of the database."""

from enum import IntEnum, StrEnum


class CaseStatus(StrEnum):
    """Whether somebody still works on a case."""

    OPEN = "open"
    CLOSED = "closed"


class IdentityKnown(StrEnum):
    """How much is known of who a person is. Everything may be missing, for ever."""

    KNOWN = "known"
    PARTLY = "partly"
    UNKNOWN = "unknown"


class AgeSource(StrEnum):
    """Who says how old a person is."""

    PERSON = "person"
    PAPERS = "papers"
    GUARDIAN = "guardian"
    WORKER = "worker"
    PHYSICIAN = "physician"
    AUTHORITY = "authority"


class ContactKind(StrEnum):
    """The ways to reach a person; some have neither a telephone nor an address."""

    PHONE = "phone"
    MESSENGER = "messenger"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE_AND_TIME = "place_and_time"
    TRUSTED_PERSON = "trusted_person"
    OTHER = "other"


class PaperKind(StrEnum):
    """Papers that carry a number."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    BIRTH_CERTIFICATE = "birth_certificate"
    RESIDENCE_PERMIT = "residence_permit"
    ASYLUM_PAPER = "asylum_paper"
    REGISTRATION = "registration"
    PERSONAL_NUMBER = "personal_number"
    OTHER = "other"


class RelationshipKind(StrEnum):
    """What the first person is to the second."""

    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    SPOUSE = "spouse"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    OTHER_RELATIVE = "other_relative"
    GUARDIAN = "guardian"
    WARD = "ward"
    CAREGIVER = "caregiver"
    CARED_FOR = "cared_for"
    TRAVELS_WITH = "travels_with"


class AssignmentRole(StrEnum):
    """As what somebody works on a case."""

    CASE_WORKER = "case_worker"
    SUPERVISOR = "supervisor"


class BreakGlassReason(StrEnum):
    """Why somebody unassigned had to look into a case."""

    DANGER = "danger"
    WORKER_ABSENT = "worker_absent"
    LEGAL_DEMAND = "legal_demand"
    COMPLAINT = "complaint"
    OTHER = "other"


class Change(StrEnum):
    """What a version of a person is."""

    CREATED = "created"
    ADDED = "added"
    CHANGED = "changed"
    RECTIFIED = "rectified"


class DocumentKind(StrEnum):
    """What an attached document is."""

    IDENTITY = "identity"
    MEDICAL = "medical"
    LEGAL = "legal"
    CONSENT = "consent"
    PHOTOGRAPH = "photograph"
    OTHER = "other"


class ScanState(StrEnum):
    """What a virus scan said of a document; without a scanner it stays not_scanned."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"


class GrantLevel(IntEnum):
    """How much of a person an organisation may see, as the tiers are numbered."""

    ROUTING = 0
    FACTS = 1
    IDENTITY = 2
    RELEASED = 3


class GrantEnd(StrEnum):
    """Why an organisation's access ended."""

    WITHDRAWN = "withdrawn"
    NARROWED = "narrowed"
    DECLINED = "declined"
    FINISHED = "finished"
    EXPIRED = "expired"
    ERASED = "erased"
    ERROR = "error"


class TaskState(StrEnum):
    """How far it came; overdue is a matter of the clock and no state."""

    REQUESTED = "requested"
    ACKNOWLEDGED = "acknowledged"
    ATTESTED = "attested"


class Attestation(StrEnum):
    """What an organisation says it did."""

    DELETED = "deleted"
    CORRECTED = "corrected"
    RESTRICTED = "restricted"
    RETURNED = "returned"
    RETAINED = "retained"


class ObjectionState(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


class ErasureState(StrEnum):
    """How far an erasure came."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    DONE = "done"


class ErasureGround(StrEnum):
    """Why somebody is erased."""

    ASKED = "asked"
    RETENTION = "retention"
    MISTAKE = "mistake"


class KeyKind(StrEnum):
    """Whose data a data key seals."""

    PERSON = "person"
    OWN_RECORD = "own_record"


class Demander(StrEnum):
    """Who demands by law what is known of somebody."""

    POLICE = "police"
    COURT = "court"
    PROSECUTOR = "prosecutor"
    OTHER_AUTHORITY = "other_authority"


class DemandState(StrEnum):
    """What became of a demand."""

    RECORDED = "recorded"
    DISCLOSED = "disclosed"
    REFUSED = "refused"


class NotTold(StrEnum):
    """Why the person was not told of a demand."""

    FORBIDDEN = "forbidden"
    DANGER = "danger"
    UNREACHABLE = "unreachable"
    OTHER = "other"
