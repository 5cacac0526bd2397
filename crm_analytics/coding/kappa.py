"""Agreement of single codes, raw and beyond what chance would give: κ and its kin.

Each measure takes how often every pattern was drawn, shape (draws, patterns), and gives one number
a draw, NaN where it is undefined. With times as the one draw it is the number of the sample.

Holsti 1969; Cohen 1960; Light 1971 (mean of κ over pairs); Scott 1955; Fleiss 1971; Brennan &
Prediger 1981; Gwet 2008. Units that not every coder coded: Gwet 2014, Handbook of Inter-Rater
Reliability, but Fleiss' κ, which is defined for a fixed number of coders, leaves them out.

Standard errors are in closed form, where every coder coded every unit: every coefficient is
(observed − expected) / (1 − expected), both smooth functions of shares of units, and how far each
unit moves it gives the variance. Fleiss, Cohen & Everitt 1969 for two coders' κ, Gwet 2008 (British
Journal of Mathematical and Statistical Psychology 61, 29-48) for the others.

Ours, because `statsmodels.stats.inter_rater` computes one table at a time: 2,000 resamples of five
coders took it 20 s, and take .06 s here; it knows neither gaps nor AC1 nor Holsti. Tests compare
every value with it, and with R.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from crm_analytics.coding.ratings import Numbers, Ratings

Measure = Callable[[Ratings, Numbers], Numbers]
Chance = tuple[float, Numbers]  # expected agreement, and how far each pattern moves it

ROUNDING = 1e-12  # chance agreement this close to 1 is 1
FEWEST = 2  # a choice has at least two possibilities, also where only one was made


def ratio(above: Numbers, below: Numbers) -> Numbers:
    """The quotient, NaN where nothing is below."""
    nowhere = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=nowhere, where=below != 0))


def beyond_chance(observed: Numbers, expected: Numbers) -> Numbers:
    """(observed − expected) / (1 − expected); NaN where chance alone would agree always."""
    room = np.where(1 - expected > ROUNDING, 1 - expected, 0.0)
    return ratio(observed - expected, room)


def pairs(coders: int) -> list[tuple[int, int]]:
    """Every two coders."""
    return list(combinations(range(coders), 2))


def alike(ratings: Ratings) -> Numbers:
    """Share of pairs of coders with the same value, shape (patterns,); 0 with fewer than two."""
    values, coded = ratings.values.T, ratings.coded
    same = np.zeros(len(coded))
    for a, b in pairs(ratings.coders):
        same += (values[a] == values[b]) & (values[a] >= 0)
    return np.nan_to_num(ratio(2 * same, coded * (coded - 1.0)))


def summed(ratings: Ratings, drawn: Numbers, weight: Numbers) -> Numbers:
    """How often coders gave each value, every time counted with its pattern's weight.

    Shape (draws, values).
    """
    from scipy.sparse import csr_array

    rows, coders = np.nonzero(ratings.values >= 0)
    places = rows, ratings.values[rows, coders]
    shape = len(ratings.values), len(ratings.sets)
    return np.asarray(drawn @ csr_array((weight[rows], places), shape=shape))


def percent(ratings: Ratings, drawn: Numbers) -> Numbers:
    """Share of pairs of coders who agree, the mean over units that two or more coded."""
    return ratio(drawn @ alike(ratings), drawn @ (ratings.coded > 1).astype(float))


def holsti(ratings: Ratings, drawn: Numbers) -> Numbers:
    """2M / (N₁ + N₂), codes given by both over codes given; the mean over pairs of coders.

    What one coder coded alone counts among the codes given.
    """
    found = []
    for first, second in pairs(ratings.coders):
        mine, yours = (  # the codes of a coder's values, shape (patterns, codes)
            ratings.sets[values] & (values >= 0)[:, None]
            for values in (ratings.values[:, first], ratings.values[:, second])
        )
        shared = (mine & yours).sum(axis=1).astype(float)
        given = (mine.sum(axis=1) + yours.sum(axis=1)).astype(float)
        found.append(ratio(2 * (drawn @ shared), drawn @ given))
    return np.asarray(np.mean(found, axis=0))


def cohen(ratings: Ratings, drawn: Numbers) -> Numbers:
    """κ of two coders; of more, its mean over pairs that have a unit in common."""
    found = [_cohen(ratings, drawn, *pair) for pair in pairs(ratings.coders)]
    common = np.array([both > 0 for _, both in found])
    kappa = np.array([np.where(both > 0, kappa, 0) for kappa, both in found])
    return ratio(kappa.sum(axis=0), common.sum(axis=0).astype(float))


def fleiss(ratings: Ratings, drawn: Numbers) -> Numbers:
    """κ over the units that all coders coded; of two coders it is Scott's π."""
    whole = ratings.coded == ratings.coders
    used = np.where(whole, drawn, 0)
    share = shares(ratings, used)
    return beyond_chance(percent(ratings, used), (share * share).sum(axis=1))


def brennan_prediger(ratings: Ratings, drawn: Numbers) -> Numbers:
    """Chance is 1/k, every possible code alike: it grows with codes that nobody uses."""
    observed = percent(ratings, drawn)
    return beyond_chance(observed, np.full_like(observed, 1 / possible(ratings)))


def gwet_ac1(ratings: Ratings, drawn: Numbers) -> Numbers:
    """Chance is Σπ(1 − π) / (k − 1): small where nearly everything is one code."""
    share = shares(ratings, drawn)
    expected = (share * (1 - share)).sum(axis=1) / (possible(ratings) - 1)
    return beyond_chance(percent(ratings, drawn), expected)


def possible(ratings: Ratings) -> int:
    """How many codes could be given."""
    return max(FEWEST, len(ratings.codes))


def of_coders(ratings: Ratings, *places: int) -> Ratings:
    """The same of some coders only."""
    return replace(ratings, values=ratings.values[:, places])


def shares(ratings: Ratings, drawn: Numbers) -> Numbers:
    """π: the mean share of a unit's coders who gave each value, shape (draws, values)."""
    coded = ratings.coded
    given = summed(ratings, drawn, 1 / np.maximum(coded, 1))
    units = drawn @ (coded > 0).astype(float)
    return ratio(given, np.tile(units[:, None], given.shape[1]))


def _cohen(ratings: Ratings, drawn: Numbers, first: int, second: int) -> tuple[Numbers, Numbers]:
    """κ of a pair, and how many units they have in common."""
    own = of_coders(ratings, first, second)
    both = (own.coded == 2).astype(float)
    common = drawn @ both
    mine, yours = (summed(of_coders(own, coder), drawn, both) for coder in (0, 1))
    observed = ratio(drawn @ alike(own), common)
    return beyond_chance(observed, ratio((mine * yours).sum(axis=1), common * common)), common


def standard_error(ratings: Ratings, key: str) -> float | None:
    """Of a coefficient by its key.

    None where the coefficient is undefined, units have gaps, there is one unit, or no closed form:
    for Holsti and Krippendorff, and Cohen with more than two coders.
    """
    pairwise = key == "cohen" and ratings.coders != 2
    if key not in _CHANCE or pairwise or not ratings.complete or ratings.units < 2:
        return None
    expected, moved = _CHANCE[key](ratings)
    left = 1 - expected
    if left <= ROUNDING:
        return None
    times, same = ratings.times.astype(float), alike(ratings)
    n = times.sum()
    observed = times @ same / n
    moves = ((same - observed) * left - (1 - observed) * moved) / left**2
    return float(np.sqrt(times @ moves**2) / n)


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


_CHANCE: Mapping[str, Callable[[Ratings], Chance]] = {
    "agreement": lambda ratings: (0.0, np.zeros(len(ratings.times))),
    "cohen": _own,
    "scott": _together,
    "fleiss": _together,
    "brennan_prediger": lambda ratings: (1 / possible(ratings), np.zeros(len(ratings.times))),
    "gwet_ac1": _rare,
}
