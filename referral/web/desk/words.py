"""The codes of cases and referrals in plain words. What stands in no list here is shown as its code."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

STATES: Mapping[str, LazyString] = {
    "draft": _("Draft"),
    "pending_approval": _("Waits for approval"),
    "sent": _("Sent"),
    "acknowledged": _("Seen"),
    "info_requested": _("Question asked"),
    "waitlisted": _("On the waiting list"),
    "accepted": _("Accepted"),
    "in_service": _("Being served"),
    "on_hold": _("Paused"),
    "completed": _("Done, not yet confirmed"),
    "disputed": _("Disputed"),
    "closed": _("Closed"),
    "declined": _("Declined"),
    "cancelled": _("Cancelled"),
    "expired": _("Expired without an answer"),
    "consent_withdrawn": _("Consent withdrawn"),
    "failed": _("Came to nothing"),
    "entered_in_error": _("Written by mistake"),
}
# The colour of a state's badge.
KINDS = {
    **dict.fromkeys(("accepted", "in_service", "closed"), "good"),
    **dict.fromkeys(("declined", "expired", "consent_withdrawn", "failed", "disputed"), "bad"),
    **dict.fromkeys(("pending_approval", "info_requested", "completed", "waitlisted", "on_hold"), "wait"),
}
PRIORITIES = {"routine": _("Routine"), "urgent": _("Urgent"), "emergency": _("Emergency")}
SIDES = {
    "sender": _("us"),
    "supervisor": _("our supervisor"),
    "receiver": _("the service"),
    "both": _("both sides"),
}
CLOCKS = {
    "approve": _("Approve"),
    "review": _("Review"),
    "acknowledge": _("Look at it"),
    "decide": _("Decide"),
    "first_contact": _("First contact"),
    "progress": _("Say how it goes"),
    "info": _("Answer the question"),
    "waitlist_review": _("Look at the waiting list"),
    "hold_review": _("Look at the pause"),
    "closure": _("Ask the person if it helped"),
    "consent_expiry": _("Consent runs out"),
    "draft": _("Finish the draft"),
    "approval_lapse": _("Approve"),
    "auto_close": _("Closes by itself"),
}
ACTIONS = {
    "submit": _("Send"),
    "request_approval": _("Ask for approval"),
    "approve": _("Approve and send"),
    "return_to_draft": _("Return to the author"),
    "acknowledge": _("They have seen it"),
    "request_info": _("They ask something"),
    "provide_info": _("Answer the question"),
    "waitlist": _("They put it on the waiting list"),
    "accept": _("They accept"),
    "decline": _("They decline"),
    "start_service": _("They began to serve"),
    "hold": _("They pause"),
    "resume": _("They go on"),
    "complete": _("They are done"),
    "fail": _("It came to nothing"),
    "confirm_closure": _("Confirm with the person"),
    "dispute_outcome": _("The person says otherwise"),
    "resume_service": _("They take it up again"),
    "cancel": _("Cancel"),
    "withdraw_consent": _("Withdraw consent"),
    "mark_error": _("Written by mistake"),
    "message": _("Write a message"),
    "contact_attempt": _("Record a try to reach the person"),
    "release_item": _("Release the story"),
    "arrived": _("The person has arrived"),
    "reviewed": _("Record the review"),
    "choose": _("The person chooses this place"),
    "assign": _("Give it to a colleague"),
    "create": _("Draft made"),
    "expire": _("Expired without an answer"),
    "auto_close": _("Closed by itself"),
    "place_offered": _("A place was offered"),
    "progress": _("It goes on"),
    "remind": _("Reminder"),
    "escalate": _("Escalated"),
    "propose": _("Another service was proposed"),
    "info_unanswered": _("The question stayed unanswered"),
    "confirm_told": _("They confirm what was told"),
    "contest_told": _("They contest what was told"),
    "attach_document": _("Document added"),
    "waitlist_reviewed": _("Waiting list looked at"),
    "hold_reviewed": _("Pause looked at"),
    "objection": _("Objection"),
}
BY = {
    "sender": _("us"),
    "receiver": _("the service"),
    "coordinator": _("the coordinator"),
    "person": _("the person"),
    "clock": _("the clock"),
}
REASONS = {
    "client_choice": _("The person decided so"),
    "need_met_elsewhere": _("Help was found elsewhere"),
    "no_longer_needed": _("No longer needed"),
    "safety": _("Safety"),
    "sent_by_mistake": _("Sent by mistake"),
    "no_answer": _("No answer"),
    "taken": _("Another service was first"),
    "no_capacity": _("No free place"),
    "not_eligible": _("They do not take this person"),
    "wrong_service": _("Wrong service"),
    "out_of_area": _("Outside their area"),
    "not_operating": _("Does not work now"),
    "missing_documents": _("Papers are missing"),
    "safety_conflict": _("It would not be safe"),
    "conflict_of_interest": _("Conflict of interest"),
    "duplicate": _("Already referred"),
    "client_unreachable": _("The person could not be reached"),
    "no_show": _("The person did not come"),
    "client_declined": _("The person did not want it"),
    "lost_capacity": _("The place was lost"),
    "not_eligible_after_assessment": _("After talking, they do not take this person"),
    "moved": _("The person moved away"),
    "deceased": _("The person has died"),
    "client_asked": _("The person asked for it"),
    "client_away": _("The person is away"),
    "waiting_for_documents": _("Waiting for papers"),
    "waiting_for_others": _("Waiting for others"),
    "service_paused": _("The service pauses"),
    "health": _("Health"),
    "other": _("Other"),
}
OUTCOMES = {
    "fully_met": _("Fully helped"),
    "partly_met": _("Partly helped"),
    "referred_on": _("Passed on to others"),
    "other": _("Other"),
}
ASKED = {"yes": _("Yes"), "no": _("No"), "unreachable": _("Could not be reached")}
TOLD_BY = {"phone": _("By phone"), "in_person": _("In person"), "paper": _("On paper")}
CHANNELS = {
    "call": _("Call"),
    "sms": _("Text message"),
    "voicemail": _("Voicemail"),
    "email": _("E-mail"),
    "messenger": _("Messenger"),
    "letter": _("Letter"),
    "visit": _("Visit"),
    "trusted_person": _("Trusted person"),
    "place_and_time": _("At a place and time"),
}
QUESTIONS = {
    "age_band": _("Age"),
    "party_size": _("How many people"),
    "languages": _("Languages"),
    "sex_of_staff": _("Staff: woman or man"),
    "accessibility": _("Step-free access"),
    "needed_from": _("From when"),
    "residence_status": _("Right to stay"),
    "registration": _("Registration"),
    "kinds_of_documents": _("Which papers there are"),
    "income_band": _("Income"),
    "schooling": _("Schooling"),
    "work_experience": _("Work experience"),
    "care_needed": _("Care needed"),
    "transport": _("Transport"),
    "safety_of_place": _("Whether the place is safe"),
    "more_on_need": _("More about the need"),
}
CATEGORIES = {
    "needs": _("What you need"),
    "contact": _("How to reach you"),
    "identity": _("Your name and birth date"),
    "family": _("Your family"),
    "health": _("Your health"),
    "trafficking": _("What was done to you by others"),
    "legal": _("Your legal situation"),
    "documents": _("Your papers"),
    "location": _("Where you are"),
}
PURPOSES = {
    "service": _("A service"),
    "transfer": _("Handing over the case"),
    "mandatory_report": _("A report that the law demands"),
    "programme": _("A programme"),
    "family_tracing": _("Looking for family"),
    "follow_up": _("Asking later how it went"),
}
GIVERS = {
    "self": _("The person"),
    "guardian": _("Parent or guardian"),
    "caregiver": _("Caregiver"),
    "other": _("Somebody else"),
}
ASSENTS = {
    "given": _("The child agrees"),
    "refused": _("The child does not agree"),
    "not_able": _("The child is too young to say"),
}
NOTICES_BY = {
    "spoken": _("Read aloud or spoken"),
    "written": _("In writing"),
    "audio": _("Played as audio"),
    "sign_language": _("In sign language"),
    "phone": _("On the phone"),
}
DIRECTIONS = {"both": _("Yes"), "send": _("No")}
SEXES = {"female": _("Female"), "male": _("Male"), "other": _("Another gender")}
AGE_SOURCES = {
    "person": _("The person"),
    "papers": _("Papers"),
    "guardian": _("Parent or guardian"),
    "worker": _("My estimate"),
    "physician": _("A physician"),
    "authority": _("An authority"),
}
RELATIONSHIPS = {
    "parent": _("Parent"),
    "child": _("Child"),
    "sibling": _("Sibling"),
    "spouse": _("Spouse"),
    "grandparent": _("Grandparent"),
    "grandchild": _("Grandchild"),
    "other_relative": _("Other relative"),
    "guardian": _("Guardian"),
    "ward": _("Ward"),
    "caregiver": _("Caregiver"),
    "cared_for": _("Cared for"),
    "travels_with": _("Travels together"),
}
CONTACTS = {
    "phone": _("Telephone"),
    "messenger": _("Messenger"),
    "email": _("E-mail"),
    "address": _("Address"),
    "place_and_time": _("At a place and time"),
    "trusted_person": _("Trusted person"),
    "other": _("Other"),
}
PAPERS = {
    "passport": _("Passport"),
    "identity_card": _("Identity card"),
    "birth_certificate": _("Birth certificate"),
    "residence_permit": _("Residence permit"),
    "asylum_paper": _("Asylum paper"),
    "registration": _("Registration"),
    "personal_number": _("Personal number"),
    "other": _("Other"),
}
DOCUMENTS = {
    "identity": _("Identity"),
    "medical": _("Medical"),
    "legal": _("Legal"),
    "consent": _("Consent"),
    "photograph": _("Photograph"),
    "other": _("Other"),
}
CRITERIA = {
    "age": _("age"),
    "sex": _("sex"),
    "target_group": _("whom it is for"),
    "nationality": _("nationality"),
    "residence_status": _("right to stay"),
    "registration": _("registration"),
    "income": _("income"),
    "accessible": _("step-free access"),
    "unaccompanied": _("children who come alone"),
    "party_size": _("how many come together"),
    "other": _("other conditions"),
    "open_to_all": _("open to all"),
}
SCOPES = {
    "stop_sharing": _("Stop sharing"),
    "delete": _("Stop sharing, and they delete what they hold"),
    "leave_service": _("Stop sharing, and leave the service"),
}


def choices(words: Mapping[str, LazyString], only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Pairs of code and word for a form, of these codes or of all."""
    return [(code, str(words.get(code, code))) for code in (words if only is None else only)]


LISTS: dict[str, Mapping[str, LazyString]] = {
    "state": STATES,
    "priority": PRIORITIES,
    "side": SIDES,
    "clock": CLOCKS,
    "action": ACTIONS,
    "by": BY,
    "reason": REASONS,
    "outcome": OUTCOMES,
    "channel": CHANNELS,
    "told_by": TOLD_BY,
    "question": QUESTIONS,
    "category": CATEGORIES,
    "purpose": PURPOSES,
    "giver": GIVERS,
    "sex": SEXES,
    "age_source": AGE_SOURCES,
    "relationship": RELATIONSHIPS,
    "contact": CONTACTS,
    "paper": PAPERS,
    "document": DOCUMENTS,
    "criterion": CRITERIA,
    "asked": ASKED,
}


# Details of an event that are codes, and the list in which each stands; the rest is shown as it was typed.
_CODED = {
    "reason": "reason",
    "cause": "reason",
    "outcome": "outcome",
    "questions": "question",
    "categories": "category",
    "channel": "channel",
    "way": "channel",
    "asked": "asked",
}
_TYPED = frozenset({"text", "note", "body", "said_by", "feedback", "alone_because", "review_on"})


def said_of(name: str, value: object) -> str:
    """A detail of an event for people; empty where it is nothing for them."""
    if name in _CODED and value:
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(word(each, _CODED[name]) for each in codes)
    return str(value) if name in _TYPED and value else ""


def word(code: object, of: str) -> str:
    """A code of one of the lists in the reader's language. A filter of the templates."""
    return str(LISTS[of].get(str(code), code)) if code is not None else ""
