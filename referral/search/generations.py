"""How often this process has written rows of a kind: what it keeps about them is then asked anew."""


class Generation:
    """Counts the writings; `present` stands in the key of what is kept."""

    def __init__(self) -> None:
        self.present = 0

    def written(self) -> None:
        """What is kept no longer knows all."""
        self.present += 1


# Sites without a position.
UNPLACED = Generation()
# Patterns of hours.
PATTERNS = Generation()
