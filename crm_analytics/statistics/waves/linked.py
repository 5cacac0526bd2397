"""Did the same people change? Paired t, and the change in standard deviations.

d_z is the mean change over the standard deviation of changes, with the interval of the noncentral t
(Goulet-Pelletier & Cousineau 2018, The Quantitative Methods for Psychology 14, 242-265); d_av is
over that of scores, √((s₁² + s₂²)/2) (Cumming 2012, Understanding the New Statistics). People count
with their weight in the later wave, the error is linearised. Changes are later minus earlier.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.adjust import holm_within
from crm_analytics.statistics.distributions import noncentrality, t_quantile, t_two_tailed
from crm_analytics.statistics.groups.counts import TIE
from crm_analytics.statistics.groups.two import Difference
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.waves.changes import NoChange
from crm_analytics.statistics.waves.course import Who
from crm_analytics.statistics.waves.level import of_numbers
from crm_analytics.statistics.waves.linking import Links
from crm_analytics.statistics.waves.measured import Scored, kinds_of

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

    of: Who
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
            who = Who(kinds[name], name, *waves)
            yield linked_change(who, (earlier.scores, later.scores), links, level)
    for name in later.items.names:
        if name in earlier.items.names:
            who = Who("item", name, *waves)
            yield linked_change(who, (earlier.items, later.items), links, level)


def linked_change(
    who: Who, scores: tuple[Scores, Scores], links: Links, level: float
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


def _hidden(who: Who, linked: Sequence[int], having: Sequence[int], fewest: int) -> str:
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
    who: Who,
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
    changes, before, after = (of_numbers("", values, w) for values in (moved, x, y))
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
