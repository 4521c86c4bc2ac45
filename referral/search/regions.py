"""The path of a region by its code, id or name."""

from functools import lru_cache

from referral.kit.db.work import unit_of_work
from referral.kit.text import fold
from referral.places.queries import public_regions


@lru_cache(maxsize=1_024)
def find_region(text: str, _url: str, _period: int) -> str | None:
    """The path (`AL/AL-11/`), or None. A code or id is exact; among regions of one name the widest is meant."""
    folded = fold(text)
    with unit_of_work(write=False) as session:
        regions = sorted(public_regions(session), key=lambda region: (region.level, region.code))
        for region in regions:
            if text in (region.id, region.code, region.path) or text.upper() == region.code:
                return region.path
        for region in regions:
            names = [region.name, *region.names.values(), *region.other_names]
            if any(fold(str(name)) == folded for name in names):
                return region.path
    return None
