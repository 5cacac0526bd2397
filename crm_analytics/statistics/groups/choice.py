"""Which test compares these groups, and why.

Means are compared by Welch's tests whatever Levene's test says: choosing by a test of variances
first makes more errors than always Welch (Zimmerman 2004; Delacre, Lakens & Leys 2017; Delacre et
al. 2019). Ranks are compared where a mean cannot be trusted: in a small group that is not normal.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.statistics import Unavailable, no_weighted_form
from crm_analytics.statistics.groups.counts import Counts, Numbers

SMALL = 15  # Moore, McCabe & Craig (2012): below it t needs scores that are close to normal
FAR = 1.96  # Kim (2013): skewness or kurtosis this many standard errors from zero, below 50 people
FEWEST_FOR_SHAPE = 4  # kurtosis is undefined below

Test = Literal["welch t", "mann-whitney", "welch f", "kruskal-wallis"]


@dataclass(frozen=True, slots=True)
class Choice:
    """The test, and the reason in a sentence."""

    test: Test
    why: str


def choose(counts: Counts) -> Choice | Unavailable:
    """The test for these groups; none where their scores do not vary."""
    two = len(counts.names) == 2
    if counts.constant.all():
        return Unavailable("", "Scores do not vary within any group, so chance cannot be judged.")
    unfit = _without_variance(counts)
    if counts.weighted:
        if unfit:
            reason = no_weighted_form("A test of ranks")
            return Unavailable("", f"Welch's test needs scores that vary in {unfit}. {reason}")
        return Choice(_means(two), "With case weights, means are compared, each with its variance.")
    small = [
        name for name, is_small in zip(counts.names, _strained(counts), strict=True) if is_small
    ]
    if small:
        few = f"fewer than {SMALL} people, whose scores cannot be taken as normal"
        return Choice(_ranks(two), f"{_first(small)} has {few}: ranks are compared.")
    if unfit:
        return Choice(_ranks(two), f"Scores do not vary in {unfit}: ranks are compared.")
    if counts.n.min() < SMALL:
        return Choice(
            _means(two), "Scores of small groups are close to normal: means are compared."
        )
    return Choice(_means(two), f"Every group has {SMALL} people or more: means are compared.")


def _means(two: bool) -> Test:
    return "welch t" if two else "welch f"


def _ranks(two: bool) -> Test:
    return "mann-whitney" if two else "kruskal-wallis"


def _without_variance(counts: Counts) -> str:
    """The first group that Welch's test cannot weigh; two groups need only one that varies."""
    unfit = counts.n < 2 if len(counts.names) == 2 else counts.constant
    return _first([name for name, is_unfit in zip(counts.names, unfit, strict=True) if is_unfit])


def _first(names: list[str]) -> str:
    return f"'{names[0]}'" if names else ""


def _strained(counts: Counts) -> list[bool]:
    """Which groups are small and not clearly close to normal."""
    if counts.n.min() >= SMALL:
        return [False] * len(counts.names)
    return [
        n < SMALL and not _close_to_normal(counts.values, row.astype(float))
        for n, row in zip(counts.n.tolist(), counts.people, strict=True)
    ]


def _close_to_normal(values: Numbers, people: Numbers) -> bool:
    """Whether skewness and kurtosis (G₁ and G₂, Joanes & Gill 1998) are within chance of zero."""
    n = float(people.sum())
    if n < FEWEST_FOR_SHAPE or np.count_nonzero(people) < 2:
        return False
    gaps = values - people @ values / n
    m2, m3, m4 = (float(people @ gaps**power) / n for power in (2, 3, 4))
    skewness = m3 / m2**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    se_skewness = np.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    se_kurtosis = 2 * se_skewness * np.sqrt((n**2 - 1) / ((n - 3) * (n + 5)))
    return bool(abs(skewness) <= FAR * se_skewness and abs(kurtosis) <= FAR * se_kurtosis)
