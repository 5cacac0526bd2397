"""A score in the groups of a demographic, wave by wave, and its change split in two.

A group is shown in a wave where `View.groups` shows it, enough of its people have that very score,
and no later wave shows the score of nearly as many of them; more groups are hidden with one that
could be found by subtraction from the whole.

A change is split in composition, because other people answered, and the change within groups
(`statistics.composition`). Groups that may not be shown in both waves stand together as others.
With case weights there are no standard errors.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.analyses.waves.measured import Kind, Level, Trend
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.composition import (
    Numbers,
    WaveShares,
    composition_and_within,
    standard_errors,
)
from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.privacy import Rest, may_show, nearly, places_of_everyone
from crm_analytics.survey.view import View


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
        return Unavailable(self.name, self._reason(self.names[place], self.waves[wave]))

    def _reason(self, group: str, wave: str) -> str:
        if self.minimum == 1:
            return f"Nobody in '{group}' has a score of '{self.name}' in {wave}."
        return (
            f"'{self.name}' of '{group}' in {wave} is not shown: fewer than {self.minimum} people "
            "have it, or what they answered could be found by subtraction."
        )


NEVER = 2**62  # more people than there are


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
    counts = tuple(_counts(v, CodedScore.of(s, name), demographic, names) for v, s in having)
    minimum = max(view.instrument.minimum_group for view, _ in having)
    n = [c.n.tolist() for c in counts]
    withheld = [_withheld(view, demographic, names) for view, _ in having]
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


def _counts(view: View, coded: CodedScore, demographic: str, names: Sequence[str]) -> Counts:
    return Counts.of((*names, ""), places_of_everyone(view, demographic, names), coded)


def _withheld(view: View, demographic: str, names: Sequence[str]) -> frozenset[int]:
    return frozenset(map(names.index, view.groups(demographic).hidden))


Which = Literal["group", "unsaid", "others"]


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
    mean: tuple[float | None, float | None]
    composition: float
    within: float


@dataclass(frozen=True, slots=True)
class ChangeSplit:
    """The change of a score between two waves by the groups of a demographic; later − earlier.

    se_composition, se_within: None with weights, and where somebody is alone in a group.
    pooled: groups that stand together as others, because one of both waves may not show them.
    """

    kind: Kind
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
    return ChangeSplit(
        groups.kind,
        groups.name,
        groups.demographic,
        groups.waves[a],
        groups.waves[b],
        after.middle - before.middle,
        float(composition.sum()),
        float(within.sum()),
        se[0],
        se[1],
        tuple(_parts(_called(groups, told, pool), (before, after), (composition, within))),
        tuple(groups.names[place] for place in pool if place < len(groups.names)),
    )


def _called(
    groups: Grouped, told: Sequence[int], pool: Sequence[int]
) -> Iterator[tuple[Which, str]]:
    for place in told:
        named = place < len(groups.names)
        yield ("group", groups.names[place]) if named else ("unsaid", "")
    if pool:
        yield "others", ""


def _parts(
    rows: Iterable[tuple[Which, str]],
    sides: tuple[WaveShares, WaveShares],
    parts: tuple[Numbers, Numbers],
) -> Iterator[GroupPart]:
    (before, after), (composition, within) = sides, parts
    for row, (which, group) in enumerate(rows):
        yield GroupPart(
            which,
            group,
            (int(before.n[row]), int(after.n[row])),
            (float(before.share[row]), float(after.share[row])),
            (_number(before.mean[row]), _number(after.mean[row])),
            float(composition[row]),
            float(within[row]),
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


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
