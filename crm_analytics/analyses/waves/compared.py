"""The waves of a study side by side: what is compared, between which waves, and among whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from crm_analytics.analyses.options import BAYES_HELP, Waves, demographic_names, dimension_names
from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.change_tests import (
    NoChange,
    WaveChange,
    changes,
    linked_changes,
    pairs,
)
from crm_analytics.analyses.waves.linking import Links, link, linked_by_default
from crm_analytics.analyses.waves.measured import Scored, Trend, measured, trends
from crm_analytics.errors import NotEnoughData
from crm_analytics.report.options import Choice, Name, Switch, confidence, option
from crm_analytics.statistics import Unavailable
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

ARROW = " → "


def change_names(view: View, waves: Waves = ()) -> tuple[str, ...]:
    """Every pair of waves that is compared, for example "2023 → 2024"."""
    shown = [wave.name for wave in waves if wave.view or wave.printed]
    return tuple(ARROW.join(pair) for pair in pairs_of(shown))


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
class WavePair:
    """Two waves that are compared. links: who answered both, where both waves have ids."""

    earlier: str
    later: str
    links: Links | None
    linked: bool


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
    moved: tuple[WaveChange, ...]
    unmoved: tuple[NoChange, ...]

    def of(self, pair: WavePair, items: bool = False) -> tuple[WaveChange, ...]:
        """The scores, or the items, that could be compared between two waves."""
        return tuple(
            m
            for m in self.moved
            if (m.of.earlier, m.of.later) == (pair.earlier, pair.later)
            and (m.of.kind == "item") == items
        )


def compared(context: Context[WavesOptions]) -> ComparedWaves:
    """Raises NotEnoughData when there are no two waves to compare."""
    shown = [wave for wave in context.waves if wave.view or wave.printed]
    if len(shown) < 2:
        raise NotEnoughData(_alone(context.waves))
    found, left_out = measured(context.waves)
    views = tuple(wave.view for wave in shown if wave.view)
    scored, every = tuple(wave.scored for wave in found if wave.scored), trends(found)
    among = tuple(_pairs([wave.name for wave in shown], views, context.options))
    results = list(_results(every, scored, among, context.options.level))
    moved = tuple(found for found in results if isinstance(found, WaveChange))
    unmoved = tuple(found for found in results if isinstance(found, NoChange))
    names = tuple(wave.name for wave in shown)
    chosen = _chosen(among, context.options)
    return ComparedWaves(names, views, scored, every, left_out, among, chosen, moved, unmoved)


def _alone(waves: Sequence[WaveView]) -> str:
    hidden = [wave.hidden for wave in waves if wave.hidden]
    if hidden:
        return f"There are no two waves to compare. {hidden[0]}"
    return "There is one wave. Add another on Data to see what changed."


def pairs_of(names: Sequence[str]) -> list[tuple[str, str]]:
    """Which waves are compared, by their names."""
    return [(names[earlier], names[later]) for earlier, later in pairs(len(names))]


def _pairs(
    names: Sequence[str], views: Sequence[View], options: WavesOptions
) -> Iterator[WavePair]:
    by_name = {view.wave: view for view in views}
    for earlier, later in pairs_of(names):
        a, b = by_name.get(earlier), by_name.get(later)
        links = link(a.ids, b.ids) if a and b and len(a.ids) and len(b.ids) else None
        yield WavePair(earlier, later, links, _linked(links, options, views))


def _linked(links: Links | None, options: WavesOptions, views: Sequence[View]) -> bool:
    minimum = max(view.instrument.minimum_group for view in views)
    if links is None or links.matched < max(2, minimum) or options.linking == "independent":
        return False
    return options.linking == "linked" or linked_by_default(links, minimum)


def _chosen(among: Sequence[WavePair], options: WavesOptions) -> WavePair:
    """The pair that was asked for, else the last neighbours."""
    asked = [p for p in among if (p.earlier, p.later) == tuple(options.change.split(ARROW))]
    last = among[-2] if len(among) > 1 else among[-1]
    return asked[0] if asked else last


def _results(
    every: Sequence[Trend], scored: Sequence[Scored], among: Sequence[WavePair], level: float
) -> Iterator[WaveChange | NoChange]:
    """Changes of everyone, and of the linked people where a pair is linked."""
    linked = {(pair.earlier, pair.later): pair.links for pair in among if pair.linked}
    yield from (c for c in changes(every, level) if (c.of.earlier, c.of.later) not in linked)
    waves = {wave.view.wave: wave for wave in scored}
    for (earlier, later), links in linked.items():
        if links:
            yield from linked_changes(waves[earlier], waves[later], links, level)
