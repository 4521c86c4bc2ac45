"""What the room writes into the audit: every act by its name."""

from referral.audit.rules import declare_action

PROGRAMME_CREATED = declare_action("programmes:programme:created", "A programme's frame was recorded.")
PROGRAMME_CHANGED = declare_action("programmes:programme:changed", "A programme's frame was changed.")
TARGET_SET = declare_action("programmes:target:set", "A target was set, or followed by another version.")
ENROLLED = declare_action("programmes:enrolment:recorded", "Somebody was enrolled in a programme.")
ENROLMENT_CORRECTED = declare_action(
    "programmes:enrolment:corrected", "An enrolment was followed by another version."
)
ENROLMENT_ENDED = declare_action("programmes:enrolment:ended", "Somebody is no longer in a programme.")
MILESTONE_RECORDED = declare_action(
    "programmes:milestone:recorded", "A milestone was recorded, or followed by another version."
)
ACTIVITY_RECORDED = declare_action(
    "programmes:activity:recorded", "A group activity was recorded, or followed by another version."
)
INSTRUMENT_RECORDED = declare_action(
    "programmes:instrument:recorded", "An instrument was recorded, or followed by another version."
)
PROGRESS_READ = declare_action("programmes:progress:read", "An organisation's own figures were read.")
