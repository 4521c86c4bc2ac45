"""What kind of referral it is, how urgent, how it reaches the receiver, and how open offers are decided."""

from enum import StrEnum


class Kind(StrEnum):
    """A mandatory report has a law's article in place of a consent; a transfer hands over the whole case."""

    REFERRAL = "referral"
    TRANSFER = "transfer"
    MANDATORY_REPORT = "mandatory_report"


class Priority(StrEnum):
    """How soon somebody has to act."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"


class Delivery(StrEnum):
    """How the receiver gets it. All but the first are for one who is not connected: the clocks stay with the sender."""

    CONNECTED = "connected"
    PAPER = "paper"
    PHONE = "phone"
    SELF = "self"


class ToldBy(StrEnum):
    """How the receiver told the sender what it did."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    PAPER = "paper"


class Choose(StrEnum):
    """Who decides an open offer: the first that accepts, or the person among those that would."""

    FIRST = "first"
    PERSON = "person"
