"""Counts of what serves a region, each thing once, from pairs of a region and a site."""

import numpy as np

from referral.coverage.indicators.sphere import Floats, Ints


def distinct_pairs(region: Ints, thing: Ints) -> tuple[Ints, Ints]:
    """Each pair once, by region and thing."""
    if not len(region):
        return region, thing
    span = int(thing.max()) + 1
    both = np.unique(region * span + thing)
    return both // span, both % span


def distinct_in(region: Ints, thing: Ints, regions: int) -> Ints:
    """How many different things each region has."""
    return np.bincount(distinct_pairs(region, thing)[0], minlength=regions)


def sum_in(region: Ints, values: Floats, regions: int) -> Floats:
    """The sum of values by region, what is not a number left out."""
    told = ~np.isnan(values)
    return np.bincount(region[told], weights=values[told], minlength=regions).astype(float)


def told_in(region: Ints, values: Floats, regions: int) -> Ints:
    """How many values are numbers, by region."""
    return np.bincount(region[~np.isnan(values)], minlength=regions)
