"""What a search declines, and what it says instead."""

from referral.kit.problems import Refusal


class UnknownNeed(Refusal):
    """No need of the taxonomy has this code, label or synonym in any language; `suggestions` are near ones."""

    status = 422
    title = "Unknown need"
    remedy = "Use a code from GET /api/v1/needs, or a word for the need in any of its languages."


class AmbiguousPlace(Refusal):
    """Several places bear this name; `candidates` lists them."""

    status = 422
    title = "Which place?"
    remedy = "Ask again with near=latitude,longitude of a candidate, or add the country: 'Name, XX'."


class UnknownPlace(Refusal):
    """No place of this name is known; `suggestions` are names that look alike."""

    status = 422
    title = "Unknown place"
    remedy = "Check the spelling, in any script, or give near=latitude,longitude."


class UnknownRegion(Refusal):
    """No region has this code, id or name."""

    status = 422
    title = "Unknown region"
    remedy = "Use a code or id from GET /api/v1/regions."


class ForeignCursor(Refusal):
    """The cursor is damaged or belongs to another question."""

    status = 422
    title = "This cursor belongs to another question"
    remedy = "Send the cursor with exactly the question that it was given for, or begin without one."
