"""Centre, spread, shape and percentiles: the table of SPSS DESCRIPTIVES and FREQUENCIES.

Skewness and kurtosis are the type 2 estimators of Joanes & Gill (1998), The Statistician 47,
183-189. Percentiles are HAVERAGE, the weighted average at (n + 1)p: type 6 of Hyndman & Fan
(1996); of weighted counts as SPSS Statistics Algorithms defines it. Weights are scaled to sum to
n, so that a constant factor changes nothing. All of it is made of counts.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from crm_analytics.statistics import Unavailable, no_weighted_form
from crm_analytics.statistics.frequencies import TIE, Tally

POINTWISE = "too few people to show more than the mean"
ONE_PERSON = "one person only, and spread needs two"
CONSTANT = "no two people differ, so skewness and kurtosis are undefined"
NO_SKEWNESS = "two people only, and skewness needs three, kurtosis four"
NO_KURTOSIS = "three people only, and kurtosis needs four"
NO_WEIGHTED_SE = no_weighted_form("The standard error of skewness and of kurtosis")


@dataclass(frozen=True, slots=True)
class Descriptives:
    """Everything about the distribution of one item or score; None where `reason` says why.

    missing: people without a value. sum: n · mean, with weights too.
    skewness, kurtosis: zero for a normal distribution.
    mode: the smallest of `modes` values that are given most often.
    """

    name: str
    n: int
    n_effective: float
    missing: int
    mean: float
    sum: float
    se_mean: float | None = None
    sd: float | None = None
    variance: float | None = None
    skewness: float | None = None
    se_skewness: float | None = None
    kurtosis: float | None = None
    se_kurtosis: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    mode: float | None = None
    modes: int = 0
    p25: float | None = None
    p50: float | None = None
    p75: float | None = None
    reason: str = ""

    @property
    def median(self) -> float | None:
        """Half of the people are on either side."""
        return self.p50

    @property
    def range(self) -> float | None:
        """Maximum − minimum."""
        if self.maximum is None or self.minimum is None:
            return None
        return self.maximum - self.minimum


Sums = tuple[float, float, float]


def descriptives(tally: Tally, fewest: int = 1, pointwise: int = 1) -> Descriptives | Unavailable:
    """All that the number of people allows.

    Below `fewest` people there is nothing, below `pointwise` only the mean: with few people,
    spread, shape and percentiles together are the answers themselves.

    >>> from crm_analytics.statistics.frequencies import of_values
    >>> found = descriptives(of_values("q1", np.array([1.0, 2, 4, 4, 5, 5])))
    >>> print(f"{found.mean:.2f} {found.sd:.2f} {found.skewness:.2f} {found.p50}")
    3.50 1.64 -0.81 4.0
    """
    n = tally.n
    if n < max(fewest, 1):
        few = f"fewer than {fewest} people have a value" if fewest > 1 else "nobody has a value"
        return Unavailable(tally.name, few)
    mean, sums = central_sums(tally)
    known = Descriptives(tally.name, n, tally.effective, tally.missing, mean, n * mean)
    if n < pointwise:
        return replace(known, reason=POINTWISE)
    known = _with_spread(_with_points(known, tally), tally, sums[0])
    return known if known.reason else _with_shape(known, sums, tally.weighted)


def central_sums(tally: Tally) -> tuple[float, Sums]:
    """Mean, and sums of the second to fourth powers of deviations from it; weights sum to n.

    Exact where the values are whole numbers of grains and everyone counts once: computed in whole
    numbers as long as they need to be, and divided once at the end.
    """
    n = tally.n
    if tally.grain and not tally.weighted:
        g = tally.grain
        x = np.array([int(value) for value in np.rint(tally.values * g)], object)
        people = np.array(tally.people.tolist(), object)
        s1, s2, s3, s4 = (int(people @ x**power) for power in (1, 2, 3, 4))
        return s1 / (n * g), (
            (n * s2 - s1**2) / (n * g**2),
            (n**2 * s3 - 3 * n * s1 * s2 + 2 * s1**3) / (n**2 * g**3),
            (n**3 * s4 - 4 * n**2 * s1 * s3 + 6 * n * s1**2 * s2 - 3 * s1**4) / (n**3 * g**4),
        )
    weight = tally.weight * (n / tally.weight.sum())
    origin = tally.values[len(tally.values) // 2]  # large numbers keep their digits
    mean = origin + weight @ (tally.values - origin) / n
    deviations = tally.values - mean
    second, third, fourth = (float(weight @ deviations**power) for power in (2, 3, 4))
    return float(mean), (second, third, fourth)


def _with_points(known: Descriptives, tally: Tally) -> Descriptives:
    most = tally.weight >= tally.weight.max() * (1 - TIE)
    return replace(
        known,
        minimum=float(tally.values[0]),
        maximum=float(tally.values[-1]),
        mode=float(tally.values[most][0]),
        modes=int(most.sum()),
        p25=percentile(tally, 0.25),
        p50=percentile(tally, 0.5),
        p75=percentile(tally, 0.75),
    )


def _with_spread(known: Descriptives, tally: Tally, second: float) -> Descriptives:
    n, constant = known.n, len(tally.values) == 1
    if n == 1:
        return replace(known, reason=ONE_PERSON)
    variance = 0.0 if constant else second / (n - 1)
    deviations = tally.values - known.mean
    # the linearised variance of a mean, which is s²/n where everyone counts once
    of_mean = 0.0 if constant else tally.squares @ deviations**2 / tally.weight.sum() ** 2
    return replace(
        known,
        sd=sqrt(variance),
        variance=variance,
        se_mean=sqrt(of_mean * n / (n - 1)),
        reason=CONSTANT if constant else "",
    )


def _with_shape(known: Descriptives, sums: Sums, weighted: bool) -> Descriptives:
    n = known.n
    if n < 3:
        return replace(known, reason=NO_SKEWNESS)
    g1, se = skewness(n, sums)
    known = replace(known, skewness=g1, se_skewness=None if weighted else se)
    if n < 4:
        return replace(known, reason=NO_KURTOSIS)
    g2, se = kurtosis(n, sums)
    return replace(known, kurtosis=g2, se_kurtosis=None if weighted else se)


def skewness(n: int, sums: Sums) -> tuple[float, float]:
    """G₁ and its standard error, from sums of powers of deviations; three people or more."""
    second, third, _ = sums
    g1 = sqrt(n) * third / second**1.5 * sqrt(n * (n - 1)) / (n - 2)
    return g1, sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))


def kurtosis(n: int, sums: Sums) -> tuple[float, float]:
    """G₂, 0 for a normal distribution, and its standard error; four people or more."""
    second, _, fourth = sums
    excess = n * fourth / second**2 - 3
    se = 2 * sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    g2 = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6)
    return g2, se * sqrt((n**2 - 1) / ((n - 3) * (n + 5)))


def percentile(tally: Tally, share: float) -> float:
    """HAVERAGE of counts, for a share between 0 and 1."""
    weight = tally.weight * (tally.n / tally.weight.sum())
    reached, place = np.cumsum(weight), (tally.n + 1) * share
    above = int(np.searchsorted(reached, place, side="right"))
    if above == 0 or above == len(reached):
        return float(tally.values[min(above, len(reached) - 1)])
    low, high = tally.values[above - 1 : above + 1]
    step = (place - reached[above - 1]) / min(weight[above], 1.0)
    return float(low + min(step, 1.0) * (high - low))
