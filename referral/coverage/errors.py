"""What coverage declines, and what it says instead."""

from referral.kit.problems import Refusal


class UnknownCoverageNeed(Refusal):
    """Coverage is told by one need of the taxonomy, and this is none of its codes."""

    status = 422
    title = "Unknown need"
    remedy = "Use a code from GET /api/v1/needs."


class NoSuchCoverage(Refusal):
    """There are no regions of this level in this country, so nothing can be told of them."""

    status = 404
    title = "No such regions"
    remedy = "GET /api/v1/regions?country=… lists the regions that there are, with their levels."


class NoSuchRelease(Refusal):
    """No counts of this period were released for this country."""

    status = 404
    title = "Not released"
    remedy = "GET /api/v1/coverage/releases lists the periods that were released."


class PeriodNotOver(Refusal):
    """Counts are released when the period is over: before, the next release would tell who came in between."""

    title = "The period is not over"


class NothingToRelease(Refusal):
    """There is nothing to release, or nothing that changed enough to be shown since the last revision."""

    title = "Nothing to release"
