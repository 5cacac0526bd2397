"""Did a score change between two waves? Of different people, of the same people, of groups.

Different people: Welch's t and Hedges' g. The same people: paired t and d_z; they count with their
weight in the later wave. Changes are the later wave minus the earlier one. p is adjusted after Holm
over the constructs and dimensions of two waves; items of two waves are a family of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np

from crm_analytics.analyses.options import BAYES_HELP, Waves, demographic_names, dimension_names
from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.comparable import pairs
from crm_analytics.analyses.waves.scores import (
    ChangeOf,
    Level,
    Links,
    Measured,
    Scored,
    Trend,
    kinds_of,
    link,
    linked_by_default,
    trends,
)
from crm_analytics.report.options import Choice, Name, Switch, confidence, option
from crm_analytics.report.table import Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.mean_tests import (
    MeanDifference,
    Paired,
    Standardised,
    difference_of_changes,
    hedges_g,
    paired_t,
    welch_t,
)
from crm_analytics.statistics.multiple_testing import holm_within
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.view import View

ARROW = " → "
TEST = ("difference", "low", "high", "t", "df", "p", "p_holm")


def change_names(view: View, waves: Waves = ()) -> tuple[str, ...]:
    """Every pair of waves that is compared, for example "2023 → 2024"."""
    shown = [wave.name for wave in waves if wave.view or wave.printed]
    return tuple(f"{shown[a]}{ARROW}{shown[b]}" for a, b in pairs(len(shown)))


@dataclass(frozen=True, slots=True)
class WavesOptions:
    """Which change among whom, and what is looked into.

    level: of intervals. change: the two waves compared; empty for the last two.
    linking: the same people in both waves, or everyone of each; empty where a rule chooses.
    demographic: the groups looked at. dimension: whose items have trends of their own.
    bayes: Bayes factors beside the tests.
    """

    level: float = confidence()
    change: str = option(
        "",
        Name("Change", "The last one", "pair of waves", change_names, "The two waves compared."),
    )
    linking: Literal["", "linked", "independent"] = option(
        "",
        Choice(
            "People",
            {"": "By rule", "linked": "The same, by id", "independent": "Everyone"},
            "The same people in both waves, by their id, or everyone of each wave.",
        ),
    )
    demographic: str = option(
        "", Name("Demographic", "The first", "demographic", demographic_names)
    )
    dimension: str = option(
        "",
        Name(
            "Items of",
            "none",
            "dimension",
            dimension_names,
            "Shows the trend of each question of a dimension.",
        ),
    )
    bayes: bool = option(False, Switch("Bayes factors", BAYES_HELP))


@dataclass(frozen=True, slots=True)
class ScoreChange:
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
    test: MeanDifference
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


@dataclass(frozen=True, slots=True)
class ChangeContrast:
    """How much more the group of `of` changed than `than`; p_holm as for changes of groups."""

    of: ChangeOf
    than: str
    test: MeanDifference
    p_holm: float | None = None


@dataclass(frozen=True, slots=True)
class WavePair:
    """Two waves that are compared. links: who answered both, where both waves have ids."""

    earlier: str
    later: str
    links: Links | None
    linked: bool

    @property
    def waves(self) -> tuple[str, str]:
        """Their names."""
        return self.earlier, self.later


@dataclass(frozen=True, eq=False, slots=True)
class ComparedWaves:
    """Everything the section tells.

    waves: names of those that are shown, in the order of time. chosen: the pair looked at.
    views: of the waves with answers, as they were asked. scored: the same waves on what they asked
        alike.
    """

    waves: tuple[str, ...]
    views: tuple[View, ...]
    scored: tuple[Scored, ...]
    trends: tuple[Trend, ...]
    left_out: tuple[Unavailable, ...]
    pairs: tuple[WavePair, ...]
    chosen: WavePair
    moved: tuple[ScoreChange, ...]
    unmoved: tuple[NoChange, ...]

    def of(self, pair: WavePair, items: bool = False) -> tuple[ScoreChange, ...]:
        """The scores, or the items, that could be compared between two waves."""
        return tuple(
            m
            for m in self.moved
            if (m.of.earlier, m.of.later) == pair.waves and (m.of.kind == "item") == items
        )


def compared(
    context: Context[WavesOptions], found: Sequence[Measured], left_out: tuple[Unavailable, ...]
) -> ComparedWaves:
    """Changes of everyone, and of the linked people where a pair of waves is linked.

    found, left_out: what `measured` gives of two waves or more.
    """
    shown, options = [w for w in context.waves if w.view or w.printed], context.options
    names = tuple(wave.name for wave in shown)
    views = tuple(wave.view for wave in shown if wave.view)
    scored, every = tuple(wave.scored for wave in found if wave.scored), trends(found)
    among = tuple(_pairs(names, views, options))
    linked = {pair.waves: pair.links for pair in among if pair.linked and pair.links}
    results = [
        change
        for change in changes(every, options.level)
        if (change.of.earlier, change.of.later) not in linked
    ]
    waves = {wave.view.wave: wave for wave in scored}
    for (earlier, later), links in linked.items():
        results += linked_changes(waves[earlier], waves[later], links, options.level)
    asked = [pair for pair in among if pair.waves == tuple(options.change.split(ARROW))]
    last = among[-2] if len(among) > 1 else among[-1]  # neighbours, not the first and the last
    return ComparedWaves(
        names,
        views,
        scored,
        every,
        left_out,
        among,
        asked[0] if asked else last,
        tuple(change for change in results if isinstance(change, ScoreChange)),
        tuple(change for change in results if isinstance(change, NoChange)),
    )


def changes(trends: Sequence[Trend], level: float = 0.95) -> tuple[ScoreChange | NoChange, ...]:
    """Every score from each wave to the next that has it, and from the first to the last."""
    return _with_holm(
        [change(trend, pair, level) for trend in trends for pair in pairs(len(trend.waves))]
    )


def _with_holm(found: Sequence[ScoreChange | NoChange]) -> tuple[ScoreChange | NoChange, ...]:
    families = [f.of.family for f in found]
    p = holm_within(families, [f.test.p if isinstance(f, ScoreChange) else np.nan for f in found])
    return tuple(
        replace(f, p_holm=adjusted) if isinstance(f, ScoreChange) else f
        for f, adjusted in zip(found, p.tolist(), strict=True)
    )


def change(trend: Trend, pair: tuple[int, int], level: float = 0.95) -> ScoreChange | NoChange:
    """The score between two of its waves, by their places."""
    a, b = pair
    who = trend.between(a, b)
    earlier, later = trend.levels[a], trend.levels[b]
    if isinstance(earlier, Unavailable):
        return NoChange(who, earlier.reason)
    if isinstance(later, Unavailable):
        return NoChange(who, later.reason)
    if reason := _untestable(trend.name, earlier, later):
        return NoChange(who, reason)
    both = later.beside(earlier)
    return ScoreChange(
        who,
        (int(earlier.n[0]), int(later.n[0])),
        (float(earlier.effective[0]), float(later.effective[0])),
        (float(earlier.mean[0]), float(later.mean[0])),
        welch_t(both, level),
        hedges_g(both, level, trend.weighted[a] or trend.weighted[b]),
    )


def _untestable(name: str, earlier: Summary, later: Summary) -> str:
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
) -> tuple[ScoreChange | NoChange, ...]:
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
    return _with_holm([*of_scores, *of_items])


def linked_change(
    who: ChangeOf, scores: tuple[Scores, Scores], links: Links, level: float
) -> ScoreChange | NoChange:
    """One score of two waves."""
    name, fewest = who.name, max(score.fewest for score in scores)
    columns = [score.column(name) for score in scores]
    x, y = columns[0][links.earlier], columns[1][links.later]
    has_x, has_y = ~np.isnan(x), ~np.isnan(y)
    there = has_x & has_y
    having = [int(np.count_nonzero(~np.isnan(column))) for column in columns]
    known = [int(np.count_nonzero(has)) for has in (there, has_x, has_y)]
    if reason := _linked_hidden(who, known, having, fewest):
        return NoChange(who, reason)
    weights = scores[1].weights
    w = weights[links.later][there] if weights.size else None
    found = paired_t(x[there], y[there], w, level)
    if found is None:
        same = f"Everyone's '{name}' moved by the same between {who.earlier} and {who.later}"
        return NoChange(who, f"{same}, so chance cannot be judged.")
    both = (found.n, found.n), (found.effective, found.effective), found.mean
    return ScoreChange(who, *both, found.test, found)


def _linked_hidden(who: ChangeOf, linked: Sequence[int], having: Sequence[int], fewest: int) -> str:
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


def contrasts(trends: Sequence[Trend], level: float = 0.95) -> tuple[ChangeContrast, ...]:
    """Every two groups of each score and demographic, between the waves that `changes` compares.

    Groups that one of the waves does not show, and four means that do not vary, have none.
    """
    families: dict[tuple[str, str, str], list[Trend]] = {}
    for trend in trends:
        families.setdefault((trend.kind, trend.name, trend.demographic), []).append(trend)
    found = []
    for a, b in (two for groups in families.values() for two in combinations(groups, 2)):
        for first, last in pairs(len(a.waves)):
            four = (a.levels[last], a.levels[first], b.levels[last], b.levels[first])
            if test := contrast(four, level):
                found.append(ChangeContrast(a.between(first, last), b.group, test))
    p = holm_within([f.of.family for f in found], [f.test.p for f in found]).tolist()
    return tuple(replace(f, p_holm=adjusted) for f, adjusted in zip(found, p, strict=True))


def contrast(four: Sequence[Level], level: float = 0.95) -> MeanDifference | None:
    """How much more the first two changed than the last two; None where one may not be told."""
    told = [one for one in four if isinstance(one, Summary)]
    return difference_of_changes(told, level) if len(told) == 4 else None


def _pairs(
    names: Sequence[str], views: Sequence[View], options: WavesOptions
) -> Iterator[WavePair]:
    by_name = {view.wave: view for view in views}
    minimum = max(view.instrument.minimum_group for view in views)
    for places in pairs(len(names)):
        earlier, later = (names[place] for place in places)
        a, b = by_name.get(earlier), by_name.get(later)
        links = link(a.ids, b.ids) if a and b and len(a.ids) and len(b.ids) else None
        linked = (
            links is not None
            and links.matched >= max(2, minimum)
            and options.linking != "independent"
            and (options.linking == "linked" or linked_by_default(links, minimum))
        )
        yield WavePair(earlier, later, links, linked)


def tested(test: MeanDifference, p_holm: float | None) -> tuple[Value, ...]:
    """The values of `TEST`; the difference is the later wave, or who left, minus the other."""
    return (test.difference, test.low, test.high, test.t, test.df, test.p, p_holm)
