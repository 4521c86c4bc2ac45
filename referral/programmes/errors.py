"""What this room declines, one sentence each. An unknown id and a forbidden one are the same NotFound."""

from referral.kit.problems import Refusal


class ProgrammeKnown(Refusal):
    """The programme's frame was recorded before."""

    title = "Already there"
    remedy = "Change the one that is there."


class AlreadyEnrolled(Refusal):
    """The person is in the programme, by your organisation."""

    title = "Already enrolled"
    remedy = "Record milestones with the enrolment that the answer names."


class NotCovered(Refusal):
    """No consent of the person lets your organisation enrol them in a programme."""

    title = "Consent is missing"
    remedy = "Ask the person, and record a consent with the purpose `programme` that names your organisation."


class OutsideProgramme(Refusal):
    """The programme did not run on that day."""

    title = "Outside the programme"
    remedy = "Correct the day, or the dates of the programme."


class ReferralNotServed(Refusal):
    """The referral was not for this person, or was not served yet."""

    title = "Not served yet"
    remedy = "Complete the referral first, or record the milestone without it."


class TerritoryInUse(Refusal):
    """A territory would go, in which records may stand."""

    title = "Territories stay"
    remedy = "Give each territory with its id; name, country and region can be changed, and others added."
