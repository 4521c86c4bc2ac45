"""In which band an age stands, where what is known of it says so."""

from referral.programmes.rules.words import AgeBand

_LOWEST = {
    AgeBand.EARLY_CHILD: 0,
    AgeBand.CHILD: 6,
    AgeBand.ADOLESCENT: 12,
    AgeBand.YOUNG_ADULT: 18,
    AgeBand.ADULT: 25,
    AgeBand.OLDER: 60,
}


def band_of(youngest: int | None, oldest: int | None) -> AgeBand | None:
    """The band that holds the whole range of an estimated age; None where the range reaches over two."""
    if youngest is None or oldest is None:
        return None
    low, high = _band(youngest), _band(oldest)
    return low if low is high else None


def _band(age: int) -> AgeBand:
    return max((band for band, lowest in _LOWEST.items() if age >= lowest), key=_LOWEST.__getitem__)
