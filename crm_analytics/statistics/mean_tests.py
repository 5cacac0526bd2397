"""Do two groups differ? Welch's t, Student's t beside it, Hedges' g, Mann and Whitney's U.

Differences are the first group minus the second. Welch (1947) Biometrika 34, 28-35; Hedges (1981)
Journal of Educational Statistics 6, 107-128; Mann & Whitney (1947) with the variance corrected for
ties and without continuity correction, as SPSS prints it.

Do any of several groups differ? Welch's and one-way analysis of variance, Kruskal–Wallis.

Welch (1951) Biometrika 38, 330-336; Brown & Forsythe (1974) Technometrics 16, 129-132; Kruskal &
Wallis (1952); ω² Hays (1963), ε² of ranks Tomczak & Tomczak (2014).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.statistics.counts import Counts, Numbers
from crm_analytics.statistics.distributions import f_tail, noncentrality, t_quantile, t_two_tailed
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.ranks import RankSums


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


def welch_t(groups: Summary, level: float = 0.95) -> Difference:
    """Without assuming equal variances; some group varies. Weights count."""
    a, b = groups.error
    df = (a + b) ** 2 / (a**2 / (groups.n[0] - 1) + b**2 / (groups.n[1] - 1))
    return _difference(groups, float(np.sqrt(a + b)), float(df), level)


def student_t(groups: Summary, level: float = 0.95) -> Difference:
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


def hedges_g(groups: Summary, level: float = 0.95, weighted: bool = False) -> Standardised:
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


def mann_whitney(ranks: RankSums) -> MannWhitney:
    """U of two groups; their ranks vary."""
    from scipy import special

    n, m = (float(count) for count in ranks.n)
    first = float(ranks.sums[0]) - n * (n + 1) / 2
    z = (first - n * m / 2) / float(np.sqrt(n * m / (n + m) * ranks.variance))
    p = float(2 * special.ndtr(-abs(z)))
    return MannWhitney(min(first, n * m - first), z, p, 2 * first / (n * m) - 1)


@dataclass(frozen=True, slots=True)
class FTest:
    """An F test."""

    f: float
    df1: float
    df2: float
    p: float


def _f_test(f: float, df1: float, df2: float) -> FTest:
    return FTest(float(f), float(df1), float(df2), f_tail(float(f), float(df1), float(df2)))


def one_way(groups: Summary) -> FTest:
    """With the pooled variance, everyone counted once; some group varies."""
    df1, df2 = groups.groups - 1, groups.people - groups.groups
    return _f_test(groups.between / df1 / groups.pooled, df1, df2)


def welch_f(groups: Summary) -> FTest:
    """Without assuming equal variances; every group varies. Weights count."""
    k = groups.groups
    weight = 1 / groups.error
    share = weight / weight.sum()
    middle = share @ groups.apart
    unsure = float((np.square(1 - share) / (groups.n - 1)).sum())
    f = weight @ np.square(groups.apart - middle) / (k - 1)
    f /= 1 + 2 * (k - 2) / (k**2 - 1) * unsure
    return _f_test(f, k - 1, (k**2 - 1) / (3 * unsure))


def brown_forsythe(groups: Summary) -> FTest:
    """F* of means: the usual numerator over Σ(1 − n/N)s²; everyone counted once."""
    parts = (1 - groups.n / groups.people) * groups.variance
    share = parts / parts.sum()
    df2 = 1 / (np.square(share) / (groups.n - 1)).sum()
    return _f_test(groups.between / parts.sum(), groups.groups - 1, df2)


Centre = Literal["mean", "median"]


def levene(counts: Counts, centre: Centre = "mean") -> FTest | None:
    """Are the variances equal? The one-way F of distances from the group's mean (as SPSS does).

    From the group's median it is Brown and Forsythe's test. None when no distance varies.
    """
    n = counts.n
    middle = (_means if centre == "mean" else _medians)(counts)
    distance = np.abs(counts.values - middle[:, None])
    each = (counts.people * distance).sum(axis=1) / n
    within = float((counts.people * np.square(distance - each[:, None])).sum())
    between = float(n @ np.square(each - n @ each / n.sum()))
    size = float((counts.people * np.square(distance)).sum())
    if within <= 1e-24 * size:
        return None
    df1, df2 = len(n) - 1, int(n.sum()) - len(n)
    return _f_test(between / df1 / (within / df2), df1, df2)


def _means(counts: Counts) -> Numbers:
    origin = counts.values[len(counts.values) // 2]
    found: Numbers = origin + counts.people @ (counts.values - origin) / counts.n
    return found


def _medians(counts: Counts) -> Numbers:
    """The middle value, or the mean of the two middle ones."""
    below, n = np.cumsum(counts.people, axis=1), counts.n[:, None]
    upper = counts.values[np.argmax(below > n // 2, axis=1)]
    lower = counts.values[np.argmax(below >= (n + 1) // 2, axis=1)]
    found: Numbers = (lower + upper) / 2
    return found


@dataclass(frozen=True, slots=True)
class KruskalWallis:
    """H with ties corrected; epsilon2: H/(n − 1), the share of the ranks' variance explained."""

    h: float
    df: int
    p: float
    epsilon2: float


def kruskal_wallis(ranks: RankSums) -> KruskalWallis:
    """H of two groups or more; their ranks vary."""
    from scipy import special

    apart = ranks.means - (ranks.people + 1) / 2
    h = float(ranks.n @ np.square(apart)) / ranks.variance
    df = len(ranks.names) - 1
    return KruskalWallis(h, df, float(special.chdtrc(df, h)), h / (ranks.people - 1))


@dataclass(frozen=True, slots=True)
class Explained:
    """The part of the variance that goes with the groups: in these people, and without bias."""

    eta2: float
    omega2: float


def explained(groups: Summary) -> Explained:
    """η² and ω²; weights count. ω² may fall below zero when nothing is explained."""
    between, within, df1 = groups.between, groups.within, groups.groups - 1
    pooled = within / (groups.people - groups.groups)
    total = between + within
    return Explained(between / total, (between - df1 * pooled) / (total + pooled))
