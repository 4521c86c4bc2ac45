"""What the directory declines, and what it says instead."""

from referral.kit.problems import NotFound, Refusal


class StillRevealing(Refusal):
    """The service is at a confidential place and public fields would give it away; `revealed` names each field."""

    status = 409
    title = "This would give the place away"
    remedy = "Correct the fields that are named, at the source or here, and publish again."


class NoSuchService(NotFound):
    """There is no service with this id."""

    title = "No such service"


class ArrivalNotYours(NotFound):
    """How one arrives at this service is told to the worker who was assigned, and to nobody else."""

    title = "Not yours to know"
