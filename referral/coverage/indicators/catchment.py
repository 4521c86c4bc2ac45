"""Accessibility: the enhanced two-step floating catchment area, E2SFCA (Luo and Qi 2009, Health & Place 15:1100).

Step 1, for each site j: R_j = S_j / sum over settlements k of P_k W(d_kj). Step 2, for each settlement i:
A_i = sum over sites j of R_j W(d_ij). W falls in steps with the distance and is 0 beyond the last.
"""

from collections.abc import Sequence

import numpy as np

from referral.coverage.indicators.sphere import Floats, Pairs

# Metres, and the weight of what is at most so far away: the three zones of Luo and Qi, in kilometres of ten.
ZONES: tuple[tuple[float, float], ...] = ((10_000.0, 1.0), (20_000.0, 0.68), (30_000.0, 0.22))


def zone_weights(metres: Floats, zones: Sequence[tuple[float, float]] = ZONES) -> Floats:
    """The weight of each distance; 0 beyond the last zone."""
    limits = np.array([limit for limit, _ in zones])
    weights = np.array([*(weight for _, weight in zones), 0.0])
    return weights[np.searchsorted(limits, metres, side="left")]


def e2sfca(
    pairs: Pairs, people: Floats, supply: Floats, zones: Sequence[tuple[float, float]] = ZONES
) -> Floats:
    """Supply per head within reach of each settlement; `pairs` are (settlement, site) within the last zone.

    A site near which nobody lives serves nobody; its supply is in no score.
    """
    weights = zone_weights(pairs.metres, zones)
    demand = np.bincount(pairs.second, weights=people[pairs.first] * weights, minlength=len(supply))
    ratio = np.divide(supply, demand, out=np.zeros(len(supply)), where=demand > 0)
    scores = np.bincount(pairs.first, weights=ratio[pairs.second] * weights, minlength=len(people))
    return scores.astype(float)
