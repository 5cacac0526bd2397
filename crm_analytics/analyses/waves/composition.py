"""Did people change, or did others answer? A score in the groups of a demographic, wave by wave.

A group is shown in a wave where `View.groups` shows it, enough of its people have that very score,
and no later wave shows the score of nearly as many of them; more groups are hidden with one that
could be found by subtraction from the whole.

A change is split in composition, because other people answered, and the change within groups
(`statistics.composition`). Groups that may not be shown in both waves stand together as others.
With case weights there are no standard errors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import numpy as np

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.changes import (
    TEST,
    ComparedWaves,
    ScoreChange,
    WavePair,
    WavesOptions,
    changes,
    contrasts,
    tested,
)
from crm_analytics.analyses.waves.scores import (
    Kind,
    Level,
    Point,
    Trend,
    kinds_of,
    point_values,
    points,
)
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.composition import (
    WaveShares,
    composition_and_within,
    standard_errors,
)
from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.privacy import Rest, may_show, nearly, places_of_everyone
from crm_analytics.survey.view import View

MEANS = ("name", "demographic", "category", "wave", "n", "mean", "sd", "low", "high", "note")
CHANGED = (
    "name", "demographic", "category", "from", "to", "n_from", "n_to", "mean_from", "mean_to",
)  # fmt: skip
CONTRASTS = ("name", "demographic", "a", "b", "from", "to")
SPLIT = (
    "name", "demographic", "from", "to", "difference", "mix", "se_mix", "real", "se_real", "note",
)  # fmt: skip
BRIEF_SPLIT = ("name", "demographic", "difference", "mix", "real", "note")
STEPS = 2  # the colours reach from a half point to a half point
NEVER = 2**62  # more people than there are
Which = Literal["group", "unsaid", "others"]


@dataclass(frozen=True, eq=False, slots=True)
class Grouped:
    """A score in groups.

    waves: those that asked the demographic and have the score.
    names: all groups of any wave, those of the last wave first.
    counts: of each wave, a row for each group and a last one for people who did not say which.
    known: of each wave, places of the groups that occur in it.
    shown, for_spread: of each wave, places of the groups whose mean, or spread, may be shown.
    """

    kind: Kind
    name: str
    demographic: str
    waves: tuple[str, ...]
    names: tuple[str, ...]
    counts: tuple[Counts, ...]
    known: tuple[frozenset[int], ...]
    shown: tuple[frozenset[int], ...]
    for_spread: tuple[frozenset[int], ...]
    minimum: int

    def trends(self) -> Iterator[Trend]:
        """Each group's trend."""
        for place, group in enumerate(self.names):
            spread = [1 if place in shown else NEVER for shown in self.for_spread]
            yield Trend(
                self.kind,
                self.name,
                self.waves,
                tuple(self.level(wave, place) for wave in range(len(self.waves))),
                tuple(counts.weighted for counts in self.counts),
                tuple(spread),
                self.demographic,
                group,
            )

    def level(self, wave: int, place: int) -> Level:
        """One group in one wave, by their places, or why it is not told."""
        if place in self.shown[wave]:
            return Summary.of(self.counts[wave].only([place]))
        group, name = self.names[place], self.waves[wave]
        if self.minimum == 1:
            reason = f"Nobody in '{group}' has a score of '{self.name}' in {name}."
        else:
            reason = (
                f"'{self.name}' of '{group}' in {name} is not shown: fewer than {self.minimum} "
                "people have it, or what they answered could be found by subtraction."
            )
        return Unavailable(self.name, reason)


def grouped(
    views: Sequence[View], scores: Sequence[Scores], who: tuple[Kind, str], demographic: str
) -> Grouped | None:
    """One score of comparable waves; None where no wave has both score and demographic."""
    kind, name = who
    having = [
        (v, s) for v, s in zip(views, scores, strict=True)
        if demographic in v.demographics and (name in s.names or name in s.alone)
    ]  # fmt: skip
    if not having:
        return None
    own = [view.demographics[demographic].names for view, _ in having]
    names = tuple(dict.fromkeys(group for groups in reversed(own) for group in groups))
    counts = tuple(
        Counts.of((*names, ""), places_of_everyone(v, demographic, names), CodedScore.of(s, name))
        for v, s in having
    )
    minimum = max(view.instrument.minimum_group for view, _ in having)
    n = [c.n.tolist() for c in counts]
    hidden = (view.groups(demographic).hidden for view, _ in having)
    withheld = [frozenset(map(names.index, groups)) for groups in hidden]
    spread = max(view.for_distributions for view, _ in having)
    return Grouped(
        kind,
        name,
        demographic,
        tuple(view.wave for view, _ in having),
        names,
        counts,
        tuple(frozenset(map(names.index, groups)) for groups in own),
        groups_shown(n, withheld, minimum, minimum),
        groups_shown(n, withheld, spread, minimum),
        minimum,
    )


def groups_shown(
    n: Sequence[Sequence[int]], withheld: Sequence[frozenset[int]], fewest: int, minimum: int
) -> tuple[frozenset[int], ...]:
    """Places of the groups that each wave may show a number of that asks for `fewest` people.

    n: people with the score, wave by wave, of every group and last of those who did not say.
    withheld: places of groups that are hidden already.
    """
    hidden = [set(places) for places in withheld]
    while True:
        shown = [
            set(may_show(people[:-1], Rest(unsaid=people[-1]), fewest, kept))
            for people, kept in zip(n, hidden, strict=True)
        ]
        wave, close = _latest_close(n, shown, minimum)
        if not close:
            return tuple(map(frozenset, shown))
        hidden[wave] |= close


def _latest_close(
    n: Sequence[Sequence[int]], shown: Sequence[set[int]], minimum: int
) -> tuple[int, set[int]]:
    """The latest wave with groups that a later one shows of nearly the same people, and these."""
    for wave in reversed(range(len(n))):
        later = range(wave + 1, len(n))
        close = {
            place
            for place in shown[wave]
            if any(
                place in shown[other] and nearly(n[wave][place], n[other][place], minimum)
                for other in later
            )
        }
        if close:
            return wave, close
    return 0, set()


@dataclass(frozen=True, slots=True)
class GroupPart:
    """What one group adds to both, in scale points.

    which: a group by its name, people who did not say theirs, or all groups that may not be shown
        one by one; only the first has a name.
    n, share, mean: in the earlier and the later wave; shares by weight. No mean where nobody is.
    """

    which: Which
    group: str
    n: tuple[int, int]
    share: tuple[float, float]
    mean: tuple[float | None, ...]
    composition: float
    within: float


@dataclass(frozen=True, slots=True)
class ChangeSplit:
    """The change of a score between two waves by the groups of a demographic; later − earlier.

    se_composition, se_within: None with weights, and where somebody is alone in a group.
    pooled: groups that stand together as others, because one of both waves may not show them.
    """

    name: str
    demographic: str
    earlier: str
    later: str
    difference: float
    composition: float
    within: float
    se_composition: float | None
    se_within: float | None
    parts: tuple[GroupPart, ...]
    pooled: tuple[str, ...]


def split_change(groups: Grouped, pair: tuple[int, int]) -> ChangeSplit | Unavailable:
    """The change between two waves, by their places, or why it is not split."""
    a, b = pair
    told, pool = _rows(groups, pair)
    title = f"'{groups.name}' by '{groups.demographic}'"
    if reason := _refusal(groups, pair, told, pool):
        return Unavailable(title, f"The change of {title} is not split: {reason}")
    rows = [*([place] for place in told), *([pool] if pool else [])]
    before, after = (WaveShares.of(groups.counts[wave], rows) for wave in pair)
    composition, within = composition_and_within(before, after)
    weighted = groups.counts[a].weighted or groups.counts[b].weighted
    se = (None if weighted else standard_errors(before, after)) or (None, None)
    called: list[tuple[Which, str]] = [
        ("group", groups.names[place]) if place < len(groups.names) else ("unsaid", "")
        for place in told
    ]
    means = np.array([before.mean, after.mean])
    parts = (
        GroupPart(
            which,
            group,
            (int(before.n[row]), int(after.n[row])),
            (float(before.share[row]), float(after.share[row])),
            tuple(None if np.isnan(mean) else mean for mean in means[:, row].tolist()),
            float(composition[row]),
            float(within[row]),
        )
        for row, (which, group) in enumerate([*called, ("others", "")][: len(rows)])
    )
    return ChangeSplit(
        groups.name,
        groups.demographic,
        groups.waves[a],
        groups.waves[b],
        after.middle - before.middle,
        float(composition.sum()),
        float(within.sum()),
        se[0],
        se[1],
        tuple(parts),
        tuple(groups.names[place] for place in pool if place < len(groups.names)),
    )


def _rows(groups: Grouped, pair: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Places of the groups told one by one, and of those that are not."""
    a, b = pair
    n = [groups.counts[wave].n.tolist() for wave in pair]
    unsaid = len(groups.names)
    told: list[int] = []
    pool: list[int] = []
    for place in range(unsaid + 1):
        if not n[0][place] and not n[1][place]:
            continue
        if place == unsaid:
            apart = _may_be_shown((n[0][place], n[1][place]), groups.minimum)
        else:
            apart = all(
                place in groups.shown[wave] or place not in groups.known[wave] for wave in (a, b)
            )
        (told if apart else pool).append(place)
    return told, pool


def _may_be_shown(n: tuple[int, int], minimum: int) -> bool:
    """Whether people who are not shown elsewhere may be told in both waves; nobody may."""
    return all(count == 0 or count >= minimum for count in n) and not nearly(*n, minimum)


def _refusal(
    groups: Grouped, pair: tuple[int, int], told: Sequence[int], pool: Sequence[int]
) -> str:
    n = [groups.counts[wave].n for wave in pair]
    for wave, people in zip(pair, n, strict=True):
        if people.sum() < groups.minimum:
            few = f"fewer than {groups.minimum} people have" if groups.minimum > 1 else "nobody has"
            return f"{few} the score in {groups.waves[wave]}."
    if len(told) + bool(pool) < 2 or not any(place < len(groups.names) for place in told):
        return "no two of its groups may be shown in both waves."
    if not _may_be_shown((int(n[0][pool].sum()), int(n[1][pool].sum())), groups.minimum):
        return (
            f"the groups that may not be shown have fewer than {groups.minimum} people in one "
            "wave, or that many more or less in the other. Their answers could be found by "
            "subtraction."
        )
    return ""


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
    chosen = [one for one in splits if one[0][1] == found.chosen]
    title = f"Did people change, or did others answer? {pair.earlier} to {pair.later}"
    for name, those, detail in (("mix_chosen", chosen, False), ("mix", splits, True)):
        if those:
            rows = (_split_row(who, one, pair) for who, one in those)
            yield Table.of(name, title, SPLIT, rows, BRIEF_SPLIT, detail=detail)
    told = [
        (trend, wave, point)
        for trend in found.trends
        for wave, point in zip(trend.waves, points(trend, level), strict=True)
    ]
    if told:
        title = f"Means by {found.chosen}, wave by wave"
        rows = ((t.name, t.demographic, t.group, wave, *point_values(p)) for t, wave, p in told)
        effective = (p.effective if isinstance(p, Point) else None for _, _, p in told)
        means = Table.of("groups", title, MEANS, rows, detail=True)
        yield context.with_effective(means, effective)
    moved = [
        (
            *(c.of.name, c.of.demographic, c.of.group, c.of.earlier, c.of.later),
            *(*c.n, *c.mean, *tested(c.test, c.p_holm), c.effect),
        )
        for c in changes(found.trends, level)
        if isinstance(c, ScoreChange)
    ]
    if moved:
        columns = (*CHANGED, *TEST, "effect")
        title = f"Changes within {found.chosen}"
        yield Table.of("group_changes", title, columns, moved, detail=True)
    yield from _contrasts(found, level)


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


def _split(
    groups: Grouped, pair: WavePair
) -> tuple[tuple[str, str], ChangeSplit | Unavailable] | None:
    """Score and demographic, and the split; None where one of the waves lacks one of them."""
    if not set(pair.waves) <= set(groups.waves):
        return None
    places = groups.waves.index(pair.earlier), groups.waves.index(pair.later)
    return (groups.name, groups.demographic), split_change(groups, places)


def _split_row(
    who: tuple[str, str], one: ChangeSplit | Unavailable, pair: WavePair
) -> tuple[Value, ...]:
    if isinstance(one, Unavailable):
        return (*who, *pair.waves, *(None,) * 5, one.reason)
    together = f"{words.listed(one.pooled)} together" if one.pooled else None
    split = one.composition, one.se_composition, one.within, one.se_within
    return (*who, *pair.waves, one.difference, *split, together)


def mixed(found: ByGroup, pair: WavePair, names: Sequence[str]) -> Iterator[str]:
    """A sentence for each score named that moved mostly because others answered."""
    for groups in found.every:
        both = _split(groups, pair) if groups.name in names else None
        one = both[1] if both else None
        if isinstance(one, ChangeSplit) and abs(one.composition) > abs(one.within):
            yield (
                f"{one.name} moved by {words.number(one.difference)} in all, "
                f"{words.number(one.composition)} of it because the shares of {one.demographic} "
                "moved: other people answered, rather than people otherwise."
            )
