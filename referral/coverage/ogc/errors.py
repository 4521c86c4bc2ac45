"""Refusals of the standard's answers."""

from referral.kit.problems import Refusal


class FilterNotUnderstood(Refusal):
    """The filter is no CQL2, or asks what is not answered here; the detail says what."""

    status = 400
    title = "Filter not understood"
    remedy = (
        "Use the names that GET /api/v1/ogc/collections/{id}/queryables lists, and the operators it explains."
    )
