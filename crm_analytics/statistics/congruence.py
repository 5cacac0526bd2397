"""Does a scale measure in the same way in two waves? α, items and loadings, and a verdict.

α of different people: Feldt (1969), Psychometrika 34, 363-373, by the exact distribution of his W
instead of the F he puts in its place; with weights a t of the linearised errors. Item–rest
correlations: difference of Fisher's z, which is Cohen's (1988) q; an item drifted where that is not
chance and at least a small q of .10. Loadings: Tucker's congruence, equal from .95, fair from .85
(Lorenzo-Seva & ten Berge 2006, Methodology 2, 57-64).

Written out: no library compares two α, or has them with weights.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from crm_analytics.statistics.distributions import f_product_tail
from crm_analytics.statistics.moments import ROUNDING
from crm_analytics.statistics.one_factor import OneFactor
from crm_analytics.statistics.reliability import Reliability


@dataclass(frozen=True, slots=True)
class ItemDrift:
    """How an item goes with the others of its scale.

    r: item–rest correlation in the earlier and the later wave, None where undefined.
    q: difference of Fisher's z, later − earlier. p: None with weights too. p_holm: over all items
        of two waves.
    """

    item: str
    r: tuple[float | None, float | None]
    q: float | None
    p: float | None
    p_holm: float | None = None


def equal_alpha(earlier: Reliability, later: Reliability, weighted: bool) -> float | None:
    """P of two α being the same; None where one of them leaves no chance."""
    if weighted:
        return _linearised(earlier, later)
    left = 1 - earlier.alpha, 1 - later.alpha
    if min(left) <= ROUNDING:
        return None
    others, more = [found.n - 1 for found in (earlier, later)], len(later.items) - 1
    first, last = ((n, n * more) for n in others)
    # (1 − α)/(1 − α̂) is an F of these degrees of freedom in each wave
    above = f_product_tail(left[0] / left[1], first[::-1], last)
    below = f_product_tail(left[1] / left[0], last[::-1], first)
    return min(1.0, 2 * min(above, below))


def _linearised(earlier: Reliability, later: Reliability) -> float | None:
    both = earlier, later
    others = np.array([found.n - 1.0 for found in both])
    t = -special.stdtrit(others, [(1 - found.level) / 2 for found in both])
    error = np.square([found.alpha - found.alpha_low for found in both] / t)
    total = float(error.sum())
    if total <= ROUNDING**2:
        return None
    df = total**2 / float((error**2 / others).sum())
    return 2 * float(special.stdtr(df, -abs(later.alpha - earlier.alpha) / np.sqrt(total)))


def item_drifts(earlier: Reliability, later: Reliability, weighted: bool) -> Iterator[ItemDrift]:
    """Every item of a scale, in the order of the later wave."""
    before = {item.item: item.item_rest_r for item in earlier.items}
    few = weighted or min(earlier.n, later.n) <= 3
    for item in later.items:
        r = before[item.item], item.item_rest_r
        if r[0] is None or r[1] is None or max(abs(r[0]), abs(r[1])) > 1 - ROUNDING:
            yield ItemDrift(item.item, r, None, None)
            continue
        q = float(np.arctanh(r[1]) - np.arctanh(r[0]))
        se = np.inf if few else float(np.sqrt(1 / (earlier.n - 3) + 1 / (later.n - 3)))
        yield ItemDrift(item.item, r, q, None if few else 2 * float(special.ndtr(-abs(q / se))))


def congruence(earlier: OneFactor, later: OneFactor) -> float:
    """Tucker's φ of the standardised loadings, −1 to 1; both have the same items."""
    then = dict(zip(earlier.items, earlier.loadings.tolist(), strict=True))
    a, b = np.array([then[item] for item in later.items]), later.loadings
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))
