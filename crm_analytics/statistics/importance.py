"""How much is due to each driver, and where is there room? Shares of R², and performance.

LMG: the mean gain of a driver over all orders in which drivers can enter (Lindeman, Merenda & Gold
1980), the Shapley value of R². Johnson's (2000) relative weights: through the orthogonal columns
nearest to the drivers. Importance–performance map (Martilla & James 1977): total effects and a
performance from 0 to 100 (Ringle & Sarstedt 2016, Industrial Management & Data Systems 116,
1865-1886).

Written out: no library of this project has LMG or relative weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, isnan

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics import Estimate
from crm_analytics.statistics.least_squares import COLLINEAR, Cases
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.regression import Regression
from crm_analytics.statistics.resampling import (
    Draws,
    Ends,
    Tick,
    percentile_ends,
    replicates,
    silent,
)

MOST = 15  # drivers; beyond it 2^k models are too many


@dataclass(frozen=True, slots=True)
class Importance:
    """One driver's shares of the outcome's variance; lmg is None beyond `MOST` drivers."""

    driver: str
    lmg: Estimate | None
    relative_weight: Estimate


def importance(
    cases: Cases, draws: Draws | None = None, level: float = 0.95, tick: Tick = silent
) -> tuple[Importance, ...]:
    """Both shares of every driver, with percentile bootstrap intervals when there are `draws`."""
    names = cases.names[:-1]
    shares = _both(cases.moments.correlation)
    ends: list[Ends] = [(None, None)] * len(shares)
    if draws is not None:
        found = replicates(cases.rows, lambda of: _both(of.correlation), draws, tick, cases.weights)
        ends = percentile_ends(found, level)
    parts = [Estimate(v, *own) for v, own in zip(shares.tolist(), ends, strict=True)]
    gains = [None if isnan(part.value) else part for part in parts[: len(names)]]
    return tuple(map(Importance, names, gains, parts[len(names) :]))


def lmg(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of R² from correlations, the outcome last: shape (…, k + 1, k + 1) to (…, k).

    A driver that others make up gains nothing after them.
    """
    k = r.shape[-1] - 1
    digits: NDArray[np.int64] = (np.arange(2**k)[:, None] >> np.arange(k)[::-1]) & 1
    inside = digits.astype(bool)
    size = inside.sum(axis=1)
    share = np.array([1 / (k * comb(k - 1, s)) for s in range(k)] + [0.0])
    # what 1 − R² of each set counts in each driver's mean gain, shape (2^k, k)
    counted = np.where(inside, -share[size - 1][:, None], share[size][:, None])
    shares: NDArray[np.float64] = _unexplained(r) @ counted
    return shares


def relative_weights(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of R² from correlations, the outcome last: shape (…, k + 1, k + 1) to (…, k)."""
    values, vectors = np.linalg.eigh(r[..., :-1, :-1])
    root = np.sqrt(np.maximum(values, COLLINEAR))[..., None, :]
    turned = np.swapaxes(vectors, -1, -2)
    nearest = (vectors * root) @ turned
    onto = (vectors / root) @ (turned @ r[..., :-1, -1:])
    weights: NDArray[np.float64] = (np.square(nearest) @ np.square(onto))[..., 0]
    return weights


def _unexplained(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 − R² of every set of drivers, shape (…, 2^k): one driver after another is held, or not.

    The sets stand in binary order, the first driver being the highest digit.
    """
    left = r[..., None, :, :]
    while left.shape[-1] > 1:
        rest, across = left[..., 1:, 1:], left[..., 1:, :1]
        own = left[..., :1, :1]
        gain = np.divide(1.0, own, out=np.zeros_like(own), where=own > COLLINEAR)
        held = rest - across * gain * np.swapaxes(across, -1, -2)
        both = np.stack([rest, held], axis=-3)
        sets = both.shape[-4] * both.shape[-3]  # said, for there may be no r at all
        left = both.reshape(*both.shape[:-4], sets, *both.shape[-2:])
    return left[..., 0, 0]


def _both(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """LMG of every driver, then relative weights, shape (…, 2k); NaN where r is."""
    known = ~np.isnan(r).any(axis=(-1, -2))
    found = np.full((*r.shape[:-2], 2, r.shape[-1] - 1), np.nan)
    found[known, 1] = relative_weights(r[known])
    if r.shape[-1] - 1 <= MOST:
        found[known, 0] = lmg(r[known])
    return found.reshape(*r.shape[:-2], -1)


@dataclass(frozen=True, slots=True)
class DriverPlace:
    """One driver on the map.

    total_effect: per cent of the outcome's scale that one per cent of the driver's scale moves;
        without paths between drivers it is the model's B, rescaled.
    performance: the mean, 0 at the low end of the scale and 100 at the high end.
    """

    driver: str
    total_effect: float
    performance: float


def places(
    model: Regression, moments: Moments, ends: Mapping[str, tuple[float, float]]
) -> tuple[DriverPlace, ...]:
    """The drivers of a model, with means of the people of that model.

    ends: lowest and highest possible score of the outcome and of every driver.
    """
    length = {name: high - low for name, (low, high) in ends.items()}
    return tuple(
        DriverPlace(
            term.term,
            term.b * length[term.term] / length[model.outcome],
            100 * (float(mean) - ends[term.term][0]) / length[term.term],
        )
        for term, mean in zip(model.drivers, moments.mean, strict=False)
    )
