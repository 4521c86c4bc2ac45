"""What this room declines, one sentence each. An unknown id and a forbidden one are the same NotFound."""

from referral.kit.problems import Refusal


class PersonErased(Refusal):
    """The person was erased; nothing of them can be read any more."""

    status = 410
    title = "Erased"
    remedy = "Nothing brings it back. The tombstone says when it was done."


class PersonChangedMeanwhile(Refusal):
    """Somebody else changed the person after you read them."""

    status = 412
    title = "Changed meanwhile"
    remedy = "Read the person again, look at what changed, and send your change with the new version."


class NumberTaken(Refusal):
    """Another case of the organisation has this number."""

    title = "Number taken"
    remedy = "Give another number, or none: the id is enough."


class SecondPersonNeeded(Refusal):
    """Whoever asked for an erasure can't confirm it."""

    title = "A second person is needed"
    remedy = "Let another supervisor, case worker of the case or data-protection officer confirm it."


class LegalHold(Refusal):
    """A law forbids erasing the person for now."""

    title = "Legal hold"
    remedy = "The data-protection officer lifts the hold when its ground has gone."


class ErasureNotWaiting(Refusal):
    """There is no erasure of this person that waits for this."""

    title = "No such erasure"
    remedy = "Ask for the erasure first; one that was done or called off can't be confirmed."


class ErasureAlreadyAsked(Refusal):
    """An erasure of this person is under way."""

    title = "Already asked"
    remedy = "Confirm the one that waits, or call it off."


class ConsentSuperseded(Refusal):
    """The consent has a newer version, which is the one that counts."""

    title = "A newer version counts"
    remedy = "Use the newest version of the consent."


class NoEffect(Refusal):
    """The representative is marked with a conflict of interest: what they say has no effect."""

    title = "No effect"
    remedy = "Ask the person, or the authority that stands in."


class AlreadyAttested(Refusal):
    """The privacy task was answered before."""

    title = "Already answered"
    remedy = "Nothing more is to be done."


class ReceiverWithoutAccess(Refusal):
    """A case goes over only to an organisation that was given access to it."""

    title = "No access"
    remedy = "Refer the case to the organisation first."


class DocumentRefused(Refusal):
    """The document is of a kind that is not kept, or a scan found something in it."""

    status = 415
    title = "Document refused"
    remedy = "Send a PDF, JPEG or PNG file of at most 10 MB."


class DocumentTooLarge(Refusal):
    """The document is larger than what is kept."""

    status = 413
    title = "Document too large"
    remedy = "Send a smaller file: at most 10 MB."


class OwnDemand(Refusal):
    """Nobody decides a demand by law that they recorded themselves."""

    title = "Another person is needed"
    remedy = "Let a supervisor decide it who did not record it."


class DemandDecided(Refusal):
    """The demand was decided in the other way; the first decision stays."""

    title = "Already decided"
    remedy = "Record a new demand, if there is one."


class DemandUndecided(Refusal):
    """Nobody has decided the demand: there is nothing to tell of yet."""

    title = "Not decided yet"
    remedy = "Let a supervisor decide it first."
