"""Which test compares a score between groups, and why; the others beside it; every pair.

Means are compared by Welch's tests whatever Levene's test says: choosing by a test of variances
first makes more errors than always Welch (Zimmerman 2004; Delacre, Lakens & Leys 2017; Delacre et
al. 2019). Ranks are compared where a mean cannot be trusted: in a small group that is not normal.

Pairs, adjusted for there being many: Games & Howell (1976) Journal of Educational Statistics 1,
113-125; Tukey (1953) with Kramer's (1956) form for groups of different sizes; Dunn (1964)
Technometrics 6, 241-252, adjusted after Holm. Differences are those of the means, the first group
minus the second, in scale points. Written out: pingouin's pairwise tests take rows, not counts, and
no case weights.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics import (
    TestResult,
    Unavailable,
    mean_tests,
    no_weighted_form,
)
from crm_analytics.statistics.counts import Counts, Numbers
from crm_analytics.statistics.descriptives import kurtosis, skewness
from crm_analytics.statistics.distributions import (
    studentized_range_quantile,
    studentized_range_tail,
)
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.mean_tests import LEVENE, ONE_WAY, STUDENT, WELCH_F, WELCH_T
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.ranks import (
    EXACT,
    KRUSKAL_WALLIS,
    MANN_WHITNEY,
    RankSums,
    kruskal_wallis,
    mann_whitney,
)

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


SMALL = 15  # Moore, McCabe & Craig (2012): below it t needs scores that are close to normal
FAR = 1.96  # Kim (2013): skewness or kurtosis this many standard errors from zero, below 50 people
FEWEST_FOR_SHAPE = 4  # kurtosis is undefined below

Kind = Literal["welch t", "mann-whitney", "welch f", "kruskal-wallis"]


def choose(counts: Counts) -> tuple[Kind, str] | Unavailable:
    """The test for these groups and the reason in a sentence; none where no score varies."""
    if counts.constant.all():
        return Unavailable("", "Scores do not vary within any group, so chance cannot be judged.")
    two = len(counts.names) == 2
    means: Kind = "welch t" if two else "welch f"
    ranks: Kind = "mann-whitney" if two else "kruskal-wallis"
    # groups that Welch's test cannot weigh; two groups need only one that varies
    unfit = _named(counts, counts.n < 2 if two else counts.constant)
    if counts.weighted:
        if unfit:
            reason = no_weighted_form("A test of ranks")
            return Unavailable("", f"Welch's test needs scores that vary in {unfit[0]}. {reason}")
        return means, "With case weights, means are compared, each with its variance."
    if small := _named(counts, _strained(counts)):
        few = f"fewer than {SMALL} people, whose scores cannot be taken as normal"
        return ranks, f"{small[0]} has {few}: ranks are compared."
    if unfit:
        return ranks, f"Scores do not vary in {unfit[0]}: ranks are compared."
    if counts.n.min() < SMALL:
        return means, "Scores of small groups are close to normal: means are compared."
    return means, f"Every group has {SMALL} people or more: means are compared."


def _named(counts: Counts, which: Iterable[bool]) -> list[str]:
    return [f"'{name}'" for name, is_one in zip(counts.names, which, strict=True) if is_one]


def _strained(counts: Counts) -> list[bool]:
    """Which groups are small and not clearly close to normal."""
    if counts.n.min() >= SMALL:
        return [False] * len(counts.names)
    return [
        n < SMALL and not _close_to_normal(counts.values, row.astype(float))
        for n, row in zip(counts.n.tolist(), counts.people, strict=True)
    ]


def _close_to_normal(values: Numbers, people: Numbers) -> bool:
    """Whether skewness and kurtosis are within chance of zero."""
    n = int(people.sum())
    if n < FEWEST_FOR_SHAPE or np.count_nonzero(people) < 2:
        return False
    gaps = values - people @ values / n
    second, third, fourth = (float(people @ gaps**power) for power in (2, 3, 4))
    shape = skewness(n, (second, third, fourth)), kurtosis(n, (second, third, fourth))
    return all(abs(g) <= FAR * se for g, se in shape)


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """Groups compared.

    kind, why: the test chosen, and the reason in a sentence.
    explained: the part of the variance that goes with the groups: ω², of ranks ε².
    """

    counts: Counts
    summary: Summary
    kind: Kind
    why: str
    evidence: TestResult
    explained: float

    @property
    def of_ranks(self) -> bool:
        """Whether ranks were compared, not means."""
        return self.kind in ("mann-whitney", "kruskal-wallis")


def compare(counts: Counts, level: float = 0.95) -> Comparison | Unavailable:
    """The groups' scores by the test that suits them; each group has somebody.

    >>> answers = [("new", np.array([2.0, 3, 3, 4] * 5)), ("old", np.array([3.0, 4, 4, 5] * 5))]
    >>> found = compare(Counts.between(answers))
    >>> print(f"{found.evidence.test} = {found.evidence.statistic:.2f}; {found.why}")
    Welch's t = -4.36; Every group has 15 people or more: means are compared.
    """
    if len(counts.names) < 2:
        return Unavailable("", "Fewer than two groups are large enough to be compared.")
    if np.count_nonzero(counts.people.any(axis=0)) < 2:
        return Unavailable("", "Everyone has the same score.")
    choice = choose(counts)
    if isinstance(choice, Unavailable):
        return choice
    (kind, why), summary = choice, Summary.of(counts)
    explained = mean_tests.omega_squared(summary)
    if kind == "welch t":
        evidence = _welch_t(summary, level, counts.weighted)
    elif kind == "welch f":
        evidence = mean_tests.welch_f(summary)
    else:
        h = kruskal_wallis(RankSums.of(counts))  # of two groups it is z²
        evidence = mann_whitney(counts) if kind == "mann-whitney" else h
        explained = h.effect or 0.0
        why = f"{why[:-1]}; {evidence.p_note}."
    return Comparison(counts, summary, kind, why, evidence, explained)


def _welch_t(summary: Summary, level: float, weighted: bool) -> TestResult:
    r, size = mean_tests.welch_t(summary, level), mean_tests.hedges_g(summary, level, weighted)
    g = size.g if np.isfinite(size.g) else None
    return TestResult(WELCH_T, r.t, r.df, None, r.p, "Hedges' g", g, size.low, size.high)


def every_test(of: Comparison, level: float = 0.95) -> Iterator[TestResult | Unavailable]:
    """Every test that an analyst may ask for, the chosen one among them."""
    summary, counts = of.summary, of.counts
    if counts.weighted:
        yield of.evidence
        for name in (STUDENT, MANN_WHITNEY) if summary.groups == 2 else (ONE_WAY, KRUSKAL_WALLIS):
            yield Unavailable(name, no_weighted_form(name))
        yield Unavailable(LEVENE["mean"], no_weighted_form("Levene's test"))
        return
    yield from _of_two(of, level) if summary.groups == 2 else _of_many(of)
    for centre, name in LEVENE.items():
        same = Unavailable(name, f"{name}: all distances from the {centre} are the same.")
        yield mean_tests.levene(counts, centre) or same


def _of_two(of: Comparison, level: float) -> Iterator[TestResult]:
    if of.counts.n.min() > 1:
        yield _welch_t(of.summary, level, weighted=False)
    r = mean_tests.student_t(of.summary, level)
    yield TestResult(STUDENT, r.t, r.df, None, r.p, "η²", mean_tests.eta_squared(of.summary))
    yield mann_whitney(of.counts)


def _of_many(of: Comparison) -> Iterator[TestResult | Unavailable]:
    if of.counts.constant.any():
        yield Unavailable(WELCH_F, "Welch's F needs scores that vary in every group.")
    else:
        yield mean_tests.welch_f(of.summary)
    yield mean_tests.one_way(of.summary)
    if of.counts.n.min() > 1:
        yield mean_tests.brown_forsythe(of.summary)
    yield kruskal_wallis(RankSums.of(of.counts))


def pairs(of: Comparison, level: float = 0.95) -> tuple[GroupPair, ...]:
    """Every two groups, by the method that goes with the chosen test."""
    if of.kind == "welch f":
        return games_howell(of.summary, level)
    if of.kind == "kruskal-wallis":
        return dunn(of.summary, RankSums.of(of.counts))
    if of.kind == "mann-whitney":
        (pair,) = dunn(of.summary, RankSums.of(of.counts))
        exactly = f", {EXACT}" if of.evidence.p_note == EXACT else ""
        return (replace(pair, p_adjusted=of.evidence.p, method=MANN_WHITNEY + exactly),)
    r, (a, b) = mean_tests.welch_t(of.summary, level), of.summary.names
    return (GroupPair(a, b, r.difference, r.low, r.high, r.t, r.df, r.p, WELCH_T),)


def equal_variances(of: Comparison, alpha: float = 0.05) -> bool:
    """Whether Levene's test finds no difference of variances."""
    found = None if of.counts.weighted else mean_tests.levene(of.counts)
    return found is not None and found.p >= alpha


def tukey_beside(of: Comparison, level: float = 0.95) -> tuple[GroupPair, ...]:
    """Tukey's HSD where variances may be taken as equal; else nothing."""
    suits = of.kind == "welch f" and equal_variances(of)
    return tukey(of.summary, level) if suits else ()
