"""The acts of this room, as the audit names them. Details are ids, codes and numbers."""

from referral.audit.rules import declare_action

CREATED = declare_action("referrals:referral:created", "A referral was drafted.")
MOVED = declare_action("referrals:referral:moved", "An action led a referral from one state to another.")
NOTED = declare_action("referrals:referral:noted", "Something was noted that changes no state.")
REFUSED = declare_action("referrals:referral:refused", "Somebody tried what is not possible or not theirs.")
ASKED = declare_action("referrals:enquiry:asked", "Services were asked for free places.")
ANSWERED = declare_action("referrals:enquiry:answered", "A service answered an enquiry.")
ENQUIRY_ENDED = declare_action(
    "referrals:enquiry:ended", "An enquiry was closed, or a place of it was chosen."
)
