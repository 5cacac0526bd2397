"""Are answers missing by chance? Little's test that they are missing completely at random.

People are grouped by which answers they gave. If what is missing has nothing to do with the
answers, every group has the means of everyone, as far as chance allows. Means and covariances of
everyone are those of maximum likelihood under normality, by the EM algorithm from the groups'
moments.

Little (1988), JASA 83, 1198-1202; Little & Rubin (2020), Statistical Analysis with Missing Data,
11.2. Ours, because no library that is kept has it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from crm_analytics.errors import NotEnoughData

CLOSE = 1e-10  # of the largest change of a mean or covariance, in standard deviations
ROUNDS = 2_000
MOST_PATTERNS = 400  # each costs the inversion of a matrix a round
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LittleTest:
    """d² and its χ² distribution; patterns: how many combinations of missing answers occur."""

    statistic: float
    df: int
    p: float
    patterns: int


@dataclass(frozen=True, eq=False, slots=True)
class _Pattern:
    """People with the same answers missing: how many, their means and mean products there."""

    there: NDArray[np.bool_]
    n: int
    mean: Values
    products: Values


def little_test(answers: Values) -> LittleTest:
    """Little's test for answers of shape (people, items), NaN where there is none.

    People without any answer are left out. Refused where nothing or everything is missing, where
    there are more than MOST_PATTERNS patterns, and where items are constant or follow from others.

    >>> both = np.array([[1, 2], [2, 1], [3, 5], [4, 3], [5, 5], [2, np.nan], [4, np.nan]])
    >>> test = little_test(both)
    >>> test.df, test.patterns, round(test.statistic, 4)
    (1, 2, 0.0)
    """
    patterns = _patterns(answers)
    if len(patterns) < 2:
        raise NotEnoughData("The same answers are there for everyone, so nothing can be tested.")
    if len(patterns) > MOST_PATTERNS:
        raise NotEnoughData(
            f"Answers are missing in {len(patterns):,} different ways, too many for Little's test."
        )
    mean, covariance = _likeliest(patterns)
    statistic = sum(
        p.n * float(gap @ np.linalg.solve(covariance[np.ix_(p.there, p.there)], gap))
        for p in patterns
        for gap in [p.mean - mean[p.there]]
    )
    df = sum(int(p.there.sum()) for p in patterns) - answers.shape[1]
    return LittleTest(statistic, df, float(chdtrc(df, statistic)), len(patterns))


def _patterns(answers: Values) -> list[_Pattern]:
    there = ~np.isnan(answers)
    kinds, which = np.unique(there, axis=0, return_inverse=True)
    found = []
    for place, kind in enumerate(kinds):
        rows = answers[which.ravel() == place][:, kind]
        if kind.any():
            found.append(_Pattern(kind, len(rows), rows.mean(axis=0), rows.T @ rows / len(rows)))
    return found


def _likeliest(patterns: list[_Pattern]) -> tuple[Values, Values]:
    """Means and covariances (divided by n) that make the answers most likely."""
    mean, covariance = _available(patterns)
    spread = np.sqrt(np.diag(covariance))
    if not (spread > 0).all():
        raise NotEnoughData("Everyone gave the same answer to an item, so nothing can be tested.")
    total = sum(p.n for p in patterns)
    for _ in range(ROUNDS):
        sums, products = np.zeros_like(mean), np.zeros_like(covariance)
        for pattern in patterns:
            expected_sum, expected_products = _expected(pattern, mean, covariance)
            sums += pattern.n * expected_sum
            products += pattern.n * expected_products
        new = sums / total
        new_covariance = products / total - np.outer(new, new)
        change = max(
            float(np.abs((new - mean) / spread).max()),
            float(np.abs((new_covariance - covariance) / np.outer(spread, spread)).max()),
        )
        mean, covariance = new, new_covariance
        if change < CLOSE:
            break
    scaled = covariance / np.outer(spread, spread)
    if np.linalg.eigvalsh(scaled)[0] < 1e-8:
        raise NotEnoughData("Some items follow from others exactly, so nothing can be tested.")
    return mean, covariance


def _available(patterns: list[_Pattern]) -> tuple[Values, Values]:
    """Where to start: every item's mean and variance among those who answered it."""
    k = len(patterns[0].there)
    n, sums, squares = np.zeros(k), np.zeros(k), np.zeros(k)
    for pattern in patterns:
        n[pattern.there] += pattern.n
        sums[pattern.there] += pattern.n * pattern.mean
        squares[pattern.there] += pattern.n * np.diag(pattern.products)
    if not n.all():
        raise NotEnoughData("Nobody answered one of the items, so nothing can be tested.")
    mean = sums / n
    return mean, np.diag(squares / n - mean**2)


def _expected(pattern: _Pattern, mean: Values, covariance: Values) -> tuple[Values, Values]:
    """Expected mean answers and products of a pattern's people, given the answers they gave."""
    there, gone = pattern.there, ~pattern.there
    inside = covariance[np.ix_(there, there)]
    across = covariance[np.ix_(gone, there)]
    slopes = np.linalg.lstsq(inside, across.T, rcond=None)[0].T
    constant = mean[gone] - slopes @ mean[there]
    sums = np.empty_like(mean)
    sums[there], sums[gone] = pattern.mean, constant + slopes @ pattern.mean
    products = np.empty_like(covariance)
    products[np.ix_(there, there)] = pattern.products
    mixed = np.outer(constant, pattern.mean) + slopes @ pattern.products
    products[np.ix_(gone, there)], products[np.ix_(there, gone)] = mixed, mixed.T
    line = np.outer(constant, slopes @ pattern.mean)
    products[np.ix_(gone, gone)] = (
        np.outer(constant, constant)
        + line
        + line.T
        + slopes @ pattern.products @ slopes.T
        + covariance[np.ix_(gone, gone)]
        - slopes @ across.T
    )
    return sums, products
