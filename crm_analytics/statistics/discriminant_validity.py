"""Do scales measure different things? HTMT of item correlations and the Fornell–Larcker comparison.

HTMT: Henseler, Ringle & Sarstedt (2015), Journal of the Academy of Marketing Science 43, 115-135;
of absolute correlations (HTMT+): Ringle et al. (2023), Journal of Marketing Research 60, 1181-1195.
Fornell & Larcker (1981), Journal of Marketing Research 18, 39-50.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

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

    def ratios(r: NDArray[np.float64]) -> list[float | None]:
        within = {scale: _within(r[np.ix_(own, own)]) for scale, own in places.items()}
        return [
            _ratio(_mean(r[np.ix_(places[a], places[b])]), within[a], within[b]) for a, b in pairs
        ]

    pairs = [*combinations(members, 2)]
    return tuple(
        ScalePair(a, b, absolute, signed)
        for (a, b), absolute, signed in zip(pairs, ratios(np.abs(r)), ratios(r), strict=True)
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
    return tuple(
        ScalePair(
            p.scale_a,
            p.scale_b,
            p.htmt,
            p.signed,
            _number(r[at[p.scale_a], at[p.scale_b]]),
            roots.get(p.scale_a),
            roots.get(p.scale_b),
        )
        for p in pairs
    )


def _within(r: NDArray[np.float64]) -> float:
    return 1.0 if len(r) == 1 else _mean(r[np.triu_indices(len(r), 1)])


def _mean(r: NDArray[np.float64]) -> float:
    known = r[~np.isnan(r)]
    return float(known.mean()) if known.size else float("nan")


def _ratio(between: float, a: float, b: float) -> float | None:
    if not (a > ROUNDING and b > ROUNDING) or np.isnan(between):  # NaN is never above
        return None
    return float(between / np.sqrt(a * b))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
