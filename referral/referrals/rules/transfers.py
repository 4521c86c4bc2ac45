"""Transfers of a case: two keys, and an authority that turns the one of an organisation that closed.

The receiver's key is `complete`, the sender's `confirm_closure`; only with the second does custody change.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.referrals.rules.actions import Action, Role
from referral.referrals.rules.deciding import carried_out, refused
from referral.referrals.rules.inputs import ConfirmClosure
from referral.referrals.rules.kinds import Kind
from referral.referrals.rules.moves import Fault, Move
from referral.referrals.rules.outcome import Change, Refused
from referral.referrals.rules.reasons import WasAsked
from referral.referrals.rules.referral import Acting, Facts, Referral
from referral.referrals.rules.states import SERVED

NOTICE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityKey:
    """An authority of the country profile, who acts for it, when notice was given, and whether the sender has closed.

    A receiver that closed takes no case: then the transfer fails, and nothing has changed.
    """

    authority: str
    person: str
    notice_given_at: datetime
    sender_closed: bool
    receiver_closed: bool


def turn_missing_key(referral: Referral, key: AuthorityKey, facts: Facts, at: datetime) -> Refused | Change:
    """The sender's key, turned by the authority after 14 days' notice. The event names the authority's person."""
    fault = _fault(referral, key, at)
    if fault is not None:
        return refused(referral, fault, ())
    acting = Acting(roles=frozenset({Role.CASE_WORKER}), person=key.person)
    move = Move(
        referral=referral,
        action=Action.CONFIRM_CLOSURE,
        acting=acting,
        inputs=ConfirmClosure(asked=WasAsked.NO),
        facts=facts,
        at=at,
    )
    return carried_out(move)


def _fault(referral: Referral, key: AuthorityKey, at: datetime) -> Fault | None:
    if referral.kind is not Kind.TRANSFER:
        return Fault("not-a-transfer", "only a transfer has two keys")
    if referral.state not in SERVED:
        return Fault(
            "key-not-turned", "the receiver has not turned its key; right would be to complete first"
        )
    if key.receiver_closed:
        return Fault(
            "receiver-closed", "the receiver has closed and takes no case; right would be another one"
        )
    if not key.sender_closed:
        return Fault("sender-not-closed", "the sender is there; right would be its own confirmation")
    if at < (ends := key.notice_given_at + NOTICE):
        return Fault("notice-runs", f"the notice runs until {ends.isoformat()}")
    return None
