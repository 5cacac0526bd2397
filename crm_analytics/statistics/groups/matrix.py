"""Every score between the groups of every demographic, tested together.

Groups come through `breakdown`. A group that too few people of have the very score is left out of
that cell, and more groups with it where its mean could be found by subtraction from the whole's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm
from crm_analytics.statistics.groups.compare import Comparison, compare
from crm_analytics.statistics.groups.counts import Coded, Counts
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.breakdown import Breakdown, Rest, breakdown, may_show
from crm_analytics.survey.view import View


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
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


def compared(cells: Iterable[Cell]) -> list[tuple[Cell, Comparison]]:
    """The cells whose groups could be compared, each with its comparison."""
    return [(cell, cell.found) for cell in cells if isinstance(cell.found, Comparison)]


def matrix(view: View, scores: Scores, level: float = 0.95) -> tuple[Cell, ...]:
    """All cells, demographic by demographic within each score; Holm's p over all of them."""
    broken = [breakdown(view, demographic) for demographic in view.demographics]
    cells = [
        _cell(name, coded, groups, view.instrument.minimum_group, level)
        for name, coded in ((name, Coded.of(scores, name)) for name in scores.names)
        for groups in broken
    ]
    p = [c.found.evidence.p if isinstance(c.found, Comparison) else np.nan for c in cells]
    return tuple(_adjusted(cells, holm(p).tolist()))


def _adjusted(cells: list[Cell], p_holm: list[float]) -> Iterator[Cell]:
    for cell, adjusted in zip(cells, p_holm, strict=True):
        known = isinstance(cell.found, Comparison)
        yield replace(cell, p_holm=adjusted) if known else cell


def _cell(variable: str, coded: Coded, groups: Breakdown, minimum: int, level: float) -> Cell:
    everyone = Counts.of(groups.names, groups.codes, coded)
    rest = _rest(coded, groups, int(everyone.n.sum()))
    shown = may_show(everyone.n.tolist(), rest, minimum)
    counts = everyone.only(shown)
    left = [place for place in range(len(groups.names)) if place not in shown]
    hidden = (*groups.hidden, *(groups.names[place] for place in left))
    people = rest.people + int(everyone.n[left].sum())
    rest = Rest(rest.groups + len(left), people, rest.unsaid)
    found = compare(counts, level)
    return Cell(variable, groups.demographic, counts, hidden, rest, found)


def _rest(coded: Coded, groups: Breakdown, shown: int) -> Rest:
    """People with the score whose category may not be shown, or who did not say one."""
    if groups.missing == 0 and not groups.hidden:
        return Rest()
    none = len(coded.values)
    unsaid = int(np.count_nonzero(coded.places[groups.unsaid] != none))
    everyone = int(np.count_nonzero(coded.places != none))
    return Rest(len(groups.hidden), everyone - shown - unsaid, unsaid)
