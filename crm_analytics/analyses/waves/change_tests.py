"""Did a score change between two waves of different people? Welch's t and Hedges' g.

Differences are the later wave minus the earlier one. p is adjusted after Holm over the constructs
and dimensions of two waves; items of two waves are a family of their own.

Does one group change more than another? The difference of two changes.

A contrast of four means, each with its own variance; degrees of freedom after Welch (1947) and
Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

Did the same people change? Paired t, and the change in standard deviations.

d_z is the mean change over the standard deviation of changes, with the interval of the noncentral t
(Goulet-Pelletier & Cousineau 2018, The Quantitative Methods for Psychology 14, 242-265); d_av is
over that of scores, √((s₁² + s₂²)/2) (Cumming 2012, Understanding the New Statistics). People count
with their weight in the later wave, the error is linearised. Changes are later minus earlier.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analyses.waves.linking import Links
from crm_analytics.analyses.waves.measured import ChangeOf, Level, Scored, Trend, kinds_of
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.counts import TIE
from crm_analytics.statistics.distributions import noncentrality, t_quantile, t_two_tailed
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.mean_tests import Difference, Standardised, hedges_g, welch_t
from crm_analytics.statistics.multiple_testing import holm_within
from crm_analytics.statistics.scores import Scores


@dataclass(frozen=True, slots=True)
class WaveChange:
    """A score in two waves.

    n, effective, mean: of the earlier and the later wave.
    test: the difference in scale points with its interval. size: the difference in pooled standard
        deviations, without an interval where a wave is weighted.
    p_holm: over the family; None for a change that stands alone.
    """

    of: ChangeOf
    n: tuple[int, int]
    effective: tuple[float, float]
    mean: tuple[float, float]
    test: Difference
    size: Standardised
    p_holm: float | None = None


@dataclass(frozen=True, slots=True)
class NoChange:
    """Two waves of a score that cannot be compared, and why."""

    of: ChangeOf
    reason: str


def changes(trends: Sequence[Trend], level: float = 0.95) -> tuple[WaveChange | NoChange, ...]:
    """Every score from each wave to the next that has it, and from the first to the last."""
    found = [change(trend, pair, level) for trend in trends for pair in pairs(len(trend.waves))]
    families = [f.of.family for f in found]
    p = holm_within(families, [f.test.p if isinstance(f, WaveChange) else np.nan for f in found])
    return tuple(
        replace(f, p_holm=adjusted) if isinstance(f, WaveChange) else f
        for f, adjusted in zip(found, p.tolist(), strict=True)
    )


def pairs(waves: int) -> Iterator[tuple[int, int]]:
    """Places of the waves compared: neighbours, then first and last where they are not."""
    yield from ((place, place + 1) for place in range(waves - 1))
    if waves > 2:
        yield 0, waves - 1


def change(trend: Trend, pair: tuple[int, int], level: float = 0.95) -> WaveChange | NoChange:
    """The score between two of its waves, by their places."""
    a, b = pair
    who = trend.between(a, b)
    earlier, later = trend.levels[a], trend.levels[b]
    if isinstance(earlier, Unavailable):
        return NoChange(who, earlier.reason)
    if isinstance(later, Unavailable):
        return NoChange(who, later.reason)
    if reason := untestable(trend.name, earlier, later):
        return NoChange(who, reason)
    both = later.beside(earlier)
    return WaveChange(
        who,
        (int(earlier.n[0]), int(later.n[0])),
        (float(earlier.effective[0]), float(later.effective[0])),
        (float(earlier.mean[0]), float(later.mean[0])),
        welch_t(both, level),
        hedges_g(both, level, trend.weighted[a] or trend.weighted[b]),
    )


def untestable(name: str, earlier: Summary, later: Summary) -> str:
    """Why chance cannot be judged; empty where it can."""
    for found in (earlier, later):
        if found.n[0] < 2:
            return f"Only one person has a score of '{name}' in {found.names[0]}."
    if not earlier.error[0] + later.error[0] > 0:
        return (
            f"Scores of '{name}' vary neither in {earlier.names[0]} nor in {later.names[0]}, so "
            "chance cannot be judged."
        )
    return ""


@dataclass(frozen=True, slots=True)
class ChangeContrast:
    """How much more the group of `of` changed than `than`; p_holm as for changes of groups."""

    of: ChangeOf
    than: str
    test: Difference
    p_holm: float | None = None


def contrasts(trends: Sequence[Trend], level: float = 0.95) -> tuple[ChangeContrast, ...]:
    """Every two groups of each score and demographic, between the waves that `changes` compares.

    Groups that one of the waves does not show, and four means that do not vary, have none.
    """
    found = list(_every_contrast(trends, level))
    p = holm_within([f.of.family for f in found], [f.test.p for f in found]).tolist()
    return tuple(replace(f, p_holm=adjusted) for f, adjusted in zip(found, p, strict=True))


def _every_contrast(trends: Sequence[Trend], level: float) -> Iterator[ChangeContrast]:
    alike: dict[tuple[str, str, str], list[Trend]] = {}
    for trend in trends:
        alike.setdefault((trend.kind, trend.name, trend.demographic), []).append(trend)
    for groups in alike.values():
        for a, b in combinations(groups, 2):
            for first, last in pairs(len(a.waves)):
                means = a.levels[last], a.levels[first], b.levels[last], b.levels[first]
                if test := contrast(means, level):
                    yield ChangeContrast(a.between(first, last), b.group, test)


def contrast(means: Sequence[Level], level: float = 0.95) -> Difference | None:
    """(First − second) − (third − fourth) of four summaries of one group each."""
    four = [found for found in means if isinstance(found, Summary) and found.n[0] > 1]
    if len(four) < 4:
        return None
    error = np.array([found.error[0] for found in four])
    if not error.sum() > 0:
        return None
    others = np.array([found.n[0] - 1 for found in four])
    se, df = float(np.sqrt(error.sum())), float(error.sum() ** 2 / (error**2 / others).sum())
    apart = [found.apart[0] + (found.origin - four[0].origin) for found in four]
    difference = float((apart[0] - apart[1]) - (apart[2] - apart[3]))
    t, half = difference / se, t_quantile((1 - level) / 2, df) * se
    return Difference(
        t, df, t_two_tailed(t, df), difference, se, difference - half, difference + half
    )


Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LinkedChange:
    """A score of the people who have it in both waves.

    n: those people. mean: theirs in the earlier and the later wave.
    test: the mean change in scale points with its interval.
    d_z, low, high: in standard deviations of changes; no interval with weights.
    d_av: in standard deviations of scores. r: between the waves, None where one of them does not
        vary.
    """

    of: ChangeOf
    n: int
    effective: float
    mean: tuple[float, float]
    test: Difference
    d_z: float
    low: float | None
    high: float | None
    d_av: float
    r: float | None
    p_holm: float | None = None


def linked_changes(
    earlier: Scored, later: Scored, links: Links, level: float = 0.95
) -> tuple[LinkedChange | NoChange, ...]:
    """Every score and item that both waves have, of waves that are alike; Holm as `changes`."""
    found = list(_all(earlier, later, links, level))
    families = [f.of.kind == "item" for f in found]
    p = [f.test.p if isinstance(f, LinkedChange) else np.nan for f in found]
    return tuple(
        replace(f, p_holm=adjusted) if isinstance(f, LinkedChange) else f
        for f, adjusted in zip(found, holm_within(families, p).tolist(), strict=True)
    )


def _all(
    earlier: Scored, later: Scored, links: Links, level: float
) -> Iterator[LinkedChange | NoChange]:
    kinds, waves = kinds_of(later.view.instrument), (earlier.view.wave, later.view.wave)
    for name in later.scores.names:
        if name in earlier.scores.names:
            who = ChangeOf(kinds[name], name, *waves)
            yield linked_change(who, (earlier.scores, later.scores), links, level)
    for name in later.items.names:
        if name in earlier.items.names:
            who = ChangeOf("item", name, *waves)
            yield linked_change(who, (earlier.items, later.items), links, level)


def linked_change(
    who: ChangeOf, scores: tuple[Scores, Scores], links: Links, level: float
) -> LinkedChange | NoChange:
    """One score of two waves."""
    name, fewest = who.name, max(score.fewest for score in scores)
    columns = [score.column(name) for score in scores]
    x, y = columns[0][links.earlier], columns[1][links.later]
    has_x, has_y = ~np.isnan(x), ~np.isnan(y)
    there = has_x & has_y
    having = [int(np.count_nonzero(~np.isnan(column))) for column in columns]
    known = [int(np.count_nonzero(has)) for has in (there, has_x, has_y)]
    if reason := _hidden(who, known, having, fewest):
        return NoChange(who, reason)
    weights = scores[1].weights
    w = weights[links.later][there] if weights.size else np.ones(known[0])
    return _paired(who, (x[there], y[there]), w, level, bool(weights.size))


def _hidden(who: ChangeOf, linked: Sequence[int], having: Sequence[int], fewest: int) -> str:
    """Why the change may not be told; empty where it may.

    linked: people linked who have the score in both waves, in the earlier, and in the later one.
    having: all people of either wave who have it.
    """
    n, name, waves = linked[0], who.name, (who.earlier, who.later)
    if n < max(2, fewest):
        few = f"Fewer than {max(2, fewest)} people with an id"
        return f"{few} have '{name}' both in {waves[0]} and in {waves[1]}."
    subtracted = "whose answers could be found by subtraction."
    for wave, people, own in zip(waves, having, linked[1:], strict=True):
        if 0 < people - n < fewest:
            few = f"Fewer than {fewest} people have '{name}' in {wave} without being linked"
            return f"{few}, {subtracted}"
        if 0 < own - n < fewest:
            few = f"Fewer than {fewest} of the people linked have '{name}' in {wave} only"
            return f"{few}, {subtracted}"
    return ""


def _paired(
    who: ChangeOf,
    scores: tuple[Numbers, Numbers],
    w: Numbers,
    level: float,
    weighted: bool,
) -> LinkedChange | NoChange:
    x, y = scores
    moved = y - x
    if np.ptp(moved) <= TIE * max(np.abs(x).max(), np.abs(y).max()):
        name, earlier, later = who.name, who.earlier, who.later
        same = f"Everyone's '{name}' moved by the same between {earlier} and {later}"
        return NoChange(who, f"{same}, so chance cannot be judged.")
    changes, before, after = (Summary.of_numbers("", values, w) for values in (moved, x, y))
    n, mean, se = len(moved), float(changes.mean[0]), float(np.sqrt(changes.error[0]))
    t, half = mean / se, t_quantile((1 - level) / 2, n - 1) * se
    spreads, common = (
        (float(before.variance[0]), float(after.variance[0])),
        float(w @ ((x - before.mean) * (y - after.mean)) / w.sum() * n / (n - 1)),
    )
    d_z = mean / float(np.sqrt(changes.variance[0]))
    low, high = (None, None) if weighted else _interval(t, n, level)
    return LinkedChange(
        who,
        n,
        float(changes.effective[0]),
        (float(before.mean[0]), float(after.mean[0])),
        Difference(t, n - 1, t_two_tailed(t, n - 1), mean, se, mean - half, mean + half),
        d_z,
        low,
        high,
        mean / float(np.sqrt(sum(spreads) / 2)),
        float(np.clip(common / np.sqrt(spreads[0] * spreads[1]), -1, 1))
        if min(spreads) > 0
        else None,
    )


def _interval(t: float, n: int, level: float) -> tuple[float, float] | tuple[None, None]:
    """Of d_z, from the noncentralities that would leave t in either tail."""
    low, high = (
        noncentrality(t, n - 1, tail) / np.sqrt(n) for tail in ((1 + level) / 2, (1 - level) / 2)
    )
    return (float(low), float(high)) if np.isfinite(low + high) else (None, None)
