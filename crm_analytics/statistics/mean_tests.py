"""Do means differ? Tests of two groups, of several, of the same people twice, and of variances.

Two: Welch (1947) Biometrika 34, 28-35; Student's t; Hedges (1981) Journal of Educational Statistics
6, 107-128. Several: Welch (1951) Biometrika 38, 330-336; Brown & Forsythe (1974) Technometrics 16,
129-132; ω² Hays (1963). Four means: Satterthwaite (1946) Biometrics Bulletin 2, 110-114.
Differences are the first group minus the second.

Student's and Welch's tests are written out here: scipy.stats takes half a second to import, a third
of an empty page's start, the Overview needs them, and `ttest_ind_from_stats` gives neither the
standard error nor the interval. What only the table of every test shows is statsmodels'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from crm_analytics.statistics import TestResult
from crm_analytics.statistics.counts import TIE, Counts, Numbers
from crm_analytics.statistics.distributions import noncentrality
from crm_analytics.statistics.group_summary import Summary

Centre = Literal["mean", "median"]

STUDENT, WELCH_T, WELCH_F = "Student's t", "Welch's t", "Welch's F"
ONE_WAY, BROWN_FORSYTHE = "One-way F", "Brown–Forsythe F*"
LEVENE: dict[Centre, str] = {"mean": "Levene, mean-centred", "median": "Levene, median-centred"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Two means compared; difference, se, low and high in scale points; p is two-tailed."""

    t: float
    df: float
    p: float
    difference: float
    se: float
    low: float
    high: float

    @classmethod
    def of(cls, difference: float, se: float, df: float, level: float) -> "Difference":
        """From a difference with its standard error."""
        t, half = difference / se, -float(special.stdtrit(df, (1 - level) / 2)) * se
        p = 2 * float(special.stdtr(df, -abs(t)))
        return cls(t, df, p, difference, se, difference - half, difference + half)


def welch_t(groups: Summary, level: float = 0.95) -> Difference:
    """Two means without assuming equal variances; some group varies. Weights count.

    >>> groups = Summary.printed(("a", "b"), np.array([10, 12]), np.array([3.0, 4.0]), np.ones(2))
    >>> found = welch_t(groups)
    >>> print(f"t({found.df:.1f}) = {found.t:.3f}, p = {found.p:.3f}")
    t(19.3) = -2.335, p = 0.030
    """
    a, b = groups.error
    df = (a + b) ** 2 / (a**2 / (groups.n[0] - 1) + b**2 / (groups.n[1] - 1))
    gap = float(groups.deviations[0] - groups.deviations[1])
    return Difference.of(gap, float(np.sqrt(a + b)), float(df), level)


def student_t(groups: Summary, level: float = 0.95) -> Difference:
    """Two means with the pooled variance, everyone counted once."""
    se = float(np.sqrt(groups.pooled * (1 / groups.n).sum()))
    gap = float(groups.deviations[0] - groups.deviations[1])
    return Difference.of(gap, se, groups.people - 2, level)


def difference_of_changes(four: Sequence[Summary], level: float = 0.95) -> Difference | None:
    """(First − second) − (third − fourth) of four summaries of one group each.

    None where one of them has a single person, or none of them varies.
    """
    n = np.array([one.n[0] for one in four])
    error = np.array([one.error[0] for one in four])
    if n.min() < 2 or not error.sum() > 0:
        return None
    df = float(error.sum() ** 2 / (error**2 / (n - 1)).sum())
    a, b, c, d = (float(one.deviations[0] + (one.origin - four[0].origin)) for one in four)
    return Difference.of((a - b) - (c - d), float(np.sqrt(error.sum())), df, level)


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
    df = groups.people - 2
    d = float((groups.deviations[0] - groups.deviations[1]) / np.sqrt(groups.pooled))
    # Γ(df/2)/Γ((df−1)/2) as one function: two logarithms would cancel for many people
    unbiased = float(special.poch((df - 1) / 2, 0.5) / np.sqrt(df / 2))
    scale = float(np.sqrt((1 / groups.n).sum()))
    low, high = (None, None) if weighted else interval_of_d(d / scale, df, scale, level)
    if low is None or high is None:
        return Standardised(d, d * unbiased, None, None)
    return Standardised(d, d * unbiased, low * unbiased, high * unbiased)


def interval_of_d(
    t: float, df: float, scale: float, level: float
) -> tuple[float, float] | tuple[None, None]:
    """Ends of `scale` times the noncentralities that would leave t in either tail.

    None where floating point can tell none: four people many standard deviations apart.
    """
    low, high = (scale * noncentrality(t, df, (1 + side * level) / 2) for side in (1, -1))
    return (float(low), float(high)) if np.isfinite(low + high) else (None, None)


@dataclass(frozen=True, slots=True)
class Paired:
    """Two measurements of the same people; changes are the later minus the earlier one.

    mean: of the earlier and the later measurement. effective: (Σw)²/Σw².
    d_z, low, high: mean change over the standard deviation of changes; no interval with weights.
    d_av: mean change over √((s₁² + s₂²)/2). r: None where one of both does not vary.
    """

    n: int
    effective: float
    mean: tuple[float, float]
    test: Difference
    d_z: float
    low: float | None
    high: float | None
    d_av: float
    r: float | None


def paired_t(
    x: Numbers, y: Numbers, weights: Numbers | None = None, level: float = 0.95
) -> Paired | None:
    """Paired t of two people or more; None where everyone changed by the same.

    With weights the error is linearised. d_z: Goulet-Pelletier & Cousineau (2018), The Quantitative
    Methods for Psychology 14, 242-265; d_av: Cumming (2012), Understanding the New Statistics.

    >>> found = paired_t(np.array([3.0, 2, 4, 3]), np.array([4.0, 4, 4, 5]))
    >>> print(f"t({found.test.df}) = {found.test.t:.3f}, d_z = {found.d_z:.3f}")
    t(3) = 2.611, d_z = 1.306
    """
    changes = y - x
    if np.ptp(changes) <= TIE * max(np.abs(x).max(), np.abs(y).max()):
        return None
    n, w = len(changes), np.ones(len(changes)) if weights is None else weights
    change, before, after = (Summary.of_numbers("", values, w) for values in (changes, x, y))
    test = Difference.of(float(change.mean[0]), float(np.sqrt(change.error[0])), n - 1, level)
    s1, s2 = float(before.variance[0]), float(after.variance[0])
    common = float(w @ ((x - before.mean) * (y - after.mean)) / w.sum() * n / (n - 1))
    low, high = (
        (None, None) if weights is not None else interval_of_d(test.t, n - 1, 1 / n**0.5, level)
    )
    return Paired(
        n,
        float(change.effective[0]),
        (float(before.mean[0]), float(after.mean[0])),
        test,
        test.difference / float(np.sqrt(change.variance[0])),
        low,
        high,
        test.difference / float(np.sqrt((s1 + s2) / 2)),
        float(np.clip(common / np.sqrt(s1 * s2), -1, 1)) if min(s1, s2) > 0 else None,
    )


def welch_f(groups: Summary) -> TestResult:
    """Several means without assuming equal variances; every group varies. Weights count."""
    k = groups.groups
    weight = 1 / groups.error
    share = weight / weight.sum()
    middle = share @ groups.deviations
    unsure = float((np.square(1 - share) / (groups.n - 1)).sum())
    f = weight @ np.square(groups.deviations - middle) / (k - 1)
    f /= 1 + 2 * (k - 2) / (k**2 - 1) * unsure
    df2 = (k**2 - 1) / (3 * unsure)
    return _f_test(WELCH_F, f, k - 1, df2, "ω²", omega_squared(groups))


def _f_test(  # noqa: PLR0913 - the fields of a test
    test: str, f: float, df1: float, df2: float, name: str = "", effect: float | None = None
) -> TestResult:
    p = float(special.fdtrc(df1, df2, f))
    return TestResult(test, float(f), float(df1), float(df2), p, name, effect)


def one_way(groups: Summary) -> TestResult:
    """Several means with the pooled variance, everyone counted once; some group varies."""
    from statsmodels.stats.oneway import anova_generic

    variance = np.nan_to_num(groups.variance)  # of one person, who adds none to the pooled one
    found = anova_generic(groups.deviations, variance, groups.n, use_var="equal")
    f, df2 = float(found.statistic), groups.people - groups.groups
    return _f_test(ONE_WAY, f, groups.groups - 1, df2, "η²", eta_squared(groups))


def brown_forsythe(groups: Summary) -> TestResult:
    """F* of means: the usual numerator over Σ(1 − n/N)s²; two people or more in every group.

    Everyone is counted once. df1 is Brown and Forsythe's, as SPSS has it, not Mehrotra's.
    """
    from statsmodels.stats.oneway import anova_generic

    found = anova_generic(groups.deviations, groups.variance, groups.n, use_var="bf")
    return _f_test(BROWN_FORSYTHE, float(found.statistic), found.df_num2, float(found.df_denom))


def eta_squared(groups: Summary) -> float:
    """The part of these people's variance that goes with the groups; weights count."""
    return groups.between / (groups.between + groups.within)


def omega_squared(groups: Summary) -> float:
    """η² without bias; weights count. It may fall below zero when nothing is explained."""
    between, within, df1 = groups.between, groups.within, groups.groups - 1
    pooled = within / (groups.people - groups.groups)
    return (between - df1 * pooled) / (between + within + pooled)


def levene(counts: Counts, centre: Centre = "mean") -> TestResult | None:
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
    return _f_test(LEVENE[centre], between / df1 / (within / df2), df1, df2)


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
