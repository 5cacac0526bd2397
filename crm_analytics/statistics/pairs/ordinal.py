"""Does a scale hold together once its steps are taken as steps? Ordinal α.

Zumbo, Gadermann & Zeisser (2007), Journal of Modern Applied Statistical Methods 6, 21-29: the
formula of α on the polychoric correlations. It is the reliability of the answers behind the steps,
not of the answers that were given: compare it with α, do not report it in its place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import ROUNDING, complete
from crm_analytics.statistics.pairs.polychoric import Polychorics, polychorics
from crm_analytics.statistics.pairs.tables import pair_tables
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.view import View

FEWEST_PEOPLE = 3

ByColumns = Callable[[Sequence[str]], Polychorics]


@dataclass(frozen=True, slots=True)
class OrdinalAlpha:
    """Ordinal α of one scale.

    n: the fewest people behind a pair of its items; listwise that is behind every pair.
    at_edge: pairs of items whose polychoric correlation has no maximum short of ±1.
    """

    scale: str
    items: int
    n: int
    alpha: float
    at_edge: tuple[tuple[str, str], ...]


def ordinal_alpha(scale: str, items: Polychorics) -> OrdinalAlpha:
    """k/(k−1)·(1 − k/ΣR); raises NotEnoughData where an item never varies or items cancel out."""
    k = len(items.names)
    if k < 2:
        raise NotEnoughData(f"{scale} has one item; ordinal α compares items, so it needs two.")
    if np.isnan(items.r).any():
        raise NotEnoughData(f"An item of {scale} never varies; its ordinal α is undefined.")
    total = items.r.sum()
    if total <= ROUNDING * np.abs(items.r).sum():
        raise NotEnoughData(f"The items of {scale} cancel each other out; ordinal α is undefined.")
    alpha = k / (k - 1) * (1 - k / total)
    return OrdinalAlpha(scale, k, int(items.n.min()), float(alpha), items.at_edge())


def item_polychorics(view: View, level: float = 0.95) -> ByColumns:
    """Polychoric correlations of any columns, listwise, from one pass where nobody left a gap.

    What is returned raises NotEnoughData below two columns, below three or the `minimum_group` of
    people, and for answers with fractions.
    """
    fewest = max(FEWEST_PEOPLE, view.instrument.minimum_group)

    def of(columns: Sequence[str]) -> Polychorics:
        answers = view.answers_to(columns)
        asked = [column for column in view.columns if column in set(columns)]
        weights = view.weights if view.weighted else None
        tables = pair_tables(asked, answers, scale_points(view.instrument, asked), weights)
        if tables.n.min() < fewest:
            raise NotEnoughData(f"Fewer than {fewest} people answered all of {', '.join(asked)}.")
        return polychorics(tables, level)

    if view.people < fewest or complete(view.answers) is not None:
        return of
    whole: list[Polychorics] = []

    def selected(columns: Sequence[str]) -> Polychorics:
        if not whole:
            whole.append(of(view.columns))
        return whole[0].select([column for column in view.columns if column in set(columns)])

    return selected


def scale_points(instrument: Instrument, columns: Sequence[str]) -> list[tuple[int, ...]]:
    """The points of each column's scale, in the order of the columns."""
    points = {
        column: dimension.scale.points
        for construct in instrument.constructs
        for dimension in construct.dimensions
        for column in dimension.columns
    }
    return [points[column] for column in columns]
