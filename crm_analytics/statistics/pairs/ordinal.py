"""Does a scale hold together once its steps are taken as steps? Ordinal α.

Zumbo, Gadermann & Zeisser (2007), Journal of Modern Applied Statistical Methods 6, 21-29: the
formula of α on the polychoric correlations. It is the reliability of the answers behind the steps,
not of the answers that were given: compare it with α, do not report it in its place.
"""

from dataclasses import dataclass

import numpy as np

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import ROUNDING
from crm_analytics.statistics.pairs.polychoric import Polychorics


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
