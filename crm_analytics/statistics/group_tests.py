"""Which test compares these groups, and why.

Means are compared by Welch's tests whatever Levene's test says: choosing by a test of variances
first makes more errors than always Welch (Zimmerman 2004; Delacre, Lakens & Leys 2017; Delacre et
al. 2019). Ranks are compared where a mean cannot be trusted: in a small group that is not normal.

One score between the groups of one demographic: the chosen test, the others beside it, pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crm_analytics.statistics import Unavailable, mean_tests, no_weighted_form, posthoc
from crm_analytics.statistics.counts import Counts, Numbers
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.posthoc import GroupPair
from crm_analytics.statistics.ranks import RankSums

SMALL = 15  # Moore, McCabe & Craig (2012): below it t needs scores that are close to normal
FAR = 1.96  # Kim (2013): skewness or kurtosis this many standard errors from zero, below 50 people
FEWEST_FOR_SHAPE = 4  # kurtosis is undefined below

Test = Literal["welch t", "mann-whitney", "welch f", "kruskal-wallis"]


@dataclass(frozen=True, slots=True)
class ChosenTest:
    """The test, and the reason in a sentence."""

    test: Test
    why: str


def choose(counts: Counts) -> ChosenTest | Unavailable:
    """The test for these groups; none where their scores do not vary."""
    two = len(counts.names) == 2
    if counts.constant.all():
        return Unavailable("", "Scores do not vary within any group, so chance cannot be judged.")
    unfit = _without_variance(counts)
    if counts.weighted:
        if unfit:
            reason = no_weighted_form("A test of ranks")
            return Unavailable("", f"Welch's test needs scores that vary in {unfit}. {reason}")
        return ChosenTest(
            _means(two), "With case weights, means are compared, each with its variance."
        )
    small = [
        name for name, is_small in zip(counts.names, _strained(counts), strict=True) if is_small
    ]
    if small:
        few = f"fewer than {SMALL} people, whose scores cannot be taken as normal"
        return ChosenTest(_ranks(two), f"{_first(small)} has {few}: ranks are compared.")
    if unfit:
        return ChosenTest(_ranks(two), f"Scores do not vary in {unfit}: ranks are compared.")
    if counts.n.min() < SMALL:
        return ChosenTest(
            _means(two), "Scores of small groups are close to normal: means are compared."
        )
    return ChosenTest(_means(two), f"Every group has {SMALL} people or more: means are compared.")


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


WELCH_T, MANN_WHITNEY = "Welch's t", "Mann–Whitney U"
WELCH_F, KRUSKAL_WALLIS = "Welch's F", "Kruskal–Wallis H"
ONE_WAY, BROWN_FORSYTHE, STUDENT = "One-way F", "Brown–Forsythe F*", "Student's t"
LEVENE = {"mean": "Levene, mean-centred", "median": "Levene, median-centred"}


@dataclass(frozen=True, slots=True)
class GroupTest:
    """A test and its effect. df1: of t, H and the numerator of F; low, high: of the effect."""

    test: str
    statistic: float
    df1: float | None
    df2: float | None
    p: float
    effect_name: str = ""
    effect: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """Groups compared. why: the reason for this test.

    explained: the part of the variance that goes with the groups: ω², of ranks ε².
    """

    counts: Counts
    summary: Summary
    choice: ChosenTest
    evidence: GroupTest
    explained: float


def compare(counts: Counts, level: float = 0.95) -> Comparison | Unavailable:
    """The groups' scores by the test that suits them; each group has somebody."""
    if len(counts.names) < 2:
        return Unavailable("", "Fewer than two groups are large enough to be compared.")
    if np.count_nonzero(counts.people.any(axis=0)) < 2:
        return Unavailable("", "Everyone has the same score.")
    choice = choose(counts)
    if isinstance(choice, Unavailable):
        return choice
    summary = Summary.of(counts)
    if choice.test == "welch t":
        evidence = _welch_t_test(summary, level, counts.weighted)
    elif choice.test == "welch f":
        evidence = _welch_f(summary)
    else:
        return _of_ranks(counts, summary, choice)
    return Comparison(counts, summary, choice, evidence, mean_tests.explained(summary).omega2)


def _of_ranks(counts: Counts, summary: Summary, choice: ChosenTest) -> Comparison:
    h = mean_tests.kruskal_wallis(RankSums.of(counts))  # of two groups it is z²
    both = _mann_whitney(counts) if choice.test == "mann-whitney" else _kruskal_wallis(counts)
    return Comparison(counts, summary, choice, both, h.epsilon2)


def _welch_t_test(summary: Summary, level: float, weighted: bool) -> GroupTest:
    r, size = mean_tests.welch_t(summary, level), mean_tests.hedges_g(summary, level, weighted)
    g = size.g if np.isfinite(size.g) else None
    return GroupTest(WELCH_T, r.t, r.df, None, r.p, "Hedges' g", g, size.low, size.high)


def _mann_whitney(counts: Counts) -> GroupTest:
    r = mean_tests.mann_whitney(RankSums.of(counts))
    return GroupTest(MANN_WHITNEY, r.u, None, None, r.p, "rank-biserial r", r.rank_biserial)


def _welch_f(summary: Summary) -> GroupTest:
    r = mean_tests.welch_f(summary)
    return GroupTest(WELCH_F, r.f, r.df1, r.df2, r.p, "ω²", mean_tests.explained(summary).omega2)


def _kruskal_wallis(counts: Counts) -> GroupTest:
    r = mean_tests.kruskal_wallis(RankSums.of(counts))
    return GroupTest(KRUSKAL_WALLIS, r.h, r.df, None, r.p, "ε²", r.epsilon2)


def beside(of: Comparison, level: float = 0.95) -> Iterator[GroupTest | Unavailable]:
    """Every test that an analyst may ask for, the chosen one among them."""
    summary, counts = of.summary, of.counts
    if counts.weighted:
        yield of.evidence
        for name in (STUDENT, MANN_WHITNEY) if summary.groups == 2 else (ONE_WAY, KRUSKAL_WALLIS):
            yield Unavailable(name, no_weighted_form(name))
        yield Unavailable(LEVENE["mean"], no_weighted_form("Levene's test"))
        return
    yield from _of_two(of, level) if summary.groups == 2 else _of_many(of)
    yield from _of_variances(counts)


def _of_two(of: Comparison, level: float) -> Iterator[GroupTest | Unavailable]:
    if of.counts.n.min() > 1:
        yield _welch_t_test(of.summary, level, weighted=False)
    r = mean_tests.student_t(of.summary, level)
    eta2 = mean_tests.explained(of.summary).eta2
    yield GroupTest(STUDENT, r.t, r.df, None, r.p, "η²", eta2)
    yield _mann_whitney(of.counts)


def _of_many(of: Comparison) -> Iterator[GroupTest | Unavailable]:
    part = mean_tests.explained(of.summary)
    if of.counts.constant.any():
        yield Unavailable(WELCH_F, "Welch's F needs scores that vary in every group.")
    else:
        yield _welch_f(of.summary)
    yield _f_test(ONE_WAY, mean_tests.one_way(of.summary), "η²", part.eta2)
    if of.counts.n.min() > 1:
        yield _f_test(BROWN_FORSYTHE, mean_tests.brown_forsythe(of.summary))
    yield _kruskal_wallis(of.counts)


def _of_variances(counts: Counts) -> Iterator[GroupTest | Unavailable]:
    for centre, name in LEVENE.items():
        found = mean_tests.levene(counts, "mean" if centre == "mean" else "median")
        if found is None:
            yield Unavailable(name, f"{name}: all distances from the {centre} are the same.")
        else:
            yield _f_test(name, found)


def _f_test(
    test: str, r: mean_tests.FTest, name: str = "", effect: float | None = None
) -> GroupTest:
    return GroupTest(test, r.f, r.df1, r.df2, r.p, name, effect)


def pairs(of: Comparison, level: float = 0.95) -> tuple[GroupPair, ...]:
    """Every two groups, by the method that goes with the chosen test."""
    if of.choice.test == "welch f":
        return posthoc.games_howell(of.summary, level)
    if of.choice.test == "kruskal-wallis":
        return posthoc.dunn(of.summary, RankSums.of(of.counts))
    if of.choice.test == "mann-whitney":
        (pair,) = posthoc.dunn(of.summary, RankSums.of(of.counts))
        return (replace(pair, p_adjusted=of.evidence.p, method=MANN_WHITNEY),)
    r, (a, b) = mean_tests.welch_t(of.summary, level), of.summary.names
    return (GroupPair(a, b, r.difference, r.low, r.high, r.t, r.df, r.p, WELCH_T),)


def equal_variances(of: Comparison, alpha: float = 0.05) -> bool:
    """Whether Levene's test finds no difference of variances."""
    found = None if of.counts.weighted else mean_tests.levene(of.counts)
    return found is not None and found.p >= alpha


def tukey_beside(of: Comparison, level: float = 0.95) -> tuple[GroupPair, ...]:
    """Tukey's HSD where variances may be taken as equal; else nothing."""
    suits = of.choice.test == "welch f" and equal_variances(of)
    return posthoc.tukey(of.summary, level) if suits else ()
