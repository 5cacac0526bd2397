"""A score in the groups of a demographic, wave by wave, and which of them may be shown.

A group is shown in a wave where `breakdown` shows it, enough of its people have that very score,
and no later wave shows the score of nearly as many of them; more groups are hidden with one that
could be found by subtraction from the whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.groups.counts import Coded, Counts
from crm_analytics.statistics.groups.summary import Summary
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.waves.course import Course
from crm_analytics.statistics.waves.level import Found
from crm_analytics.statistics.waves.measured import Kind
from crm_analytics.survey.breakdown import Rest, breakdown, may_show, nearly
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

    def courses(self) -> Iterator[Course]:
        """Each group's course."""
        for place, group in enumerate(self.names):
            spread = [1 if place in shown else NEVER for shown in self.for_spread]
            yield Course(
                self.kind,
                self.name,
                self.waves,
                tuple(self.level(wave, place) for wave in range(len(self.waves))),
                tuple(counts.weighted for counts in self.counts),
                tuple(spread),
                self.demographic,
                group,
            )

    def level(self, wave: int, place: int) -> Found:
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
    """One score of waves that are alike; None where no wave has both score and demographic."""
    kind, name = who
    having = [
        (v, s) for v, s in zip(views, scores, strict=True)
        if demographic in v.demographics and (name in s.names or name in s.alone)
    ]  # fmt: skip
    if not having:
        return None
    own = [view.demographics[demographic].names for view, _ in having]
    names = tuple(dict.fromkeys(group for groups in reversed(own) for group in groups))
    counts = tuple(_counts(v, Coded.of(s, name), demographic, names) for v, s in having)
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
        told(n, withheld, minimum, minimum),
        told(n, withheld, spread, minimum),
        minimum,
    )


def told(
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
    """The latest wave with groups that a later one shows nearly alike, and those groups."""
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


def _counts(view: View, coded: Coded, demographic: str, names: Sequence[str]) -> Counts:
    categories = view.demographics[demographic]
    places = np.array([*map(names.index, categories.names), len(names)], np.intp)
    return Counts.of((*names, ""), places[categories.codes], coded)


def _withheld(view: View, demographic: str, names: Sequence[str]) -> frozenset[int]:
    return frozenset(map(names.index, breakdown(view, demographic).hidden))
