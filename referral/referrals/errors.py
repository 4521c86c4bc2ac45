"""What this room declines, one sentence each: the faults of the workflow's rules, and of requests."""

from referral.kit.problems import Forbidden, InvalidInput, MalformedRequest, Refusal


class NotPossible(Refusal):
    """The referral's state, or what is known of it, does not let this be done now."""

    title = "Not possible now"
    remedy = "The answer says the present state and what may be done instead (`allowed_actions`)."


class IllegalTransition(NotPossible):
    """The action leads nowhere from the referral's present state."""

    title = "Illegal transition"
    remedy = "Read the referral again and choose one of `allowed_actions`."


class RoleNotAllowed(Forbidden):
    """The action is for others than the roles that you have in this referral."""

    title = "Not your part"
    remedy = "Let somebody with one of the named roles do it."


class TwoKeysNeeded(NotPossible):
    """A transfer of a case closes only when both organisations have turned their key."""

    title = "Two keys are needed"


class NeverAnEmergency(NotPossible):
    """An emergency does not expire; a person ends it."""

    title = "Never an emergency"


class InTheFuture(NotPossible):
    """It can't have happened yet."""

    title = "In the future"
    remedy = "Send the moment or day on which it happened."


class BeforeItsState(NotPossible):
    """The referral was not in this state at the moment that is said."""

    title = "Before its state"
    remedy = "Record what happened in the order in which it happened."


class ApprovalRequired(NotPossible):
    """A supervisor has to approve the referral before it is sent."""

    title = "Approval is required"
    remedy = "Request approval; in an emergency with nobody reachable, say why it is sent at once (`alone_because`)."


class SamePerson(NotPossible):
    """Nobody approves or reviews what they wrote."""

    title = "Another person is needed"
    remedy = "Let another supervisor do it."


class StandInMissing(NotPossible):
    """A guardian is marked with a conflict of interest, and nobody and no law stands in for the child."""

    title = "Nobody stands in"
    remedy = "Record the agreement of a guardianship authority, or the article of a legal obligation."


class LegalBasisMissing(NotPossible):
    """A mandatory report rests on a law, and no record says which."""

    title = "Legal basis missing"
    remedy = "Record the article in the place of the consent."


class ConsentMissing(NotPossible):
    """No consent and no other legal basis covers it now."""

    title = "Consent missing"
    remedy = (
        "Ask the person, and record a consent that names the organisation, the purpose and the kinds of data."
    )


class ServiceNotActive(NotPossible):
    """The service does not run now."""

    title = "Service not active"
    remedy = "Search for another service."


class PlaceNotServed(NotPossible):
    """The service does not serve the place of the case."""

    title = "Place not served"
    remedy = "Search for a service that does."


class NotEligible(NotPossible):
    """The service is known not to take the people of the referral."""

    title = "Not eligible"
    remedy = "`warnings` of the draft say which criterion is unmet; search for another service."


class DuplicateOpen(NotPossible):
    """One of the people is already referred to this service."""

    title = "Already referred"
    remedy = "Go on with the open referral."


class ReceiverNotConnected(NotPossible):
    """Nobody of the receiving organisation can answer here."""

    title = "Receiver not connected"
    remedy = "Tell them by phone or on paper, and record the referral with `delivery` phone, paper or self."


class PlacesHeld(NotPossible):
    """The organisation said in an enquiry that it holds the places until a moment that has not come."""

    title = "Places are held"
    remedy = "Accept it; or say with another reason why the places are gone."


class EnquiryOver(Refusal):
    """The enquiry has ended: a place was chosen, the asker closed it, or its time is over."""

    title = "Enquiry over"
    remedy = "Tell the asker in another way; they may ask anew."


class ReviewNotAhead(NotPossible):
    """The day of the review has passed."""

    title = "Review not ahead"


class ReviewTooFar(NotPossible):
    """A pause is looked at after thirty days at the latest."""

    title = "Review too far"


class Taken(NotPossible):
    """Another organisation of the open offer was first."""

    title = "Taken"


class AlreadyOffered(NotPossible):
    """The organisation has offered its place; the person chooses among the offers."""

    title = "Already offered"


class NothingOffered(NotPossible):
    """The organisation has offered no place that could be chosen."""

    title = "Nothing offered"


class PersonChooses(NotPossible):
    """Before the person has chosen among the offers, nobody accepts."""

    title = "The person chooses"


class FeedbackNotAgreed(NotPossible):
    """The person did not agree that the sender is told."""

    title = "Feedback not agreed"
    remedy = "Send it without `feedback`."


class TooFewAttempts(NotPossible):
    """The person was not tried to reach often enough to be called unreachable."""

    title = "Too few attempts"
    remedy = "Try again, and note each attempt (`contact_attempt`)."


class NotYet(NotPossible):
    """The time for it has not come."""

    title = "Not yet"


class ExpiryEndsNoService(NotPossible):
    """A consent that ran out never ends a service."""

    title = "A service goes on"


class NothingTold(NotPossible):
    """Nothing was recorded for the receiver that it could confirm or contest."""

    title = "Nothing to confirm"


class NotATransfer(NotPossible):
    """Only the transfer of a case has two keys."""

    title = "Not a transfer"


class KeyNotTurned(NotPossible):
    """The receiver has not turned its key: the case stays where it is."""

    title = "The receiver's key first"


class ReceiverClosed(NotPossible):
    """The receiver has closed and takes no case."""

    title = "The receiver has closed"
    remedy = "Transfer the case to another organisation."


class SenderNotClosed(NotPossible):
    """The sender is there, and turns its own key."""

    title = "The sender is there"


class NoticeRuns(NotPossible):
    """Fourteen days have not passed since the notice was given."""

    title = "The notice runs"


class NoNotice(NotPossible):
    """Nobody gave notice that the missing key would be turned."""

    title = "No notice was given"
    remedy = "Give notice with the action `key_notice`; fourteen days later the key can be turned."


class NoSuchService(InvalidInput):
    """There is no such service, or not at that place."""

    title = "No such service"
    remedy = "Take the ids of a search result."


class IdempotencyKeyMissing(MalformedRequest):
    """The request must carry a key, so that it is done once however often it is sent."""

    title = "Which request?"
    remedy = "Send the header Idempotency-Key with a value that you make anew for each request, as a UUID."


class IdempotencyKeyInUse(Refusal):
    """The first request with this key is still being worked on."""

    title = "Still running"
    remedy = "Wait a moment and send the same request again."


class IdempotencyKeyReused(InvalidInput):
    """The key was used for another request."""

    title = "Key of another request"
    remedy = "Send each different request with a key of its own."


class ForeignCursor(InvalidInput):
    """The cursor is none of this list, or of another database."""

    title = "Unknown cursor"
    remedy = "Begin again without a cursor."


def invalid(field: str, message: str) -> InvalidInput:
    """A refusal of one field of the body, found wrong behind its schema."""
    return InvalidInput(f"{field}: {message}", errors=[{"in": "body", "field": field, "message": message}])


BY_CODE: dict[str, type[Refusal]] = {
    each.code(): each
    for each in (
        *(IllegalTransition, RoleNotAllowed, TwoKeysNeeded, NeverAnEmergency, InTheFuture, BeforeItsState),
        *(ApprovalRequired, SamePerson, LegalBasisMissing, ConsentMissing, ServiceNotActive, PlaceNotServed),
        *(NotEligible, DuplicateOpen, ReceiverNotConnected, ReviewNotAhead, ReviewTooFar, Taken, NotYet),
        *(
            PlacesHeld,
            StandInMissing,
            NotATransfer,
            KeyNotTurned,
            ReceiverClosed,
            SenderNotClosed,
            NoticeRuns,
        ),
        *(AlreadyOffered, NothingOffered, PersonChooses, FeedbackNotAgreed, TooFewAttempts, NothingTold),
        ExpiryEndsNoService,
    )
}
