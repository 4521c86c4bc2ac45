"""The bands in which an age is told before anybody accepted."""

AGE_BANDS = ("0-4", "5-11", "12-17", "18-24", "25-59", "60+")
OF_CHILDREN = frozenset(AGE_BANDS[:3])
_ENDS = (4, 11, 17, 24, 59)


def band_of(youngest: int, oldest: int) -> str | None:
    """The band of an age; of a range the one that holds all of it, else nothing."""
    bands = {sum(age > end for end in _ENDS) for age in (youngest, oldest)}
    return AGE_BANDS[bands.pop()] if len(bands) == 1 else None


def adult_or_child(bands: frozenset[str]) -> str | None:
    """`adult` or `child` where all bands are of one of them; `both` where they are not; None where none is told."""
    if not bands:
        return None
    if bands <= OF_CHILDREN:
        return "child"
    return "both" if bands & OF_CHILDREN else "adult"
