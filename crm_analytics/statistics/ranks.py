"""Midranks: Spearman's ρ is Pearson's r of them, and tests of ranks are made of their sums.

Mann & Whitney (1947), Annals of Mathematical Statistics 18, 50-60, without continuity correction,
as SPSS prints it; Kruskal & Wallis (1952), JASA 47, 583-621; ε² Tomczak & Tomczak (2014). Ties are
corrected. They are made from counts, so a million people cost what a hundred do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics import TestResult
from crm_analytics.statistics.counts import Counts, Numbers, answered
from crm_analytics.statistics.moments import BLOCK, Moments

Ranked = NDArray[np.integer | np.float64]

MANN_WHITNEY, KRUSKAL_WALLIS = "Mann–Whitney U", "Kruskal–Wallis H"
EXACT_BELOW = 50  # people in each group, as R decides it
EXACT, NORMAL, CHI2 = "exact p", "p of the normal curve", "p of χ²"


def rank_moments(names: Sequence[str], rows: Ranked) -> Moments:
    """Moments of the midranks: of each value's rank in its column, ties sharing their mean rank.

    rows: shape (people, k) without missing values. Whole numbers are ranked by counting them,
    block by block, so that the ranks of everyone are never held at once.
    """
    if rows.dtype == np.float64:
        return Moments.of(names, np.column_stack([_midranks(column) for column in rows.T]))
    n, k = rows.shape
    if rows.dtype == np.int8:
        codes = rows.view(np.uint8)  # negative answers become 128 and more; tables know that
        tables = [_small_ranks(*answered(column)) for column in rows.T]
    else:
        codes = rows - rows.min(axis=0)
        tables = [_ranks(np.bincount(column)) for column in codes.T]
    scatter, block = np.zeros((k, k)), np.empty((BLOCK, k), order="F")
    for start in range(0, n, BLOCK):
        size = min(BLOCK, n - start)
        for place, table in enumerate(tables):
            part = codes[start : start + size, place]
            table.take(part, out=block[:size, place], mode="clip")
        scatter += block[:size].T @ block[:size]
    return Moments(tuple(names), n, np.full(k, (n + 1) / 2), scatter)


def _small_ranks(answers: NDArray[np.int8], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rank of each possible byte."""
    table = np.zeros(256)
    table[answers.view(np.uint8)] = _ranks(counts)
    return table


def _ranks(counts: NDArray[np.integer]) -> NDArray[np.float64]:
    """Centred midrank of each whole number, from how often each occurs."""
    ranks: NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2 - (counts.sum() + 1) / 2
    return ranks


def _midranks(column: NDArray[np.float64]) -> NDArray[np.float64]:
    digits = 12 - int(np.ceil(np.log10(np.abs(column).max() + 1)))  # equal but for rounding: tied
    _, inverse, counts = np.unique(column.round(digits), return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return ranks


@dataclass(frozen=True, eq=False, slots=True)
class RankSums:
    """Rank sums of groups.

    n, sums: shape (groups,). ties: Σ(t³ − t) over values that t people share.
    """

    names: tuple[str, ...]
    n: NDArray[np.int64]
    sums: Numbers
    ties: float

    @classmethod
    def of(cls, counts: Counts) -> "RankSums":
        """Each value's people share the mean of their ranks; weights do not count."""
        each = counts.people.sum(axis=0)
        midranks = np.cumsum(each) - (each - 1) / 2
        shared = each.astype(float)
        ties = float((shared**3 - shared).sum())
        return cls(counts.names, counts.n, counts.people @ midranks, ties)

    @property
    def people(self) -> int:
        """How many people all groups have."""
        return int(self.n.sum())

    @property
    def means(self) -> Numbers:
        """Mean rank of each group."""
        found: Numbers = self.sums / self.n
        return found

    @property
    def variance(self) -> float:
        """Variance of one person's rank with ties, N(N+1)/12 without: (N³ − N − ties)/12(N−1)."""
        n = float(self.people)
        return (n**3 - n - self.ties) / (12 * (n - 1))


def mann_whitney(counts: Counts) -> TestResult:
    """The smaller U of two groups; their ranks vary.

    p is exact for fewer than 50 people a group without ties. The effect is the rank-biserial r: how
    much more often someone of the first group has the higher score than the lower one, −1 to 1.

    >>> groups = Counts.between([("a", np.array([1.0, 2, 4])), ("b", np.array([3.0, 5, 6, 7]))])
    >>> found = mann_whitney(groups)
    >>> print(f"U = {found.statistic:g}, p = {found.p:.4f}: {found.p_note}")
    U = 1, p = 0.1143: exact p
    """
    ranks = RankSums.of(counts)
    n, m = (float(people) for people in ranks.n)
    first = float(ranks.sums[0]) - n * (n + 1) / 2
    if ranks.ties == 0 and max(n, m) < EXACT_BELOW:
        from scipy import stats  # half a second to import: not for the Overview of large groups

        a, b = (np.repeat(counts.values, people) for people in counts.people)
        p, note = float(stats.mannwhitneyu(a, b, method="exact").pvalue), EXACT
    else:
        p, note = float(2 * special.ndtr(-abs(z_of_u(ranks)))), NORMAL
    u, r = min(first, n * m - first), 2 * first / (n * m) - 1
    return TestResult(MANN_WHITNEY, u, None, None, p, "rank-biserial r", r, p_note=note)


def z_of_u(ranks: RankSums) -> float:
    """U of two groups in standard deviations; positive when the first group ranks higher."""
    n, m = (float(people) for people in ranks.n)
    first = float(ranks.sums[0]) - n * (n + 1) / 2
    return (first - n * m / 2) / float(np.sqrt(n * m / (n + m) * ranks.variance))


def kruskal_wallis(ranks: RankSums) -> TestResult:
    """H of two groups or more; their ranks vary.

    The effect is ε² = H/(n − 1), the share of the ranks' variance that goes with the groups.
    """
    apart = ranks.means - (ranks.people + 1) / 2
    h = float(ranks.n @ np.square(apart)) / ranks.variance
    df, epsilon2 = len(ranks.names) - 1, h / (ranks.people - 1)
    p = float(special.chdtrc(df, h))
    return TestResult(KRUSKAL_WALLIS, h, df, None, p, "ε²", epsilon2, p_note=CHI2)
