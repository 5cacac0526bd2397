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

from crm_analytics.statistics.least_squares import COLLINEAR, Cases
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.regression import Regression
from crm_analytics.statistics.resampling import (
    Draws,
    Resamples,
    Tick,
    percentile_interval,
    replicates,
    silent,
)

MOST = 15  # drivers; beyond it 2^k models are too many


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the outcome's variance; the ends are None where no interval was made."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Importance:
    """One driver's part of R²; lmg is None beyond `MOST` drivers."""

    driver: str
    lmg: Part | None
    relative_weight: Part


def importance(
    cases: Cases, draws: Draws | None = None, level: float = 0.95, tick: Tick = silent
) -> tuple[Importance, ...]:
    """Both shares of every driver, with percentile bootstrap intervals when there are `draws`."""
    names = cases.names[:-1]
    shares = _both(cases.moments.correlation)
    low = high = np.full(len(shares), np.nan)
    if draws is not None:
        weights = cases.weights if cases.weights.size else None
        found = replicates(cases.rows, _of_resamples, draws, tick, weights)
        low, high = percentile_interval(found, level)
    parts = [
        _part(*line) for line in zip(shares.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    weights_of = [part for part in parts[len(names) :] if part]
    return tuple(map(Importance, names, parts, weights_of))


def _part(value: float, low: float, high: float) -> Part | None:
    """None for a NaN; an interval that resamples could not give is left out."""
    if isnan(value):
        return None
    return Part(value) if isnan(low) else Part(value, low, high)


def lmg(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of R² from correlations, the outcome last: shape (…, k + 1, k + 1) to (…, k).

    A driver that others make up gains nothing after them.
    """
    k = r.shape[-1] - 1
    shares: NDArray[np.float64] = _unexplained(r) @ _orders(k)
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
        left = both.reshape(*both.shape[:-4], -1, *both.shape[-2:])
    return left[..., 0, 0]


def _orders(k: int) -> NDArray[np.float64]:
    """What 1 − R² of each set counts in each driver's mean gain, shape (2^k, k)."""
    digits: NDArray[np.int64] = (np.arange(2**k)[:, None] >> np.arange(k)[::-1]) & 1
    inside = digits.astype(bool)
    size = inside.sum(axis=1)
    share = np.array([1 / (k * comb(k - 1, s)) for s in range(k)] + [0.0])
    counted: NDArray[np.float64] = np.where(inside, -share[size - 1][:, None], share[size][:, None])
    return counted


def _both(r: NDArray[np.float64]) -> NDArray[np.float64]:
    """LMG of every driver, then relative weights; shape (draws, 2k)."""
    weights = relative_weights(r)
    known = weights.shape[-1] <= MOST
    return np.concatenate([lmg(r) if known else np.full_like(weights, np.nan), weights], axis=-1)


def _of_resamples(of: Resamples) -> NDArray[np.float64]:
    sd = of.sd
    varies = sd.min(axis=1) > 0
    scale = np.where(varies[:, None], sd, 1.0)
    r = of.covariance / scale[:, :, None] / scale[:, None, :]
    found = _both(np.where(varies[:, None, None], r, np.eye(r.shape[-1])))
    found[~varies] = np.nan
    return found


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
