"""Krippendorff's α: any number of coders, gaps, and any distance between values.

α = 1 − observed / expected disagreement, from coincidences of values within units that two or more
coded (Krippendorff 2004, Content Analysis, ch. 11).

Ours, because the package krippendorff holds units × values × values numbers, 290 MB for 400 units
with 300 sets of codes, and computes one α at a time: 2,000 resamples of 1,500 units took it 10 s,
and take .1 s here. Tests compare every value with it, and with R.

Sets of codes: the distance of Jaccard, 1 − shared/all, or of MASI, which counts partial overlap
less: 1 − shared/all · (1 equal, ⅔ one within the other, ⅓ overlapping, 0 apart; Passonneau 2006).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding.kappa import ROUNDING, Measure, alike, pairs, ratio, summed
from crm_analytics.coding.ratings import (
    Numbers,
    Ratings,
    Similarity,
    jaccard_similarity,
    masi_similarity,
    total_similarity,
)

MOST = 3_000  # different values whose distances fit the memory, all against all

Distance = Callable[[Ratings], Numbers]


def nominal(ratings: Ratings, drawn: Numbers) -> Numbers:
    """Of single codes: values are equal or not."""
    used = _used(ratings, drawn)
    total = used.sum(axis=1)
    coded = ratings.coded.astype(float)
    apart = np.where(coded > 1, coded * (1 - alike(ratings)), 0)
    return 1 - ratio((drawn @ apart) * (total - 1), total**2 - (used * used).sum(axis=1))


def alpha(distance: Distance) -> Measure:
    """The measure with a distance that does not depend on how often values are used.

    NaN where there are more different values than MOST.
    """

    def measure(ratings: Ratings, drawn: Numbers) -> Numbers:
        if len(ratings.sets) > MOST:
            return np.full(len(drawn), np.nan)
        apart = distance(ratings)
        used = _used(ratings, drawn)
        observed = drawn @ _disagreement(ratings, apart)
        expected = ((used @ apart) * used).sum(axis=1)
        return 1 - ratio(observed * (used.sum(axis=1) - 1), expected)

    return measure


def of_sets(similarity: Similarity) -> Measure:
    """The measure of sets of codes, apart by what they do not have in common.

    NaN where parts are too many, and different sets more than MOST.
    """

    def measure(ratings: Ratings, drawn: Numbers) -> Numbers:
        parts = ratings.parts
        if parts is None:
            return alpha(lambda own: 1 - _between_sets(own, similarity))(ratings, drawn)
        used = _used(ratings, drawn)
        total = used.sum(axis=1)
        expected = total**2 - total_similarity(parts, used, similarity)
        expected[expected <= ROUNDING * total**2] = 0  # one set only
        observed = drawn @ _of_sets(ratings, similarity)
        return 1 - ratio(observed * (total - 1), expected)

    return measure


def ordinal(order: Sequence[str]) -> Measure:
    """The measure for ordered values: apart by how many of all values lie between.

    order: the codes from low to high.
    """

    def measure(ratings: Ratings, drawn: Numbers) -> Numbers:
        used = _used(ratings, drawn)
        places = {code: place for place, code in enumerate(order)}
        rank = np.argsort([places[name] for name in ratings.names()])
        upto = np.cumsum(used[:, rank], axis=1)
        middle = np.empty_like(used)
        middle[:, rank] = upto - used[:, rank] / 2
        total = used.sum(axis=1)
        middle -= ratio((used * middle).sum(axis=1), total)[:, None]
        expected = 2 * total * (used * middle * middle).sum(axis=1)
        return 1 - ratio(_between(ratings, drawn, middle) * (total - 1), expected)

    return measure


def interval(ratings: Ratings) -> Numbers:
    """The squared difference of numbers."""
    numbers = np.array([float(name) for name in ratings.names()])
    return np.asarray((numbers[:, None] - numbers) ** 2)


def ratio_scale(ratings: Ratings) -> Numbers:
    """The squared difference over the squared sum of numbers."""
    numbers = np.array([float(name) for name in ratings.names()])
    difference, total = numbers[:, None] - numbers, numbers[:, None] + numbers
    return np.asarray(np.nan_to_num(ratio(difference, total)) ** 2)


jaccard, masi = of_sets(jaccard_similarity), of_sets(masi_similarity)


def too_many(ratings: Ratings) -> bool:
    """Whether distances between all values would not fit the memory, and are needed."""
    return len(ratings.sets) > MOST and (ratings.single or ratings.parts is None)


def _between_sets(ratings: Ratings, similarity: Similarity) -> Numbers:
    """How similar every two sets are, shape (values, values)."""
    sets = ratings.sets.astype(float)
    size = sets.sum(axis=1)
    return similarity(sets @ sets.T, size[:, None], size)


def _of_sets(ratings: Ratings, similarity: Similarity) -> Numbers:
    """As `_disagreement`, of sets."""
    sets, size = ratings.sets, ratings.sets.sum(axis=1).astype(float)
    found = sum(
        weight * (1 - similarity((sets[a] & sets[b]).sum(axis=1).astype(float), size[a], size[b]))
        for a, b, weight in _both(ratings)
    )
    return np.asarray(found)


def _used(ratings: Ratings, drawn: Numbers) -> Numbers:
    """How often each value is used in units that two or more coded, shape (draws, values)."""
    return summed(ratings, drawn, (ratings.coded > 1).astype(float))


def _both(ratings: Ratings) -> list[tuple[NDArray[np.int64], NDArray[np.int64], Numbers]]:
    """Of every two coders their values, and what a pair weighs in its unit: 0 with a gap."""
    weight = 2 / np.maximum(ratings.coded - 1, 1)
    values = ratings.values.T
    return [
        (values[a], values[b], np.where((values[a] >= 0) & (values[b] >= 0), weight, 0))
        for a, b in pairs(ratings.coders)
    ]


def _disagreement(ratings: Ratings, apart: Numbers) -> Numbers:
    """Distances between the coders of a unit, each over their number less one; (patterns,)."""
    found = sum(weight * apart[a, b] for a, b, weight in _both(ratings))
    return np.asarray(found)


def _between(ratings: Ratings, drawn: Numbers, middle: Numbers) -> Numbers:
    """The same with distances that are their own in each draw, summed over what was drawn."""
    found = np.zeros(len(drawn))
    for a, b, weight in _both(ratings):
        apart = middle[:, a] - middle[:, b]
        found += (drawn * weight * apart * apart).sum(axis=1)
    return found
