"""Refusals of the room, one sentence each."""


class ImportRefused(ValueError):
    """A file of boundaries was read, but its regions can't be taken; the message says what to do."""


class UnknownRegion(LookupError):
    """There is no region of that id."""
