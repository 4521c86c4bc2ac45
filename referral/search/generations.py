"""How often this process has written sites without a position: what it keeps about them is then asked anew."""

_unplaced = 0


def unplaced_written() -> None:
    """Sites without a position were written or taken out."""
    global _unplaced
    _unplaced += 1


def of_unplaced() -> int:
    """The present count."""
    return _unplaced
