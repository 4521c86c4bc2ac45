"""The twenty-three actions that change a state, and the roles in which people and programs act."""

from enum import StrEnum


class Role(StrEnum):
    """In which part somebody acts on one referral. An API client acts as its scopes allow, under these names."""

    CASE_WORKER = "SW"
    SUPERVISOR = "SUP"
    FOCAL_POINT = "RFP"
    RECEIVING_WORKER = "RW"
    COORDINATOR = "COORD"
    DATA_PROTECTION_OFFICER = "DPO"
    CLIENT = "CLIENT"
    SYSTEM = "SYS"
    # They run the system; no state is theirs to change and no data theirs to read.
    OPERATOR = "OPERATOR"
    ADMINISTRATOR = "ADMINISTRATOR"


class Action(StrEnum):
    """What can be done to a referral, in the order of the table."""

    SUBMIT = "submit"
    REQUEST_APPROVAL = "request_approval"
    APPROVE = "approve"
    RETURN_TO_DRAFT = "return_to_draft"
    ACKNOWLEDGE = "acknowledge"
    REQUEST_INFO = "request_info"
    PROVIDE_INFO = "provide_info"
    WAITLIST = "waitlist"
    ACCEPT = "accept"
    DECLINE = "decline"
    START_SERVICE = "start_service"
    HOLD = "hold"
    RESUME = "resume"
    COMPLETE = "complete"
    FAIL = "fail"
    CONFIRM_CLOSURE = "confirm_closure"
    AUTO_CLOSE = "auto_close"
    DISPUTE_OUTCOME = "dispute_outcome"
    RESUME_SERVICE = "resume_service"
    CANCEL = "cancel"
    EXPIRE = "expire"
    WITHDRAW_CONSENT = "withdraw_consent"
    MARK_ERROR = "mark_error"


# What the receiver does, and the sender may record for it when it was told by phone, in person or on paper.
RECEIVERS_ACTIONS = frozenset(
    {
        *(Action.ACKNOWLEDGE, Action.REQUEST_INFO, Action.WAITLIST, Action.ACCEPT, Action.DECLINE),
        *(
            Action.START_SERVICE,
            Action.HOLD,
            Action.RESUME,
            Action.COMPLETE,
            Action.FAIL,
            Action.RESUME_SERVICE,
        ),
    }
)
RECEIVERS_ROLES = frozenset({Role.FOCAL_POINT, Role.RECEIVING_WORKER})
