"""Every score between the groups of every demographic, and every two demographics, tested together.

Groups come through `View.groups`. A group that too few people of have the very score is left out of
that comparison, and more groups with it where its mean could be found by subtraction from the
whole's. χ² and the totals of two demographics give away the cells of a small table, so all cells of
their crossing must be as large as those of a distribution.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.counts import CodedScore, Counts
from crm_analytics.statistics.crosstab import Association, association
from crm_analytics.statistics.group_tests import Comparison, compare
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.privacy import Breakdown, Rest, may_show
from crm_analytics.survey.view import View


@dataclass(frozen=True, eq=False, slots=True)
class GroupComparison:
    """One score in the groups of one demographic.

    counts: of the groups that may be shown. hidden: names of the others.
    rest: people with the score who are in none of the groups shown.
    found: the comparison, or why there is none. p_holm: over all cells.
    """

    variable: str
    demographic: str
    counts: Counts
    hidden: tuple[str, ...]
    rest: Rest
    found: Comparison | Unavailable
    p_holm: float | None = None

    @property
    def n(self) -> int:
        """People compared."""
        return int(self.counts.n.sum())

    def showing(self, minimum: int) -> tuple[int, ...]:
        """Groups that may show a number that asks for this many people, such as a spread."""
        return may_show(self.counts.n.tolist(), self.rest, minimum)


def compared(cells: Iterable[GroupComparison]) -> list[tuple[GroupComparison, Comparison]]:
    """The cells whose groups could be compared, each with its comparison."""
    return [(cell, cell.found) for cell in cells if isinstance(cell.found, Comparison)]


def matrix(view: View, scores: Scores, level: float = 0.95) -> tuple[GroupComparison, ...]:
    """All cells, demographic by demographic within each score; Holm's p over all of them."""
    broken = [view.groups(demographic) for demographic in view.demographics]
    cells = [
        _cell(name, coded, groups, view.instrument.minimum_group, level)
        for name, coded in ((name, CodedScore.of(scores, name)) for name in scores.names)
        for groups in broken
    ]
    p = [c.found.evidence.p if isinstance(c.found, Comparison) else np.nan for c in cells]
    return tuple(_with_holm(cells, holm(p).tolist()))


def _with_holm(cells: list[GroupComparison], p_holm: list[float]) -> Iterator[GroupComparison]:
    for cell, adjusted in zip(cells, p_holm, strict=True):
        known = isinstance(cell.found, Comparison)
        yield replace(cell, p_holm=adjusted) if known else cell


def _cell(
    variable: str, coded: CodedScore, groups: Breakdown, minimum: int, level: float
) -> GroupComparison:
    everyone = Counts.of(groups.names, groups.codes, coded)
    rest = _rest(coded, groups, int(everyone.n.sum()))
    shown = may_show(everyone.n.tolist(), rest, minimum)
    counts = everyone.only(shown)
    left = [place for place in range(len(groups.names)) if place not in shown]
    hidden = (*groups.hidden, *(groups.names[place] for place in left))
    people = rest.people + int(everyone.n[left].sum())
    rest = Rest(rest.groups + len(left), people, rest.unsaid)
    found = compare(counts, level)
    return GroupComparison(variable, groups.demographic, counts, hidden, rest, found)


def _rest(coded: CodedScore, groups: Breakdown, shown: int) -> Rest:
    """People with the score whose category may not be shown, or who did not say one."""
    if groups.missing == 0 and not groups.hidden:
        return Rest()
    none = len(coded.values)
    unsaid = int(np.count_nonzero(coded.places[groups.unsaid] != none))
    everyone = int(np.count_nonzero(coded.places != none))
    return Rest(len(groups.hidden), everyone - shown - unsaid, unsaid)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two demographics. p_holm: over all of them that could be tested."""

    a: str
    b: str
    found: Association | Unavailable
    p_holm: float | None = None


def crossings(view: View) -> tuple[Crossing, ...]:
    """Every two demographics, in their order."""
    fewest = view.for_distributions
    broken = [view.groups(demographic, fewest) for demographic in view.demographics]
    made = [
        Crossing(a.demographic, b.demographic, _crossed(view, a, b))
        for a, b in combinations(broken, 2)
    ]
    p = holm([c.found.p if isinstance(c.found, Association) else np.nan for c in made]).tolist()
    return tuple(
        replace(c, p_holm=adjusted) if isinstance(c.found, Association) else c
        for c, adjusted in zip(made, p, strict=True)
    )


def _crossed(view: View, a: Breakdown, b: Breakdown) -> Association | Unavailable:
    names = f"'{a.demographic}' and '{b.demographic}'"
    if min(len(a.names), len(b.names)) < 2:
        return Unavailable(names, f"{names}: fewer than two groups of one of them may be shown.")
    columns = np.arange(len(b.names), dtype=float)
    places = np.where(b.codes < 0, len(b.names), b.codes).astype(np.intp)
    counts = Counts.of(a.names, a.codes, CodedScore(columns, places, view.weights))
    fewest = view.for_distributions
    if fewest > 1 and (not counts.people.size or counts.people.min() < fewest):
        return Unavailable(
            names, f"{names}: fewer than {fewest} people are in some crossing, which χ² would tell."
        )
    try:
        return association(counts.people, counts.weight, counts.squares)
    except NotEnoughData as reason:
        return Unavailable(names, f"{names}: {reason}")
