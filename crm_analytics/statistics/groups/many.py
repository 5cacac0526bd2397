"""Do any of several groups differ? Welch's and one-way analysis of variance, Kruskal–Wallis.

Welch (1951) Biometrika 38, 330-336; Brown & Forsythe (1974) Technometrics 16, 129-132; Kruskal &
Wallis (1952); ω² Hays (1963), ε² of ranks Tomczak & Tomczak (2014).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.statistics.distributions import f_tail
from crm_analytics.statistics.groups.counts import Counts, Numbers
from crm_analytics.statistics.groups.ranks import Ranks
from crm_analytics.statistics.groups.summary import Summary


@dataclass(frozen=True, slots=True)
class Anova:
    """An F test."""

    f: float
    df1: float
    df2: float
    p: float


def _anova(f: float, df1: float, df2: float) -> Anova:
    return Anova(float(f), float(df1), float(df2), f_tail(float(f), float(df1), float(df2)))


def one_way(groups: Summary) -> Anova:
    """With the pooled variance, everyone counted once; some group varies."""
    df1, df2 = groups.groups - 1, groups.people - groups.groups
    return _anova(groups.between / df1 / groups.pooled, df1, df2)


def welch(groups: Summary) -> Anova:
    """Without assuming equal variances; every group varies. Weights count."""
    k = groups.groups
    weight = 1 / groups.error
    share = weight / weight.sum()
    middle = share @ groups.apart
    unsure = float((np.square(1 - share) / (groups.n - 1)).sum())
    f = weight @ np.square(groups.apart - middle) / (k - 1)
    f /= 1 + 2 * (k - 2) / (k**2 - 1) * unsure
    return _anova(f, k - 1, (k**2 - 1) / (3 * unsure))


def brown_forsythe(groups: Summary) -> Anova:
    """F* of means: the usual numerator over Σ(1 − n/N)s²; everyone counted once."""
    parts = (1 - groups.n / groups.people) * groups.variance
    share = parts / parts.sum()
    df2 = 1 / (np.square(share) / (groups.n - 1)).sum()
    return _anova(groups.between / parts.sum(), groups.groups - 1, df2)


Centre = Literal["mean", "median"]


def levene(counts: Counts, centre: Centre = "mean") -> Anova | None:
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
    return _anova(between / df1 / (within / df2), df1, df2)


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


def kruskal_wallis(ranks: Ranks) -> KruskalWallis:
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
