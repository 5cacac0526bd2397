"""Which demographics go together? χ² of every two, where their crossing may be told.

χ² and the totals of both demographics give away the cells of a small table, so all cells must be as
large as those of a distribution.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm
from crm_analytics.statistics.groups.counts import Coded, Counts
from crm_analytics.statistics.groups.crosstab import Association, association
from crm_analytics.survey.breakdown import Breakdown, breakdown
from crm_analytics.survey.view import View


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
    broken = [breakdown(view, demographic, fewest) for demographic in view.demographics]
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
    counts = Counts.of(a.names, a.codes, Coded(columns, places, view.weights))
    fewest = view.for_distributions
    if fewest > 1 and (not counts.people.size or counts.people.min() < fewest):
        return Unavailable(
            names, f"{names}: fewer than {fewest} people are in some crossing, which χ² would tell."
        )
    try:
        return association(counts.people, counts.weight, counts.squares)
    except NotEnoughData as reason:
        return Unavailable(names, f"{names}: {reason}")
