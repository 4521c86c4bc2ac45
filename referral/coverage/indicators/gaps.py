"""People beyond reach, and where one more service would reach most of them."""

from typing import NamedTuple

import numpy as np

from referral.coverage.indicators.sphere import Floats, pairs_within


class NextSite(NamedTuple):
    """A settlement, by its number, and how many people a service there would reach who are beyond reach now."""

    settlement: int
    people: float


def next_sites(points: Floats, beyond: Floats, metres: float, most: int) -> list[NextSite]:
    """Where to put up to `most` more services, one after another, each where it reaches most of who is left: the
    greedy rule for maximal covering (Church and ReVelle 1974; at least 63 % of the best). Of equals the first.

    `points` are unit vectors of settlements, `beyond` how many of each live beyond reach.
    """
    pairs = pairs_within(points, points, metres)
    left, found = beyond.astype(float).copy(), []
    for _ in range(most):
        reached = np.bincount(pairs.first, weights=left[pairs.second], minlength=len(points))
        # Sums in another order differ in their last digits: equal ones must be equal.
        best = int(np.argmax(np.round(reached, 6))) if len(reached) else 0
        if not len(reached) or reached[best] <= 0:
            break
        found.append(NextSite(best, float(reached[best])))
        left[pairs.second[pairs.first == best]] = 0.0
    return found
