"""What follows from a change of consent, as values: the service carries them out, all in one transaction."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """How far a referral has come, as far as consent cares."""

    BEFORE_ACCEPTANCE = "before_acceptance"
    SERVING = "serving"
    AFTER_SERVICE = "after_service"
    ENDED = "ended"

    @property
    def open(self) -> bool:
        """Whether the referral has not ended."""
        return self is not Phase.ENDED


class TaskKind(StrEnum):
    """What an organisation that had access is asked to do with what it holds."""

    RESTRICT = "restrict"
    DELETE = "delete"
    CORRECT = "correct"


class DutyKind(StrEnum):
    """What has to be done."""

    CLOSE_CONSENT = "close_consent"
    END_REFERRAL = "end_referral"
    END_GRANTS = "end_grants"
    CANCEL_MESSAGES = "cancel_messages"
    REVOKE_LINKS = "revoke_links"
    PRIVACY_TASK = "privacy_task"
    TELL_RECEIVER_PERSON_LEAVES = "tell_receiver_person_leaves"
    ASK_WHETHER_IT_WAS_THEY = "ask_whether_it_was_they"
    STOP_NEW_DISCLOSURE = "stop_new_disclosure"
    ASK_TO_RENEW = "ask_to_renew"
    OFFICER_DECIDES = "officer_decides"
    TELL_PERSON_WHY = "tell_person_why"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `subject` is the id of the referral or organisation that it is about; `task` its kind."""

    kind: DutyKind
    subject: str | None = None
    task: TaskKind | None = None
