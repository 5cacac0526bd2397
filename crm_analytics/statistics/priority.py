"""What comes first? Mean, spread and rank of every dimension and construct.

Priority is the ascending coefficient of variation: what people agree on most comes first. How sure
an order is, its bootstrap intervals say: the ranks that other people of the same kind would give.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import TestResult, Unavailable
from crm_analytics.statistics.mean_tests import interval_of_d
from crm_analytics.statistics.moments import standard_error
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.resampling import ResampledMoments, replicates
from crm_analytics.statistics.scores import Scores

FEWEST_PEOPLE = 2
TIE = 1e-12  # relative; scores are means, equal ones may differ in the last digit

Ends = tuple[float, float]
Asked = tuple[str, str, Ends | None]
"""A score's name, the construct it belongs to, or "" for a construct, and the ends of its scale."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Place among the peers, 1 for the first; a tie shares the better rank. None where undefined.

    low, high: ends of the bootstrap interval at the study's level.
    """

    rank: int | None
    low: int | None = None
    high: int | None = None


UNRANKED = Ranks(None)


@dataclass(frozen=True, slots=True)
class Priority:
    """One dimension or construct; ranks are among its peers.

    construct: the construct a dimension belongs to; empty for a construct.
    ends: of the scale, lowest and highest point; None for a construct of different scales.
    se: standard error of the mean, linearised with weights.
    cv, relative_importance: per cent; None where undefined.
    """

    name: str
    construct: str
    ends: Ends | None
    n: int
    effective: float
    mean: float
    sd: float
    se: float
    cv: float | None
    relative_importance: float | None
    by_cv: Ranks = UNRANKED
    by_mean: Ranks = UNRANKED
    by_importance: Ranks = UNRANKED


@dataclass(frozen=True, slots=True)
class AgainstMidpoint:
    """A mean against the middle of its scale.

    test: one-sample t, two-tailed, with Cohen's d = (mean − midpoint) / s and its interval from the
        noncentral t, which has no weighted form; None where everyone has the same score.
    p_holm: over all means.
    """

    of: Priority
    midpoint: float
    test: TestResult | None
    p_holm: float | None


@dataclass(frozen=True, slots=True)
class Priorities:
    """Dimensions ranked within their construct, and constructs among themselves."""

    dimensions: tuple[Priority, ...]
    constructs: tuple[Priority, ...]
    unavailable: tuple[Unavailable, ...]


def priorities(
    scores: Scores, asked: Sequence[Asked], level: float = 0.95, intervals: bool = True
) -> Priorities:
    """Every score that enough people have, with its ranks and, if asked for, their intervals."""
    every = measures(scores, asked)
    found = [p for p in every if isinstance(p, Priority)]
    lacking = [p for p in every if isinstance(p, Unavailable)]
    drawn = level if intervals else None
    groups = {p.construct: [q for q in found if q.construct == p.construct] for p in found}
    ranked = {p.name: p for group in groups.values() for p in _ranked(group, scores, drawn)}
    dimensions = tuple(ranked[p.name] for p in found if p.construct)
    constructs = tuple(ranked[p.name] for p in found if not p.construct)
    return Priorities(dimensions, constructs, tuple(lacking))


def measures(scores: Scores, asked: Sequence[Asked]) -> tuple[Priority | Unavailable, ...]:
    """Mean and spread of every score, unranked."""
    return tuple(_measured(scores, *one) for one in asked)


def _measured(
    scores: Scores, name: str, construct: str, ends: Ends | None
) -> Priority | Unavailable:
    fewest = max(FEWEST_PEOPLE, scores.fewest)
    try:
        moments = scores.select([name]).moments(fewest)
    except NotEnoughData:
        return Unavailable(name, f"Fewer than {fewest} people have a score on '{name}'.")
    mean, sd = float(moments.mean[0]), 0.0 if moments.constant[0] else float(moments.sd[0])
    se = float(moments.sd[0] / np.sqrt(moments.n))
    if scores.weights.size:
        values = scores.column(name)
        there = ~np.isnan(values)
        se = standard_error(values[there] - moments.mean[0], scores.weights[there])
    return Priority(
        name=name,
        construct=construct,
        ends=ends,
        n=moments.n,
        effective=moments.effective,
        mean=mean,
        sd=sd,
        se=se,
        cv=100 * sd / mean if mean > 0 and (ends is None or ends[0] >= 0) else None,
        relative_importance=100 * mean / ends[1] if ends and ends[1] > 0 else None,
    )


def _ranked(group: Sequence[Priority], scores: Scores, level: float | None) -> Iterator[Priority]:
    orders: dict[str, list[float | None]] = {
        "by_cv": [p.cv if p.sd > 0 else None for p in group],  # nobody differs: nothing to rank
        "by_mean": [-p.mean for p in group],
        "by_importance": [p.relative_importance and -p.relative_importance for p in group],
    }
    ends = _intervals(group, scores, level) if len(group) > 1 and level is not None else {}
    found = {}
    for key, values in orders.items():
        own = ends.get(key, [(None, None)] * len(group))
        found[key] = [
            Ranks(rank, *interval) if rank else UNRANKED
            for rank, interval in zip(ranks(values), own, strict=True)
        ]
    for place, p in enumerate(group):
        by_cv, by_mean, by_importance = (found[key][place] for key in orders)
        yield replace(p, by_cv=by_cv, by_mean=by_mean, by_importance=by_importance)


def _intervals(
    group: Sequence[Priority], scores: Scores, level: float
) -> dict[str, list[tuple[int | None, int | None]]]:
    """Ends of each rank among the people who have every score of the group; none for too few."""
    kept = scores.select([p.name for p in group])
    there = kept.complete()
    kept = kept if there is None else kept.among(there)
    if len(kept.numbers) < max(FEWEST_PEOPLE, scores.fewest):
        return {}

    def means_and_cvs(of: ResampledMoments) -> NDArray[np.float64]:
        cv = np.divide(of.sd, of.mean, out=np.full(of.mean.shape, np.nan), where=of.mean > 0)
        return np.hstack([of.mean, cv])

    drawn = replicates(kept.values, means_and_cvs, weights=kept.weights)
    k, tail = len(group), (1 - level) / 2
    importance = -drawn[:, :k] / np.array([p.ends[1] if p.ends else np.nan for p in group])
    spread = drawn[:, k:].copy()
    spread[:, [p.sd == 0 for p in group]] = np.inf  # has no rank, and comes before nobody
    orders = {"by_mean": -drawn[:, :k], "by_cv": spread, "by_importance": importance}
    found = {}
    for key, values in orders.items():
        if not np.isnan(values).any():
            places = 1 + (values[:, None, :] < values[:, :, None] - TIE).sum(axis=2)
            low = np.quantile(places, tail, axis=0, method="lower").tolist()
            high = np.quantile(places, 1 - tail, axis=0, method="higher").tolist()
            found[key] = list(zip(low, high, strict=True))
    return found


def ranks(values: Sequence[float | None]) -> list[int | None]:
    """1 for the smallest; values that differ only by rounding share the better rank.

    >>> ranks([2.0, 1.0, None, 1.0])
    [3, 1, None, 1]
    """
    known = sorted(value for value in values if value is not None)
    return [
        None if value is None else 1 + sum(other < value - TIE * abs(value) for other in known)
        for value in values
    ]


def against_midpoint(
    measured: Sequence[Priority], weighted: bool, level: float = 0.95
) -> tuple[AgainstMidpoint, ...]:
    """Every mean that has a scale, against the middle of it; Holm's p is over all of them."""
    found = []
    for of in measured:
        if of.ends:
            midpoint = (of.ends[0] + of.ends[1]) / 2
            test = _one_sample_t(of, midpoint, weighted, level) if of.se > 0 else None
            found.append(AgainstMidpoint(of, midpoint, test, None))
    adjusted = holm([a.test.p if a.test else np.nan for a in found]).tolist()
    return tuple(
        replace(a, p_holm=p) if a.test else a for a, p in zip(found, adjusted, strict=True)
    )


def _one_sample_t(of: Priority, midpoint: float, weighted: bool, level: float) -> TestResult:
    t, df = (of.mean - midpoint) / of.se, of.n - 1
    p = 2 * float(special.stdtr(df, -abs(t)))
    low, high = (None, None) if weighted else interval_of_d(t, df, 1 / of.n**0.5, level)
    d = (of.mean - midpoint) / of.sd
    return TestResult("One-sample t", t, df, None, p, "d", d, low, high)
