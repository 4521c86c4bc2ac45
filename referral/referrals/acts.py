"""The acts of this room, as the audit names them. Details are ids, codes and numbers."""

from referral.audit.rules import declare_action

CREATED = declare_action("referrals:referral:created", "A referral was drafted.")
MOVED = declare_action("referrals:referral:moved", "An action led a referral from one state to another.")
NOTED = declare_action("referrals:referral:noted", "Something was noted that changes no state.")
REFUSED = declare_action("referrals:referral:refused", "Somebody tried what is not possible or not theirs.")
