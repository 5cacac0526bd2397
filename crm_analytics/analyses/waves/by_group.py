"""Scores in the groups of one demographic, wave by wave, and the change split in two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.change_tests import WaveChange, changes, contrasts
from crm_analytics.analyses.waves.changed import TEST, tested
from crm_analytics.analyses.waves.compared import ComparedWaves, WavePair, WavesOptions
from crm_analytics.analyses.waves.composition import ChangeSplit, Grouped, grouped, split_change
from crm_analytics.analyses.waves.measured import Point, Trend, kinds_of, points
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable

MEANS = ("name", "demographic", "category", "wave", "n", "mean", "sd", "low", "high", "note")
CHANGED = (
    "name",
    "demographic",
    "category",
    "from",
    "to",
    "n_from",
    "n_to",
    "mean_from",
    "mean_to",
)
CONTRASTS = ("name", "demographic", "a", "b", "from", "to")
SPLIT = (
    "name",
    "demographic",
    "from",
    "to",
    "difference",
    "mix",
    "se_mix",
    "real",
    "se_real",
    "note",
)
BRIEF_SPLIT = ("name", "demographic", "difference", "mix", "real", "note")
STEPS = 2  # the colours reach from a half point to a half point


@dataclass(frozen=True, eq=False, slots=True)
class ByGroup:
    """Every score in the groups of every demographic; `chosen` is the demographic looked at."""

    chosen: str
    every: tuple[Grouped, ...]
    trends: tuple[Trend, ...]

    @classmethod
    def of(cls, context: Context[WavesOptions], found: ComparedWaves) -> "ByGroup":
        """Groups of the waves with answers, on what they asked alike."""
        views = [wave.view for wave in found.scored]
        scores = [wave.scores for wave in found.scored]
        kinds = {n: kind for view in views for n, kind in kinds_of(view.instrument).items()}
        names = dict.fromkeys(name for s in reversed(scores) for name in s.names)
        columns = list(dict.fromkeys(c for view in reversed(views) for c in view.demographics))
        asked = context.options.demographic
        chosen = asked if asked in columns else next(iter(columns), "")
        made = (
            grouped(views, scores, (kinds[name], name), column)
            for column in (columns if context.thorough else [chosen])
            for name in names
        )
        every = tuple(groups for groups in made if groups)
        shown = (groups for groups in every if groups.demographic == chosen)
        return cls(chosen, every, tuple(c for groups in shown for c in groups.trends()))


def heat(found: ByGroup) -> Iterator[Heat]:
    """Means of every score in each group, wave by wave; an empty cell may not be shown."""
    told = {
        (c.name, f"{c.group} · {wave}"): point.mean
        for c in found.trends
        for wave, point in zip(c.waves, points(c), strict=True)
        if isinstance(point, Point)
    }
    rows = tuple(dict.fromkeys(c.name for c in found.trends))
    groups = dict.fromkeys(c.group for c in found.trends)
    waves = dict.fromkeys(wave for c in found.trends for wave in c.waves)
    columns = tuple(f"{group} · {wave}" for group in groups for wave in waves)
    if told:
        yield Heat(
            name="groups",
            title=f"Means by {found.chosen} and wave",
            rows=rows,
            columns=columns,
            values=tuple(tuple(told.get((row, column)) for column in columns) for row in rows),
            flags=tuple(("",) * len(columns) for _ in rows),
            low=floor(min(told.values()) * STEPS) / STEPS,
            high=ceil(max(told.values()) * STEPS) / STEPS,
            note="Empty: too few people, or nearly the same people as in a later wave",
            measure="Mean",
        )


def tables(context: Context[WavesOptions], found: ByGroup, pair: WavePair) -> Iterator[Table]:
    """The split of every demographic; means and changes of the groups looked at."""
    level = context.options.level
    splits = [one for groups in found.every if (one := _split(groups, pair))]
    chosen = [(groups, one) for groups, one in splits if groups.demographic == found.chosen]
    for name, rows, detail in (("mix_chosen", chosen, False), ("mix", splits, True)):
        if rows:
            yield _mix(name, rows, pair, detail)
    rows_of = [
        (c, wave, point)
        for c in found.trends
        for wave, point in zip(c.waves, points(c, level), strict=True)
    ]
    if rows_of:
        title = f"Means by {found.chosen}, wave by wave"
        means = Table.of("groups", title, MEANS, (_mean_row(*row) for row in rows_of), detail=True)
        effective = (p.effective if isinstance(p, Point) else None for _, _, p in rows_of)
        yield context.with_effective(means, effective)
    moved = [c for c in changes(found.trends, level) if isinstance(c, WaveChange)]
    if moved:
        columns = (*CHANGED, *TEST, "effect")
        title = f"Changes within {found.chosen}"
        yield Table.of("group_changes", title, columns, map(_change_row, moved), detail=True)
    yield from _contrasts(found, level)


def _mix(
    name: str,
    rows: Sequence[tuple[Grouped, ChangeSplit | Unavailable]],
    pair: WavePair,
    detail: bool,
) -> Table:
    title = f"Did people change, or did others answer? {pair.earlier} to {pair.later}"
    told = (_split_row(groups, one, pair) for groups, one in rows)
    return Table.of(name, title, SPLIT, told, BRIEF_SPLIT, detail=detail)


def _contrasts(found: ByGroup, level: float) -> Iterator[Table]:
    rows = [
        (
            *(c.of.name, c.of.demographic, c.of.group, c.than, c.of.earlier, c.of.later),
            *tested(c.test, c.p_holm),
        )
        for c in contrasts(found.trends, level)
    ]
    if rows:
        title = f"Does one group of {found.chosen} change more than another?"
        yield Table.of("contrasts", title, (*CONTRASTS, *TEST), rows, detail=True)


def _split(groups: Grouped, pair: WavePair) -> tuple[Grouped, ChangeSplit | Unavailable] | None:
    if pair.earlier not in groups.waves or pair.later not in groups.waves:
        return None
    places = groups.waves.index(pair.earlier), groups.waves.index(pair.later)
    return groups, split_change(groups, places)


def _split_row(
    groups: Grouped, one: ChangeSplit | Unavailable, pair: WavePair
) -> tuple[Value, ...]:
    if isinstance(one, Unavailable):
        who = groups.name, groups.demographic, pair.earlier, pair.later
        return (*who, None, None, None, None, None, one.reason)
    who = one.name, one.demographic, one.earlier, one.later
    together = f"{words.listed(one.pooled)} together" if one.pooled else None
    split = one.composition, one.se_composition, one.within, one.se_within
    return (*who, one.difference, *split, together)


def _mean_row(trend: Trend, wave: str, point: Point | Unavailable) -> tuple[Value, ...]:
    who = trend.name, trend.demographic, trend.group, wave
    if isinstance(point, Unavailable):
        return (*who, None, None, None, None, None, point.reason)
    return (*who, point.n, point.mean, point.sd, point.low, point.high, None)


def _change_row(c: WaveChange) -> tuple[Value, ...]:
    who = c.of.name, c.of.demographic, c.of.group, c.of.earlier, c.of.later
    return (*who, *c.n, *c.mean, *tested(c.test, c.p_holm), c.effect)


def mixed(found: ByGroup, pair: WavePair, names: Sequence[str]) -> Iterator[str]:
    """A sentence for each score named that moved mostly because others answered."""
    for groups in found.every:
        both = _split(groups, pair)
        if not both or not isinstance(both[1], ChangeSplit) or groups.name not in names:
            continue
        one = both[1]
        if abs(one.composition) > abs(one.within):
            yield (
                f"{one.name} moved by {words.number(one.difference)} in all, "
                f"{words.number(one.composition)} of it because the shares of {one.demographic} "
                "moved: other people answered, rather than people otherwise."
            )
