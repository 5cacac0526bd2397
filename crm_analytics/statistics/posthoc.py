"""Which of several groups differ? Every pair, adjusted for there being many.

Games & Howell (1976) Journal of Educational Statistics 1, 113-125; Tukey (1953) with Kramer's
(1956) form for groups of different sizes; Dunn (1964) Technometrics 6, 241-252, adjusted after
Holm. Differences are those of the means, the first group minus the second, in scale points.

Written out: pingouin's pairwise tests take rows, not counts, and no case weights.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics.counts import Numbers
from crm_analytics.statistics.distributions import (
    studentized_range_quantile,
    studentized_range_tail,
)
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.ranks import RankSums

GAMES_HOWELL, TUKEY, DUNN = "Games–Howell", "Tukey's HSD", "Dunn, Holm"


@dataclass(frozen=True, slots=True)
class GroupPair:
    """Two groups of a family; low and high are None for ranks, which have no interval of means.

    statistic: q of the studentized range, or Dunn's z.
    """

    a: str
    b: str
    difference: float
    low: float | None
    high: float | None
    statistic: float
    df: float | None
    p_adjusted: float
    method: str


def games_howell(groups: Summary, level: float = 0.95) -> tuple[GroupPair, ...]:
    """Without assuming equal variances; every group varies. Weights count.

    >>> n, mean = np.array([20, 25, 30]), np.array([3.0, 3.5, 4.2])
    >>> groups = Summary.printed(("a", "b", "c"), n, mean, np.array([0.9, 1.1, 1.0]))
    >>> for pair in games_howell(groups):
    ...     print(pair.a, pair.b, f"{pair.difference:.1f}, p = {pair.p_adjusted:.4f}")
    a b -0.5, p = 0.2256
    a c -1.2, p = 0.0002
    b c -0.7, p = 0.0464
    """
    a, b = _places(groups.names)
    u, v = groups.error[a], groups.error[b]
    df = (u + v) ** 2 / (u**2 / (groups.n[a] - 1) + v**2 / (groups.n[b] - 1))
    return _ranges(groups, np.sqrt((u + v) / 2), df, level, GAMES_HOWELL)


def tukey(groups: Summary, level: float = 0.95) -> tuple[GroupPair, ...]:
    """With the pooled variance, everyone counted once."""
    a, b = _places(groups.names)
    error = np.sqrt(groups.pooled / 2 * (1 / groups.n[a] + 1 / groups.n[b]))
    df = np.full(len(a), float(groups.people - groups.groups))
    return _ranges(groups, error, df, level, TUKEY)


def dunn(groups: Summary, ranks: RankSums) -> tuple[GroupPair, ...]:
    """Differences of mean ranks over their standard error with ties; the ranks vary."""
    a, b = _places(groups.names)
    apart = ranks.means[a] - ranks.means[b]
    z = apart / np.sqrt(ranks.variance * (1 / ranks.n[a] + 1 / ranks.n[b]))
    p = holm(2 * special.ndtr(-np.abs(z)))
    difference = groups.deviations[a] - groups.deviations[b]
    return tuple(
        GroupPair(groups.names[i], groups.names[j], d, None, None, statistic, None, adjusted, DUNN)
        for i, j, d, statistic, adjusted in zip(
            a, b, difference.tolist(), z.tolist(), p.tolist(), strict=True
        )
    )


def _places(names: tuple[str, ...]) -> NDArray[np.intp]:
    """First and second group of every pair, shape (2, pairs)."""
    return np.array(list(combinations(range(len(names)), 2)), np.intp).T


def _ranges(
    groups: Summary, error: Numbers, df: Numbers, level: float, method: str
) -> tuple[GroupPair, ...]:
    a, b = _places(groups.names)
    difference = groups.deviations[a] - groups.deviations[b]
    q = difference / error
    p = studentized_range_tail(np.abs(q), groups.groups, df)
    single, place = np.unique(df, return_inverse=True)  # Tukey's pairs share one
    wide = studentized_range_quantile(1 - level, groups.groups, single)[place] * error
    ends = zip((difference - wide).tolist(), (difference + wide).tolist(), strict=True)
    tests = zip(q.tolist(), df.tolist(), p.tolist(), strict=True)
    names = ((groups.names[i], groups.names[j]) for i, j in zip(a, b, strict=True))
    return tuple(
        GroupPair(first, second, apart, low, high, *test, method)
        for (first, second), apart, (low, high), test in zip(
            names, difference.tolist(), ends, tests, strict=True
        )
    )
