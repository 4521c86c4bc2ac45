"""People beyond reach, and where one more service would reach most of them."""

from typing import NamedTuple

import numpy as np

from referral.coverage.indicators.sphere import Floats, Pairs


class NextSite(NamedTuple):
    """A settlement, by its number, and how many people a service there would reach who are beyond reach now."""

    settlement: int
    people: float


def next_sites(neighbours: Pairs, beyond: Floats, most: int) -> list[NextSite]:
    """Where to put up to `most` more services, one after another, each where it reaches most of who is left: the
    greedy rule for maximal covering (Church and ReVelle 1974; at least 63 % of the best). Of equals the first.

    `neighbours` are all pairs of settlements within reach of each other, each with itself among them; `beyond` says
    how many of each live beyond reach.
    """
    left, found = beyond.astype(float).copy(), []
    for _ in range(most):
        reached = np.bincount(neighbours.first, weights=left[neighbours.second], minlength=len(left))
        # Sums in another order differ in their last digits: equal ones must be equal.
        best = int(np.argmax(np.round(reached, 6))) if len(reached) else 0
        if not len(reached) or reached[best] <= 0:
            break
        found.append(NextSite(best, float(reached[best])))
        left[neighbours.second[neighbours.first == best]] = 0.0
    return found
