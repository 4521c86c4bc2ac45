"""The codes of the workflow in words, for the receiver's intake and for paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import LazyString, get_locale, lazy_gettext

from referral.directory.eligibility import Registration, ResidenceStatus, TargetGroup

Words = Mapping[str, LazyString]

STATES: Words = {
    "draft": lazy_gettext("Draft"),
    "pending_approval": lazy_gettext("Waits for approval"),
    "sent": lazy_gettext("New"),
    "acknowledged": lazy_gettext("Seen, to decide"),
    "info_requested": lazy_gettext("Question asked"),
    "waitlisted": lazy_gettext("On the waiting list"),
    "accepted": lazy_gettext("Accepted"),
    "in_service": lazy_gettext("In service"),
    "on_hold": lazy_gettext("Paused"),
    "completed": lazy_gettext("Completed"),
    "disputed": lazy_gettext("Outcome disputed"),
    "closed": lazy_gettext("Closed"),
    "declined": lazy_gettext("Declined"),
    "cancelled": lazy_gettext("Cancelled"),
    "expired": lazy_gettext("Ran out without an answer"),
    "consent_withdrawn": lazy_gettext("Consent withdrawn"),
    "failed": lazy_gettext("Came to nothing"),
    "entered_in_error": lazy_gettext("Entered by mistake"),
}
# How a state's badge is coloured; the word says it.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("sent", "acknowledged", "info_requested", "waitlisted", "on_hold"), "wait"),
    **dict.fromkeys(("accepted", "in_service", "completed", "closed"), "good"),
    **dict.fromkeys(("disputed", "declined", "failed", "expired", "entered_in_error"), "bad"),
}
PRIORITIES: Words = {
    "emergency": lazy_gettext("Immediate"),
    "urgent": lazy_gettext("Urgent"),
    "routine": lazy_gettext("Routine"),
}
GROUPS: Words = {
    "open": lazy_gettext("All open"),
    "new": lazy_gettext("New"),
    "overdue": lazy_gettext("Overdue"),
    "to_decide": lazy_gettext("To decide"),
    "waiting": lazy_gettext("Waiting"),
    "accepted": lazy_gettext("Accepted"),
    "in_service": lazy_gettext("In service"),
    "done": lazy_gettext("Completed"),
    "ended": lazy_gettext("Ended"),
}
CLOCKS: Words = {
    "acknowledge": lazy_gettext("look at it"),
    "decide": lazy_gettext("decide"),
    "info": lazy_gettext("answer the question"),
    "waitlist_review": lazy_gettext("look at the waiting list again"),
    "first_contact": lazy_gettext("first contact"),
    "progress": lazy_gettext("say how it goes"),
    "hold_review": lazy_gettext("look at the pause again"),
    "closure": lazy_gettext("confirm the end"),
    "auto_close": lazy_gettext("closes by itself"),
    "review": lazy_gettext("review by a supervisor"),
    "consent_expiry": lazy_gettext("the consent ends"),
}
SIDES: Words = {
    "sender": lazy_gettext("the sender"),
    "supervisor": lazy_gettext("the sender's supervisor"),
    "receiver": lazy_gettext("the receiver"),
    "both": lazy_gettext("both sides"),
    "coordinator": lazy_gettext("the coordinator"),
    "person": lazy_gettext("the person"),
    "clock": lazy_gettext("the clock"),
}
DECLINE: Words = {
    "no_capacity": lazy_gettext("No free place"),
    "not_eligible": lazy_gettext("Does not meet the conditions"),
    "wrong_service": lazy_gettext("Not the right service"),
    "out_of_area": lazy_gettext("Outside the area"),
    "not_operating": lazy_gettext("The service does not run now"),
    "missing_documents": lazy_gettext("Documents are missing"),
    "safety_conflict": lazy_gettext("It would not be safe"),
    "conflict_of_interest": lazy_gettext("Conflict of interest"),
    "duplicate": lazy_gettext("Already referred"),
    "other": lazy_gettext("Other"),
}
FAIL: Words = {
    "client_unreachable": lazy_gettext("The person cannot be reached"),
    "no_show": lazy_gettext("The person did not come"),
    "client_declined": lazy_gettext("The person does not want it"),
    "lost_capacity": lazy_gettext("The place is no longer free"),
    "safety_conflict": lazy_gettext("It would not be safe"),
    "not_eligible_after_assessment": lazy_gettext("Does not meet the conditions, as it turned out"),
    "conflict_of_interest": lazy_gettext("Conflict of interest"),
    "moved": lazy_gettext("The person moved away"),
    "deceased": lazy_gettext("The person died"),
    "other": lazy_gettext("Other"),
}
HOLD: Words = {
    "client_asked": lazy_gettext("The person asked for it"),
    "client_away": lazy_gettext("The person is away"),
    "waiting_for_documents": lazy_gettext("Waiting for documents"),
    "waiting_for_others": lazy_gettext("Waiting for others"),
    "service_paused": lazy_gettext("The service pauses"),
    "health": lazy_gettext("Health"),
    "other": lazy_gettext("Other"),
}
CANCEL: Words = {
    "client_choice": lazy_gettext("The person's choice"),
    "need_met_elsewhere": lazy_gettext("The need is met elsewhere"),
    "no_longer_needed": lazy_gettext("No longer needed"),
    "safety": lazy_gettext("It would not be safe"),
    "sent_by_mistake": lazy_gettext("Sent by mistake"),
    "no_answer": lazy_gettext("No answer"),
    "taken": lazy_gettext("Another organisation was first"),
    "other": lazy_gettext("Other"),
}
OUTCOMES: Words = {
    "fully_met": lazy_gettext("The need is met"),
    "partly_met": lazy_gettext("The need is met in part"),
    "referred_on": lazy_gettext("Referred on to another service"),
    "other": lazy_gettext("Other"),
}
QUESTIONS: Words = {
    "age_band": lazy_gettext("Age band"),
    "party_size": lazy_gettext("How many people"),
    "languages": lazy_gettext("Languages"),
    "sex_of_staff": lazy_gettext("Woman or man as a helper"),
    "accessibility": lazy_gettext("Access without steps"),
    "needed_from": lazy_gettext("Needed from which day"),
    "residence_status": lazy_gettext("Residence status"),
    "registration": lazy_gettext("Registration"),
    "kinds_of_documents": lazy_gettext("Which kinds of documents there are"),
    "income_band": lazy_gettext("Income band"),
    "schooling": lazy_gettext("Schooling"),
    "work_experience": lazy_gettext("Work experience"),
    "care_needed": lazy_gettext("Care that is needed"),
    "transport": lazy_gettext("Transport"),
    "safety_of_place": lazy_gettext("Whether the place is safe"),
    "more_on_need": lazy_gettext("More about the need"),
}
CHANNELS: Words = {
    "sms": lazy_gettext("Text message"),
    "call": lazy_gettext("Call"),
    "voicemail": lazy_gettext("Voicemail"),
    "email": lazy_gettext("Mail"),
    "messenger": lazy_gettext("Messenger"),
    "letter": lazy_gettext("Letter"),
    "visit": lazy_gettext("Visit"),
    "trusted_person": lazy_gettext("Through a trusted person"),
    "place_and_time": lazy_gettext("At an agreed place and time"),
}
WITHDRAWN_VIA: Words = {
    "in_person": lazy_gettext("In person"),
    "phone": lazy_gettext("By phone"),
    "letter": lazy_gettext("By letter"),
    "receiver": lazy_gettext("The person told us, the receiver"),
}
WITHDRAWAL: Words = {
    "stop_sharing": lazy_gettext("Stop passing data on"),
    "delete": lazy_gettext("Also delete what was passed on"),
    "leave_service": lazy_gettext("Also leave the service"),
}
REASONS: Words = {**OUTCOMES, **DECLINE, **FAIL, **HOLD, **CANCEL}
SEXES: Words = {
    "female": lazy_gettext("Female"),
    "male": lazy_gettext("Male"),
    "other": lazy_gettext("Other"),
}
AGES: Words = {
    "adult": lazy_gettext("Adult"),
    "child": lazy_gettext("Child"),
    "mixed": lazy_gettext("Adults and children"),
}
CONTACTS: Words = {
    "phone": lazy_gettext("Telephone"),
    "messenger": lazy_gettext("Messenger"),
    "email": lazy_gettext("Mail"),
    "address": lazy_gettext("Address"),
    "place_and_time": lazy_gettext("At an agreed place and time"),
    "trusted_person": lazy_gettext("Through a trusted person"),
    "other": lazy_gettext("Other"),
}
PAPERS: Words = {
    "passport": lazy_gettext("Passport"),
    "identity_card": lazy_gettext("Identity card"),
    "birth_certificate": lazy_gettext("Birth certificate"),
    "residence_permit": lazy_gettext("Residence permit"),
    "asylum_paper": lazy_gettext("Asylum paper"),
    "registration": lazy_gettext("Registration"),
    "personal_number": lazy_gettext("Personal number"),
    "other": lazy_gettext("Other"),
}
TOLD_BY: Words = {
    "phone": lazy_gettext("told by phone"),
    "in_person": lazy_gettext("told in person"),
    "paper": lazy_gettext("told on paper"),
}
ROLES: Words = {
    "focal_point": lazy_gettext("Intake"),
    "worker": lazy_gettext("Worker"),
    "case_worker": lazy_gettext("Case worker"),
    "supervisor": lazy_gettext("Supervisor"),
    "data_protection_officer": lazy_gettext("Data-protection officer"),
}
# What happened, in the history.
EVENTS: Words = {
    "submit": lazy_gettext("Sent"),
    "approve": lazy_gettext("Approved and sent"),
    "acknowledge": lazy_gettext("Seen"),
    "request_info": lazy_gettext("Question"),
    "provide_info": lazy_gettext("Answer"),
    "waitlist": lazy_gettext("Put on the waiting list"),
    "accept": lazy_gettext("Accepted"),
    "decline": lazy_gettext("Declined"),
    "start_service": lazy_gettext("Service started"),
    "hold": lazy_gettext("Paused"),
    "resume": lazy_gettext("Service goes on"),
    "complete": lazy_gettext("Completed"),
    "fail": lazy_gettext("Came to nothing"),
    "confirm_closure": lazy_gettext("End confirmed"),
    "auto_close": lazy_gettext("Closed by itself"),
    "dispute_outcome": lazy_gettext("Outcome disputed"),
    "resume_service": lazy_gettext("Service taken up again"),
    "cancel": lazy_gettext("Cancelled"),
    "expire": lazy_gettext("Ran out without an answer"),
    "withdraw_consent": lazy_gettext("Consent withdrawn"),
    "mark_error": lazy_gettext("Entered by mistake"),
    "assign": lazy_gettext("Given to a colleague"),
    "message": lazy_gettext("Message"),
    "contact_attempt": lazy_gettext("Try to reach the person"),
    "release_item": lazy_gettext("Something was released"),
    "attach_document": lazy_gettext("Document attached"),
    "remind": lazy_gettext("Reminder by the coordinator"),
    "escalate": lazy_gettext("Supervisor told"),
    "propose": lazy_gettext("Another service proposed"),
    "progress": lazy_gettext("How it goes"),
    "waitlist_reviewed": lazy_gettext("Waiting list looked at"),
    "hold_reviewed": lazy_gettext("Pause looked at"),
    "arrived": lazy_gettext("The person has arrived"),
    "reviewed": lazy_gettext("Reviewed"),
    "confirm_told": lazy_gettext("Confirmed by the receiver"),
    "contest_told": lazy_gettext("Contested by the receiver"),
    "info_unanswered": lazy_gettext("Question not answered in time"),
    "place_offered": lazy_gettext("Place offered"),
    "objection": lazy_gettext("Objection"),
    "create": lazy_gettext("Drafted"),
}
_LABELS = {str(each.value): each.label for each in (*TargetGroup, *ResidenceStatus, *Registration)}


def word(words: Words, code: str | None) -> str:
    """The words for a code; the code itself where nobody has put it into words."""
    return "" if not code else str(words.get(code, code.replace("_", " ")))


def pairs(words: Words) -> list[tuple[str, str]]:
    """As the choices of a form."""
    return [(code, str(text)) for code, text in words.items()]


def among(words: Words, codes: Iterable[str]) -> str:
    """Several, one after the other."""
    return ", ".join(word(words, code) for code in codes)


def listed(codes: Iterable[str] | None) -> str:
    """Codes of the directory's dictionary of people, as its words say them."""
    return ", ".join(_LABELS.get(code, code.replace("_", " ")) for code in codes or ())


def ages(span: Mapping[str, int | None] | None) -> str:
    """`31`, `13–15`."""
    if not span:
        return ""
    youngest, oldest = span["from"], span["to"]
    return str(youngest) if youngest == oldest or oldest is None else f"{youngest}–{oldest}"


def languages(codes: Iterable[str]) -> str:
    """Names of languages in the reader's own."""
    return ", ".join(_language(code) for code in codes)


def _language(code: str) -> str:
    try:
        return str(Locale.parse(code, sep="-").get_display_name(get_locale()) or code)
    except (UnknownLocaleError, ValueError):
        return code


def times(spans: Iterable[Mapping[str, Any]]) -> str:
    """`09:00–12:00`, several after one another."""
    return "; ".join(f"{each['opens'][:5]}–{each['closes'][:5]}" for each in spans)
