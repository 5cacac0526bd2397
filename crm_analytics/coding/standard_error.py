"""Standard errors in closed form, where every coder coded every unit.

Every coefficient is (observed − expected) / (1 − expected), both smooth functions of shares of
units; how far each unit moves it gives the variance. Fleiss, Cohen & Everitt 1969 for two coders'
κ, Gwet 2008 (British Journal of Mathematical and Statistical Psychology 61, 29-48) for the others.
"""

from collections.abc import Callable

import numpy as np

from crm_analytics.coding.chance import (
    ROUNDING,
    Numbers,
    alike,
    of_coders,
    possible,
    shares,
    summed,
)
from crm_analytics.coding.ratings import Ratings

Chance = tuple[float, Numbers]  # expected agreement, and how far each pattern moves it


def standard_error(ratings: Ratings, key: str) -> float | None:
    """Of a coefficient by its key.

    None where the coefficient is undefined, units have gaps, there is one unit, or no closed form:
    for Holsti and Krippendorff, and Cohen with more than two coders.
    """
    known = _CHANCE.get(key)
    pairwise = key == "cohen" and ratings.coders != 2
    if known is None or pairwise or not ratings.complete or ratings.units < 2:
        return None
    expected, moved = known(ratings)
    left = 1 - expected
    if left <= ROUNDING:
        return None
    times, same = ratings.times.astype(float), alike(ratings)
    n = times.sum()
    observed = times @ same / n
    moves = ((same - observed) * left - (1 - observed) * moved) / left**2
    return float(np.sqrt(times @ moves**2) / n)


def _none(ratings: Ratings) -> Chance:
    return 0.0, np.zeros(len(ratings.times))


def _even(ratings: Ratings) -> Chance:
    return 1 / possible(ratings), np.zeros(len(ratings.times))


def _own(ratings: Ratings) -> Chance:
    """Two coders, each with their own shares."""
    own = ratings.times[None] / ratings.units
    a, b = (
        summed(of_coders(ratings, coder), own, np.ones(len(ratings.times)))[0] for coder in (0, 1)
    )
    expected = float(a @ b)
    first, second = ratings.values.T
    return expected, b[first] + a[second] - 2 * expected


def _together(ratings: Ratings) -> Chance:
    """All coders with one share."""
    share = shares(ratings, ratings.times[None].astype(float))[0]
    expected = float(share @ share)
    return expected, 2 * (share[ratings.values].mean(axis=1) - expected)


def _rare(ratings: Ratings) -> Chance:
    """All coders with one share, chance where codes are evenly used."""
    share = shares(ratings, ratings.times[None].astype(float))[0]
    others = possible(ratings) - 1
    expected = float(share @ (1 - share) / others)
    return expected, 2 * ((1 - share)[ratings.values].mean(axis=1) / others - expected)


_CHANCE: dict[str, Callable[[Ratings], Chance]] = {
    "agreement": _none,
    "cohen": _own,
    "scott": _together,
    "fleiss": _together,
    "brennan_prediger": _even,
    "gwet_ac1": _rare,
}
