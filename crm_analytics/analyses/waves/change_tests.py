"""Did a score change between two waves? Of different people, of the same people, of groups.

Different people: Welch's t and Hedges' g. The same people: paired t and d_z; they count with their
weight in the later wave. Changes are the later wave minus the earlier one. p is adjusted after Holm
over the constructs and dimensions of two waves; items of two waves are a family of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from crm_analytics.analyses.waves.linking import Links
from crm_analytics.analyses.waves.measured import ChangeOf, Level, Scored, Trend, kinds_of
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.mean_tests import (
    Difference,
    Paired,
    Standardised,
    difference_of_changes,
    hedges_g,
    paired_t,
    welch_t,
)
from crm_analytics.statistics.multiple_testing import holm_within
from crm_analytics.statistics.scores import Scores


@dataclass(frozen=True, slots=True)
class WaveChange:
    """A score in two waves.

    n, effective, mean: of the earlier and the later wave; twice the same people when linked.
    test: the difference in scale points with its interval.
    size: the difference in standard deviations; of the same people when linked.
    p_holm: over the family; None for a change that stands alone.
    """

    of: ChangeOf
    n: tuple[int, int]
    effective: tuple[float, float]
    mean: tuple[float, float]
    test: Difference
    size: Standardised | Paired
    p_holm: float | None = None

    @property
    def linked(self) -> bool:
        """Whether the same people are compared."""
        return isinstance(self.size, Paired)

    @property
    def effect_name(self) -> str:
        """What the change in standard deviations is called."""
        return "d_z" if self.linked else "Hedges' g"

    @property
    def effect(self) -> float:
        """Hedges' g, or d_z of linked people."""
        return self.size.d_z if isinstance(self.size, Paired) else self.size.g


@dataclass(frozen=True, slots=True)
class NoChange:
    """Two waves of a score that cannot be compared, and why."""

    of: ChangeOf
    reason: str


def changes(trends: Sequence[Trend], level: float = 0.95) -> tuple[WaveChange | NoChange, ...]:
    """Every score from each wave to the next that has it, and from the first to the last."""
    return _adjusted(
        [change(trend, pair, level) for trend in trends for pair in pairs(len(trend.waves))]
    )


def _adjusted(found: Sequence[WaveChange | NoChange]) -> tuple[WaveChange | NoChange, ...]:
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


def linked_changes(
    earlier: Scored, later: Scored, links: Links, level: float = 0.95
) -> tuple[WaveChange | NoChange, ...]:
    """Every score and item that both waves have, of comparable waves; Holm as `changes`."""
    kinds, waves = kinds_of(later.view.instrument), (earlier.view.wave, later.view.wave)
    scores, items = (earlier.scores, later.scores), (earlier.items, later.items)
    of_scores = [
        linked_change(ChangeOf(kinds[name], name, *waves), scores, links, level)
        for name in later.scores.names
        if name in earlier.scores.names
    ]
    of_items = [
        linked_change(ChangeOf("item", name, *waves), items, links, level)
        for name in later.items.names
        if name in earlier.items.names
    ]
    return _adjusted([*of_scores, *of_items])


def linked_change(
    who: ChangeOf, scores: tuple[Scores, Scores], links: Links, level: float
) -> WaveChange | NoChange:
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
    w = weights[links.later][there] if weights.size else None
    found = paired_t(x[there], y[there], w, level)
    if found is None:
        same = f"Everyone's '{name}' moved by the same between {who.earlier} and {who.later}"
        return NoChange(who, f"{same}, so chance cannot be judged.")
    both = (found.n, found.n), (found.effective, found.effective), found.mean
    return WaveChange(who, *both, found.test, found)


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
    families: dict[tuple[str, str, str], list[Trend]] = {}
    for trend in trends:
        families.setdefault((trend.kind, trend.name, trend.demographic), []).append(trend)
    for groups in families.values():
        for a, b in combinations(groups, 2):
            for first, last in pairs(len(a.waves)):
                four = a.levels[last], a.levels[first], b.levels[last], b.levels[first]
                if test := contrast(four, level):
                    yield ChangeContrast(a.between(first, last), b.group, test)


def contrast(four: Sequence[Level], level: float = 0.95) -> Difference | None:
    """How much more the first two changed than the last two; None where one may not be told."""
    told = [one for one in four if isinstance(one, Summary)]
    return difference_of_changes(told, level) if len(told) == 4 else None
