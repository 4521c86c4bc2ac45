"""What the room writes into the audit: every act by its name."""

from referral.audit.rules import declare_action

ADMINISTRATOR_CREATED = declare_action("access:administrator:created", "An administrator's token was made.")
ADMINISTRATOR_DISABLED = declare_action(
    "access:administrator:disabled", "An administrator's token was ended."
)
KEY_CREATED = declare_action("access:api_key:created", "A key was made for an organisation.")
KEY_REVOKED = declare_action("access:api_key:revoked", "A key of an organisation was ended before its time.")

INVITED = declare_action("access:invitation:created", "Somebody was invited to become a member.")
INVITATION_REVOKED = declare_action(
    "access:invitation:revoked", "An invitation was taken back before it was used."
)
JOINED = declare_action("access:member:joined", "An invitation was accepted: there is a new member.")
MEMBER_CREATED = declare_action("access:member:created", "A member was made without an invitation.")
ROLES_CHANGED = declare_action("access:member:roles_changed", "A member's roles or regions were changed.")
PROFILE_CHANGED = declare_action("access:member:profile_changed", "A member changed name or language.")
ENDED = declare_action("access:member:ended", "A membership was ended, with all that opened by it.")

SIGNED_IN = declare_action("access:session:started", "A member signed in.")
REFUSED = declare_action("access:session:refused", "A password or a second factor was wrong.")
LOCKED = declare_action("access:session:locked", "Too many wrong tries: an account or a network has to wait.")
SIGNED_OUT = declare_action("access:session:ended", "A session was ended by its member.")

SECOND_FACTOR_ADDED = declare_action("access:second_factor:added", "A member set up a second factor.")
SECOND_FACTOR_REMOVED = declare_action(
    "access:second_factor:removed", "A member's second factor was removed."
)
RECOVERY_CODES_MADE = declare_action("access:recovery_codes:made", "A member made new recovery codes.")
RECOVERY_CODE_USED = declare_action(
    "access:recovery_codes:used", "A recovery code was used in place of a phone."
)

PASSWORD_CHANGED = declare_action("access:password:changed", "A member changed the password.")
RESET_MADE = declare_action(
    "access:password:reset_made", "An administrator made a code to set a password by."
)
RESET_ASKED = declare_action(
    "access:password:reset_asked", "A code to set a password by was asked for by mail."
)
RESET = declare_action("access:password:reset", "A password was set by a code.")
EMAIL_ASKED = declare_action("access:email:asked", "A member asked for a mail that confirms the address.")
EMAIL_CONFIRMED = declare_action("access:email:confirmed", "A member's mail address was confirmed by a code.")

ATTEMPT_REFUSED = declare_action(
    "access:attempt:refused", "Somebody asked for something of people that is not theirs or not there."
)

DUTY_CHANGED = declare_action("access:duty_list:changed", "An organisation's duty list was replaced.")
