"""Do two groups differ? Welch's t, Student's t beside it, Hedges' g, Mann and Whitney's U.

Differences are the first group minus the second. Welch (1947) Biometrika 34, 28-35; Hedges (1981)
Journal of Educational Statistics 6, 107-128; Mann & Whitney (1947) with the variance corrected for
ties and without continuity correction, as SPSS prints it.
"""

from dataclasses import dataclass

import numpy as np

from crm_analytics.statistics.distributions import noncentrality, t_quantile, t_two_tailed
from crm_analytics.statistics.groups.ranks import Ranks
from crm_analytics.statistics.groups.summary import Summary


@dataclass(frozen=True, slots=True)
class Difference:
    """Two means compared; difference, se, low and high in scale points."""

    t: float
    df: float
    p: float
    difference: float
    se: float
    low: float
    high: float


def welch(groups: Summary, level: float = 0.95) -> Difference:
    """Without assuming equal variances; some group varies. Weights count."""
    a, b = groups.error
    df = (a + b) ** 2 / (a**2 / (groups.n[0] - 1) + b**2 / (groups.n[1] - 1))
    return _difference(groups, float(np.sqrt(a + b)), float(df), level)


def student(groups: Summary, level: float = 0.95) -> Difference:
    """With the pooled variance, everyone counted once."""
    se = np.sqrt(groups.pooled * (1 / groups.n).sum())
    return _difference(groups, float(se), groups.people - 2, level)


def _difference(groups: Summary, se: float, df: float, level: float) -> Difference:
    difference = float(groups.apart[0] - groups.apart[1])
    wide, t = t_quantile((1 - level) / 2, df) * se, difference / se
    p = t_two_tailed(t, df)
    return Difference(t, df, p, difference, se, difference - wide, difference + wide)


@dataclass(frozen=True, slots=True)
class Standardised:
    """A difference in pooled standard deviations: Cohen's d, and Hedges' g with its interval.

    low, high: None with weights, for which the interval is not defined. g is NaN for one degree of
    freedom, where its expectation does not exist.
    """

    d: float
    g: float
    low: float | None
    high: float | None


def hedges(groups: Summary, level: float = 0.95, weighted: bool = False) -> Standardised:
    """Hedges' g is d without its bias, exactly; the interval is that of the noncentral t."""
    from scipy import special

    df = groups.people - 2
    d = float((groups.apart[0] - groups.apart[1]) / np.sqrt(groups.pooled))
    # Γ(df/2)/Γ((df−1)/2) as one function: two logarithms would cancel for many people
    unbiased = float(special.poch((df - 1) / 2, 0.5) / np.sqrt(df / 2))
    if weighted:
        return Standardised(d, d * unbiased, None, None)
    scale = float(np.sqrt((1 / groups.n).sum()))
    tails = ((1 + level) / 2, (1 - level) / 2)
    low, high = (scale * unbiased * noncentrality(d / scale, df, tail) for tail in tails)
    if not np.isfinite(low + high):  # four people and a difference of many standard deviations
        return Standardised(d, d * unbiased, None, None)
    return Standardised(d, d * unbiased, low, high)


@dataclass(frozen=True, slots=True)
class MannWhitney:
    """u: the smaller of both U. z: positive when the first group ranks higher.

    rank_biserial: how much more often someone of the first group has the higher score than the
    lower one, among all pairs; −1 to 1.
    """

    u: float
    z: float
    p: float
    rank_biserial: float


def mann_whitney(ranks: Ranks) -> MannWhitney:
    """U of two groups; their ranks vary."""
    from scipy import special

    n, m = (float(count) for count in ranks.n)
    first = float(ranks.sums[0]) - n * (n + 1) / 2
    z = (first - n * m / 2) / float(np.sqrt(n * m / (n + m) * ranks.variance))
    p = float(2 * special.ndtr(-abs(z)))
    return MannWhitney(min(first, n * m - first), z, p, 2 * first / (n * m) - 1)
