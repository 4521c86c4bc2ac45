"""What both kinds of backup have in common."""


class BackupError(RuntimeError):
    """The backup is damaged, of another kind, or can't be put back now."""
