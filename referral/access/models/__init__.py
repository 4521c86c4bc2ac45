"""Tables of the door."""

from referral.access.models.codes import Invitation, MemberCode, RecoveryCode
from referral.access.models.duty import DutyList, DutyTurn
from referral.access.models.keys import Administrator, ApiKey, FailedAttempt
from referral.access.models.members import Member, MemberRegion, MemberRole
from referral.access.models.sessions import AttemptCount, MemberSession, SecondFactor

__all__ = [
    "Administrator",
    "ApiKey",
    "AttemptCount",
    "DutyList",
    "DutyTurn",
    "FailedAttempt",
    "Invitation",
    "Member",
    "MemberCode",
    "MemberRegion",
    "MemberRole",
    "MemberSession",
    "RecoveryCode",
    "SecondFactor",
]
