"""What comes first? Mean, spread and rank of every dimension and construct.

Priority is the ascending coefficient of variation: what people agree on most comes first. How sure
an order is, its bootstrap intervals say: the ranks that other people of the same kind would give.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.distributions import noncentrality, t_two_tailed
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.resampling import Resamples, replicates
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.standard_errors import standard_error
from crm_analytics.survey.instrument import Construct
from crm_analytics.survey.scale import Scale
from crm_analytics.survey.view import View

FEWEST_PEOPLE = 2
TIE = 1e-12  # relative; scores are means, equal ones may differ in the last digit


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
    scale: None for a construct whose dimensions have different scales.
    se: standard error of the mean, linearised with weights.
    cv, relative_importance: per cent; None where undefined.
    """

    name: str
    construct: str
    scale: Scale | None
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
class Against:
    """A mean against the middle of its scale: one-sample t, two-tailed.

    d: Cohen's, (mean − midpoint) / s, with its interval from the noncentral t; the interval has no
        weighted form.
    """

    name: str
    n: int
    effective: float
    mean: float
    midpoint: float
    t: float | None
    df: int
    p: float | None
    p_holm: float | None
    d: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Priorities:
    """Dimensions ranked within their construct, and constructs among themselves."""

    dimensions: tuple[Priority, ...]
    constructs: tuple[Priority, ...]
    unavailable: tuple[Unavailable, ...]


def priorities(
    view: View, scores: Scores, level: float = 0.95, intervals: bool = True
) -> Priorities:
    """Every score that enough people have, with its ranks and, if asked for, their intervals."""
    every = measures(view, scores)
    found = [p for p in every if isinstance(p, Priority)]
    lacking = [p for p in every if isinstance(p, Unavailable)]
    drawn = level if intervals else None
    groups = {p.construct: [q for q in found if q.construct == p.construct] for p in found}
    ranked = {p.name: p for group in groups.values() for p in _ranked(group, scores, drawn)}
    dimensions = tuple(ranked[p.name] for p in found if p.construct)
    constructs = tuple(ranked[p.name] for p in found if not p.construct)
    return Priorities(dimensions, constructs, tuple(lacking))


def measures(view: View, scores: Scores) -> tuple[Priority | Unavailable, ...]:
    """Mean and spread of every score, unranked."""

    def attempt(name: str, construct: str, scale: Scale | None) -> Priority | Unavailable:
        try:
            return _priority(name, construct, scale, scores)
        except NotEnoughData as reason:
            return Unavailable(name, str(reason))

    return tuple(attempt(*measured) for measured in _measured(view.instrument.constructs))


def _measured(constructs: Sequence[Construct]) -> Iterator[tuple[str, str, Scale | None]]:
    for construct in constructs:
        for dimension in construct.dimensions:
            yield dimension.name, construct.name, dimension.scale
    for construct in constructs:
        if [d.name for d in construct.dimensions] == [construct.name]:
            continue  # the same name stands among the dimensions
        ends = {(d.scale.low, d.scale.high) for d in construct.dimensions}
        yield construct.name, "", construct.dimensions[0].scale if len(ends) == 1 else None


def _priority(name: str, construct: str, scale: Scale | None, scores: Scores) -> Priority:
    fewest = max(FEWEST_PEOPLE, scores.fewest)
    try:
        moments = scores.select([name]).moments(fewest)
    except NotEnoughData:
        reason = f"Fewer than {fewest} people have a score on '{name}'."
        raise NotEnoughData(reason) from None
    mean, sd = float(moments.mean[0]), 0.0 if moments.constant[0] else float(moments.sd[0])
    return Priority(
        name,
        construct,
        scale,
        moments.n,
        moments.effective,
        mean,
        sd,
        _se(scores, name, moments),
        100 * sd / mean if mean > 0 and (scale is None or scale.low >= 0) else None,
        100 * mean / scale.high if scale and scale.high > 0 else None,
    )


def _se(scores: Scores, name: str, moments: Moments) -> float:
    if not scores.weights.size:
        return float(moments.sd[0] / np.sqrt(moments.n))
    values = scores.column(name)
    there = ~np.isnan(values)
    return standard_error(values[there] - moments.mean[0], scores.weights[there])


def _ranked(group: Sequence[Priority], scores: Scores, level: float | None) -> Iterator[Priority]:
    orders: dict[str, list[float | None]] = {
        "by_cv": [p.cv for p in group],
        "by_mean": [-p.mean for p in group],
        "by_importance": [
            None if p.relative_importance is None else -p.relative_importance for p in group
        ],
    }
    found = {key: [Ranks(rank) for rank in ranks(values)] for key, values in orders.items()}
    if len(group) > 1 and level is not None:
        with_intervals = _intervals(group, scores, level)
        for key, ends in with_intervals.items():
            found[key] = [
                replace(own, low=low, high=high) if own.rank else own
                for own, (low, high) in zip(found[key], ends, strict=True)
            ]
    for place, p in enumerate(group):
        by_cv, by_mean, by_importance = (found[key][place] for key in orders)
        yield replace(p, by_cv=by_cv, by_mean=by_mean, by_importance=by_importance)


def _intervals(
    group: Sequence[Priority], scores: Scores, level: float
) -> dict[str, list[tuple[int, int]]]:
    """Ends of each rank among the people who have every score of the group; none for too few."""
    kept = scores.select([p.name for p in group])
    there = kept.complete()
    kept = kept if there is None else kept.among(there)
    if len(kept.numbers) < max(FEWEST_PEOPLE, scores.fewest):
        return {}
    weights = kept.weights if kept.weights.size else None
    drawn = replicates(kept.values, _means_and_cvs, weights=weights)
    k, tail = len(group), (1 - level) / 2
    importance = -drawn[:, :k] / np.array([p.scale.high if p.scale else np.nan for p in group])
    orders = {"by_mean": -drawn[:, :k], "by_cv": drawn[:, k:], "by_importance": importance}
    found = {}
    for key, values in orders.items():
        if not np.isnan(values).any():
            places = 1 + (values[:, None, :] < values[:, :, None] - TIE).sum(axis=2)
            low = np.quantile(places, tail, axis=0, method="lower").tolist()
            high = np.quantile(places, 1 - tail, axis=0, method="higher").tolist()
            found[key] = list(zip(low, high, strict=True))
    return found


def _means_and_cvs(of: Resamples) -> NDArray[np.float64]:
    cv = np.divide(of.sd, of.mean, out=np.full(of.mean.shape, np.nan), where=of.mean > 0)
    return np.hstack([of.mean, cv])


def ranks(values: Sequence[float | None]) -> list[int | None]:
    """1 for the smallest; values that differ only by rounding share the better rank."""
    known = sorted(value for value in values if value is not None)
    return [
        None if value is None else 1 + sum(other < value - TIE * abs(value) for other in known)
        for value in values
    ]


def against_midpoint(
    measured: Sequence[Priority], weighted: bool, level: float = 0.95
) -> tuple[Against, ...]:
    """Every mean that has a scale, against the middle of it; Holm's p is over all of them."""
    known = [(p, p.scale.midpoint) for p in measured if p.scale]
    t = [(p.mean - middle) / p.se if p.se > 0 else None for p, middle in known]
    p = [
        None if value is None else t_two_tailed(value, q.n - 1)
        for value, (q, _) in zip(t, known, strict=True)
    ]
    adjusted = holm([np.nan if value is None else value for value in p])
    return tuple(
        Against(
            q.name,
            q.n,
            q.effective,
            q.mean,
            middle,
            own,
            q.n - 1,
            chance,
            None if chance is None else float(held),
            (q.mean - middle) / q.sd if q.sd else None,
            *_d_interval(None if weighted else own, q.n, level),
        )
        for (q, middle), own, chance, held in zip(known, t, p, adjusted, strict=True)
    )


def _d_interval(t: float | None, n: int, level: float) -> tuple[float | None, float | None]:
    if t is None:
        return None, None
    tail = (1 - level) / 2
    low, high = (noncentrality(t, n - 1, below) / np.sqrt(n) for below in (1 - tail, tail))
    return (float(low), float(high)) if np.isfinite(low + high) else (None, None)
