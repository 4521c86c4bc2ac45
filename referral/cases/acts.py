"""The acts of this room, as the audit names them. Details are ids, codes and counts."""

from referral.audit.rules import declare_action

CASE_CREATED = declare_action("cases:case:created", "A case was opened, with the people in it.")
CASE_CHANGED = declare_action(
    "cases:case:changed", "Number, region, need of protection or state of a case changed."
)
CASE_ASSIGNED = declare_action("cases:case:assigned", "Somebody was given a case, or it was taken from them.")
CASE_RESTRICTED = declare_action("cases:case:restricted", "A case was hidden from all who are not assigned.")
CASE_OPENED = declare_action("cases:case:opened", "A restriction of a case was lifted.")
CASE_CODE = declare_action("cases:case:code_changed", "A hand-carried code was issued or stopped.")
GLASS_BROKEN = declare_action(
    "cases:case:glass_broken", "Somebody unassigned looked into a case for four hours."
)
CUSTODY_MOVED = declare_action(
    "cases:case:custody_moved", "Another organisation answers for a case from now on."
)
PERSON_ADDED = declare_action("cases:person:added", "A person was added to a case.")
PERSON_CHANGED = declare_action("cases:person:changed", "What is recorded of a person changed.")
PERSON_RECTIFIED = declare_action(
    "cases:person:rectified", "What was recorded wrongly of a person was corrected."
)
PERSON_RELATED = declare_action(
    "cases:person:related", "A relationship or a representative of a person was recorded."
)
CONFLICT_MARKED = declare_action(
    "cases:person:conflict_marked", "A representative's word stopped to have effect."
)
PERSON_READ = declare_action("cases:person:read", "Identity and contacts of a person were read.")
PERSON_SEARCHED = declare_action("cases:person:searched", "A person was looked for by a number.")
PERSON_EXPORTED = declare_action(
    "cases:person:exported", "All that is recorded of a person was handed out to them."
)
CONTENT_ADDED = declare_action(
    "cases:content:added", "A note, message or document about a person was recorded."
)
CONTENT_READ = declare_action("cases:content:read", "Notes, messages or documents about a person were read.")
CONTENT_REMOVED = declare_action("cases:content:removed", "A document about a person was removed.")
OWN_RECORDED = declare_action(
    "cases:own_record:added", "A receiver recorded something of its own about a person."
)
OWN_READ = declare_action("cases:own_record:read", "A receiver read its own records about a person.")
OWN_EXPIRED = declare_action(
    "cases:own_record:expired", "A receiver's own record reached the end of its retention."
)
CONSENT_RECORDED = declare_action(
    "cases:consent:recorded", "A consent, or a new version of one, was recorded."
)
CONSENT_READ = declare_action("cases:consent:read", "The words in which a consent was recorded were read.")
CONSENT_WITHDRAWN = declare_action("cases:consent:withdrawn", "A consent was withdrawn.")
CONSENT_OBJECTED = declare_action(
    "cases:consent:objected", "What rests on a law or vital interests was objected to."
)
OBJECTION_DECIDED = declare_action(
    "cases:objection:decided", "The data-protection officer decided on an objection."
)
ACCESS_GRANTED = declare_action(
    "cases:grant:changed", "An organisation's access to a person was opened or changed."
)
ACCESS_ENDED = declare_action("cases:grant:ended", "An organisation's access to a person ended.")
TASK_ACKNOWLEDGED = declare_action(
    "cases:privacy_task:acknowledged", "An organisation saw what it is asked to do."
)
TASK_ATTESTED = declare_action(
    "cases:privacy_task:attested", "An organisation said what it did with the data."
)
ERASURE_REQUESTED = declare_action("cases:erasure:requested", "Somebody asked that a person be erased.")
ERASURE_CONFIRMED = declare_action("cases:erasure:confirmed", "A second person confirmed an erasure.")
ERASURE_CANCELLED = declare_action("cases:erasure:cancelled", "An erasure was called off before it was due.")
ERASED = declare_action("cases:erasure:done", "A person's key was destroyed.")
ERASED_AGAIN = declare_action(
    "cases:erasure:reapplied", "An erasure was done again after an older backup came back."
)
RETAINED = declare_action(
    "cases:retention:ended", "A person's key was destroyed since the term of their closed case is over."
)
RETENTION_RUN = declare_action(
    "cases:retention:run", "Closed cases were looked through for terms that are over."
)
HOLD_CHANGED = declare_action(
    "cases:person:hold_changed", "A legal hold on erasing a person was set or lifted."
)
KEYS_ROTATED = declare_action("cases:keys:rotated", "Data keys were wrapped anew with the present key.")

DEMAND_RECORDED = declare_action(
    "cases:demand:recorded", "Police, a court or an authority demanded what is known of a person."
)
DEMAND_DECIDED = declare_action("cases:demand:decided", "A demand by law was let out, or refused.")
DEMAND_TOLD = declare_action("cases:demand:told", "The person was told of a demand by law, or why not.")

# What the person is shown when they ask who saw their data.
SEEN = (
    PERSON_READ,
    PERSON_SEARCHED,
    PERSON_EXPORTED,
    CONTENT_READ,
    CONSENT_READ,
    GLASS_BROKEN,
    ACCESS_GRANTED,
    ACCESS_ENDED,
)
