"""Do the items of a scale hold together once its steps are taken as steps? Ordinal α and ω.

Zumbo, Gadermann & Zeisser (2007), Journal of Modern Applied Statistical Methods 6, 21-29: the
formulas of α and ω on the polychoric correlations. They are the reliability of what lies behind the
steps, not of the answers that were given: to be compared with α and ω, not reported in their place.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moments import ROUNDING
from crm_analytics.statistics.one_factor import of_correlations
from crm_analytics.statistics.polychoric import Polychorics, smoothed


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


@dataclass(frozen=True, slots=True)
class Ordinal:
    """Ordinal α and ω of one scale; ω is None where its one-factor model is no proper one.

    smoothed: whether no one group of people could have these correlations at once, so that ω is of
        the nearest possible ones.
    at_edge: pairs of items whose polychoric correlation has no maximum short of ±1.
    """

    scale: str
    alpha: float
    omega: float | None
    smoothed: bool
    at_edge: tuple[tuple[str, str], ...]


def ordinals(
    polychorics: Callable[[Sequence[str]], Polychorics], scales: Sequence[tuple[str, Sequence[str]]]
) -> tuple[Ordinal | Unavailable, ...]:
    """Every scale by its name and its columns; polychorics: those of any columns."""

    def attempt(scale: str, columns: Sequence[str]) -> Ordinal | Unavailable:
        try:
            return ordinal(scale, polychorics(columns))
        except NotEnoughData as reason:
            return Unavailable(scale, str(reason))

    return tuple(attempt(scale, columns) for scale, columns in scales)


def ordinal(scale: str, items: Polychorics) -> Ordinal:
    """Raises NotEnoughData as `ordinal_alpha` does."""
    alpha = ordinal_alpha(scale, items)
    r, mended = smoothed(items.r)
    omega = None
    with suppress(NotEnoughData):  # the scale says so of its ω
        omega = of_correlations(scale, items.names, r, alpha.n).omega
    return Ordinal(scale, alpha.alpha, omega, mended, alpha.at_edge)
