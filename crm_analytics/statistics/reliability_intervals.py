"""How sure is a reliability? Intervals of α, λ2, ω, CR and AVE from people drawn anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import ROUNDING, Answers
from crm_analytics.statistics.one_factor import COLLINEAR, FEWEST_ITEMS, common_share, fit
from crm_analytics.statistics.reliability import lambda2
from crm_analytics.statistics.resampling import (
    USUAL,
    Draws,
    Ends,
    ResampledMoments,
    Tick,
    percentile_ends,
    replicates,
    silent,
)

Array = NDArray[np.float64]
Weighed = tuple[Answers, Array]  # answers, and case weights or none


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """Intervals of one scale at `level`; None where fewer than half of the draws gave a number.

    settled: share of the draws with a proper one-factor model.
    """

    scale: str
    draws: Draws
    level: float
    alpha: Ends
    lambda2: Ends
    omega: Ends
    cr: Ends
    ave: Ends
    settled: float


def bootstraps(
    scales: Sequence[tuple[str, Callable[[], Weighed]]],
    level: float = 0.95,
    draws: Draws = USUAL,
    tick: Tick = silent,
) -> tuple[Bootstrapped, ...]:
    """Every scale: its name, and what gives answers and weights of those who answered it all."""

    def within(place: int) -> Tick:
        return lambda share: tick((place + share) / len(scales))

    return tuple(
        bootstrap(name, weighed(), level, draws, within(place))
        for place, (name, weighed) in enumerate(scales)
    )


def bootstrap(
    scale: str,
    weighed: Weighed,
    level: float = 0.95,
    draws: Draws = USUAL,
    tick: Tick = silent,
) -> Bootstrapped:
    """From answers of shape (people, k), without missing ones. Refuses as `replicates` does."""
    rows, weights = weighed
    values = replicates(rows, measures, draws, tick, weights)
    alpha, second, omega, cr, ave = percentile_ends(values, level)
    settled = float(np.mean(~np.isnan(values[:, -1])))
    return Bootstrapped(scale, draws, level, alpha, second, omega, cr, ave, settled)


def measures(of: ResampledMoments) -> Array:
    """α, λ2, ω, CR and AVE of each resample; NaN where there is none."""
    found = np.full((len(of.n), 5), np.nan)
    own = np.diagonal(of.covariance, axis1=1, axis2=2).sum(axis=1)
    total = of.covariance.sum(axis=(1, 2))
    k = of.mean.shape[1]
    varies = total > ROUNDING * own
    found[varies, 0] = k / (k - 1) * (1 - own[varies] / total[varies])
    found[:, 1] = lambda2(of.covariance)
    if k >= FEWEST_ITEMS:
        found[:, 2:] = _one_factor(of)
    return found


def _one_factor(of: ResampledMoments) -> Array:
    found, r = np.full((len(of.n), 3), np.nan), of.correlation
    sound: NDArray[np.bool_] = np.isfinite(r[:, 0, 0])
    sound[sound] = np.linalg.eigvalsh(r[sound])[:, 0] > COLLINEAR
    if not sound.any():
        return found
    sd, solved = of.sd[sound], fit(r[sound])
    loadings, uniqueness = solved.loadings, solved.uniqueness
    shares = [common_share(loadings, uniqueness, weight) for weight in (sd, np.ones_like(sd))]
    values = np.stack([*shares, np.mean(loadings**2, axis=1)], axis=1)
    proper = solved.converged & (uniqueness >= 0).all(axis=1)
    found[sound] = np.where(proper[:, None], values, np.nan)
    return found
