"""Do scales measure different things? HTMT of item correlations and the Fornell–Larcker comparison.

HTMT: Henseler, Ringle & Sarstedt (2015), Journal of the Academy of Marketing Science 43, 115-135;
of absolute correlations (HTMT+): Ringle et al. (2023), Journal of Marketing Research 60, 1181-1195.
Fornell & Larcker (1981), Journal of Marketing Research 18, 39-50.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import isnan

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import ROUNDING, Moments

Members = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ScalePair:
    """Two scales against each other.

    htmt: mean absolute correlation between their items over the geometric mean of those within
        each; at least 0, None where the items of a scale never vary.
    signed: the same of correlations with their signs, as first proposed; None where the items of a
        scale do not go together at all.
    r: correlation of their scores; None where a score never varies.
    root_ave_a, root_ave_b: √AVE of each, None without a one-factor model.
    """

    scale_a: str
    scale_b: str
    htmt: float | None
    signed: float | None = None
    r: float | None = None
    root_ave_a: float | None = None
    root_ave_b: float | None = None

    @property
    def apart(self) -> bool | None:
        """Fornell–Larcker: each shares more with its own items than with the other scale."""
        if self.r is None or self.root_ave_a is None or self.root_ave_b is None:
            return None
        return abs(self.r) < min(self.root_ave_a, self.root_ave_b)


def htmt(moments: Moments, members: Members) -> tuple[ScalePair, ...]:
    """Every pair of scales, in their order, from the people who answered every item.

    members: scale → its items. A scale of one item has 1 within. Items that never vary are left
    out of the means. Items of both signs within a scale would cancel in the signed ratio, which
    could call two scales different that share everything: the one of absolute values decides.
    """
    r = moments.correlation
    places = {scale: [moments.names.index(i) for i in items] for scale, items in members.items()}

    def mean(r: NDArray[np.float64], a: str, b: str) -> float:
        """Of the correlations between the items of two scales, or within one, that are known."""
        part = r[np.ix_(places[a], places[b])]
        values = part if a != b else part[np.triu_indices(len(part), 1)]
        known = values[~np.isnan(values)]
        alone = a == b and len(part) == 1
        return 1.0 if alone else float(known.mean()) if known.size else float("nan")

    def ratio(r: NDArray[np.float64], a: str, b: str) -> float | None:
        within, between = (mean(r, a, a), mean(r, b, b)), mean(r, a, b)
        if not (within[0] > ROUNDING and within[1] > ROUNDING) or np.isnan(between):
            return None  # NaN is never above
        return float(between / np.sqrt(within[0] * within[1]))

    return tuple(
        ScalePair(a, b, ratio(np.abs(r), a, b), ratio(r, a, b)) for a, b in combinations(members, 2)
    )


def fornell_larcker(
    pairs: Sequence[ScalePair],
    scores: Moments,
    ave: Mapping[str, float | None],
) -> tuple[ScalePair, ...]:
    """The same pairs with the correlation of their scores and √AVE.

    scores: moments of the dimension scores, at least of those in `pairs`.
    """
    r = scores.correlation
    at = {name: place for place, name in enumerate(scores.names)}
    roots = {name: None if value is None else float(np.sqrt(value)) for name, value in ave.items()}
    found = []
    for pair in pairs:
        own = float(r[at[pair.scale_a], at[pair.scale_b]])
        a, b = roots.get(pair.scale_a), roots.get(pair.scale_b)
        found.append(replace(pair, r=None if isnan(own) else own, root_ave_a=a, root_ave_b=b))
    return tuple(found)
