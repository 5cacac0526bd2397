"""One score between the groups of one demographic: the chosen test, the others beside it, pairs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from crm_analytics.statistics import Unavailable, no_weighted_form
from crm_analytics.statistics.groups import many, posthoc, two
from crm_analytics.statistics.groups.choice import Choice, choose
from crm_analytics.statistics.groups.counts import Counts
from crm_analytics.statistics.groups.posthoc import Pair
from crm_analytics.statistics.groups.ranks import Ranks
from crm_analytics.statistics.groups.summary import Summary

WELCH_T, MANN_WHITNEY = "Welch's t", "Mann–Whitney U"
WELCH_F, KRUSKAL_WALLIS = "Welch's F", "Kruskal–Wallis H"
ONE_WAY, BROWN_FORSYTHE, STUDENT = "One-way F", "Brown–Forsythe F*", "Student's t"
LEVENE = {"mean": "Levene, mean-centred", "median": "Levene, median-centred"}


@dataclass(frozen=True, slots=True)
class Evidence:
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
    choice: Choice
    evidence: Evidence
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
        evidence = _welch_t(summary, level, counts.weighted)
    elif choice.test == "welch f":
        evidence = _welch_f(summary)
    else:
        return _of_ranks(counts, summary, choice)
    return Comparison(counts, summary, choice, evidence, many.explained(summary).omega2)


def _of_ranks(counts: Counts, summary: Summary, choice: Choice) -> Comparison:
    h = many.kruskal_wallis(Ranks.of(counts))  # of two groups it is z²
    both = _mann_whitney(counts) if choice.test == "mann-whitney" else _kruskal_wallis(counts)
    return Comparison(counts, summary, choice, both, h.epsilon2)


def _welch_t(summary: Summary, level: float, weighted: bool) -> Evidence:
    r, size = two.welch(summary, level), two.hedges(summary, level, weighted)
    g = size.g if np.isfinite(size.g) else None
    return Evidence(WELCH_T, r.t, r.df, None, r.p, "Hedges' g", g, size.low, size.high)


def _mann_whitney(counts: Counts) -> Evidence:
    r = two.mann_whitney(Ranks.of(counts))
    return Evidence(MANN_WHITNEY, r.u, None, None, r.p, "rank-biserial r", r.rank_biserial)


def _welch_f(summary: Summary) -> Evidence:
    r = many.welch(summary)
    return Evidence(WELCH_F, r.f, r.df1, r.df2, r.p, "ω²", many.explained(summary).omega2)


def _kruskal_wallis(counts: Counts) -> Evidence:
    r = many.kruskal_wallis(Ranks.of(counts))
    return Evidence(KRUSKAL_WALLIS, r.h, r.df, None, r.p, "ε²", r.epsilon2)


def beside(of: Comparison, level: float = 0.95) -> Iterator[Evidence | Unavailable]:
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


def _of_two(of: Comparison, level: float) -> Iterator[Evidence | Unavailable]:
    if of.counts.n.min() > 1:
        yield _welch_t(of.summary, level, weighted=False)
    r = two.student(of.summary, level)
    eta2 = many.explained(of.summary).eta2
    yield Evidence(STUDENT, r.t, r.df, None, r.p, "η²", eta2)
    yield _mann_whitney(of.counts)


def _of_many(of: Comparison) -> Iterator[Evidence | Unavailable]:
    part = many.explained(of.summary)
    if of.counts.constant.any():
        yield Unavailable(WELCH_F, "Welch's F needs scores that vary in every group.")
    else:
        yield _welch_f(of.summary)
    yield _f_test(ONE_WAY, many.one_way(of.summary), "η²", part.eta2)
    if of.counts.n.min() > 1:
        yield _f_test(BROWN_FORSYTHE, many.brown_forsythe(of.summary))
    yield _kruskal_wallis(of.counts)


def _of_variances(counts: Counts) -> Iterator[Evidence | Unavailable]:
    for centre, name in LEVENE.items():
        found = many.levene(counts, "mean" if centre == "mean" else "median")
        if found is None:
            yield Unavailable(name, f"{name}: all distances from the {centre} are the same.")
        else:
            yield _f_test(name, found)


def _f_test(test: str, r: many.Anova, name: str = "", effect: float | None = None) -> Evidence:
    return Evidence(test, r.f, r.df1, r.df2, r.p, name, effect)


def pairs(of: Comparison, level: float = 0.95) -> tuple[Pair, ...]:
    """Every two groups, by the method that goes with the chosen test."""
    if of.choice.test == "welch f":
        return posthoc.games_howell(of.summary, level)
    if of.choice.test == "kruskal-wallis":
        return posthoc.dunn(of.summary, Ranks.of(of.counts))
    if of.choice.test == "mann-whitney":
        (pair,) = posthoc.dunn(of.summary, Ranks.of(of.counts))
        return (replace(pair, p_adjusted=of.evidence.p, method=MANN_WHITNEY),)
    r, (a, b) = two.welch(of.summary, level), of.summary.names
    return (Pair(a, b, r.difference, r.low, r.high, r.t, r.df, r.p, WELCH_T),)


def equal_variances(of: Comparison, alpha: float = 0.05) -> bool:
    """Whether Levene's test finds no difference of variances."""
    found = None if of.counts.weighted else many.levene(of.counts)
    return found is not None and found.p >= alpha


def tukey_beside(of: Comparison, level: float = 0.95) -> tuple[Pair, ...]:
    """Tukey's HSD where variances may be taken as equal; else nothing."""
    suits = of.choice.test == "welch f" and equal_variances(of)
    return posthoc.tukey(of.summary, level) if suits else ()
