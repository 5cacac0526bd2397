"""How sure is a statistic? Standard errors with case weights, and those of coefficients.

With weights they are linearised (Binder 1983; Lumley 2004), as in R's survey package: the influence
of each person, centred, stands for the statistic, whose variance is that of a weighted sum of
people drawn independently.
"""

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.cases import Cases
from crm_analytics.statistics.least_squares import Solved
from crm_analytics.statistics.moments import ROUNDING, Moments


def covariance(influence: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariance of statistics, shape (k, k), from their influences, shape (people, k).

    The weighted mean of each influence is zero.
    """
    n, parts = len(weights), influence * weights[:, None]
    result: NDArray[np.float64] = n / (n - 1) * (parts.T @ parts) / weights.sum() ** 2
    return result


def standard_error(influence: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Standard error of one statistic from its influence, shape (people,).

    >>> x, weights = np.array([1.0, 3, 4, 4]), np.array([1.0, 2, 1, 2])
    >>> mean = np.average(x, weights=weights)
    >>> print(round(standard_error(x - mean, weights), 3))
    0.554
    """
    return float(np.sqrt(covariance(influence[:, None], weights)[0, 0]))


UNTESTED = "Too few people carry the weight, so the model cannot be tested."


def classical(moments: Moments, s: Solved) -> NDArray[np.float64]:
    """Covariance of the constant and the drivers when all errors have one variance."""
    n, k = moments.n, len(s.b)
    variance = float(moments.scatter[-1, -1]) * s.unexplained / (n - k - 1)
    length = np.sqrt(np.diag(moments.scatter)[:-1])
    drivers = variance * s.inverse / np.outer(length, length)
    return _with_constant(drivers, np.zeros(k), variance / n, moments.mean[:-1])


def linearised(cases: Cases, s: Solved) -> NDArray[np.float64]:
    """Covariance of the constant and the drivers with case weights, whatever the errors are.

    As `covariance`, block by block: the influences of a million people would
    not fit the processor's cache.
    """
    moments, weights = cases.moments, cases.weights
    length = np.sqrt(np.diag(moments.scatter)[:-1] / moments.weight)
    bread = s.inverse / np.outer(length, length)
    meat = np.zeros((len(s.b) + 1, len(s.b) + 1))
    for places, rows in cases.blocks():
        apart = rows - moments.mean
        pull = weights[places] * (apart[:, -1] - apart[:, :-1] @ s.b)
        influence = np.column_stack([pull, (apart[:, :-1] * pull[:, None]) @ bread])
        meat += influence.T @ influence
    spread = moments.n / (moments.n - 1) * meat / moments.weight**2
    error = moments.scatter[-1, -1] * s.unexplained / moments.weight
    if (np.diag(spread)[1:] <= ROUNDING * np.diag(bread) * error / moments.effective).any():
        raise NotEnoughData(UNTESTED)
    return _with_constant(spread[1:, 1:], spread[0, 1:], float(spread[0, 0]), moments.mean[:-1])


def _with_constant(
    drivers: NDArray[np.float64],
    across: NDArray[np.float64],
    middle: float,
    mean: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Covariance with the constant first, from that of the prediction at the means."""
    k = len(mean)
    whole = np.empty((k + 1, k + 1))
    whole[1:, 1:] = drivers
    whole[0, 1:] = whole[1:, 0] = across - drivers @ mean
    at_zero = mean @ drivers @ mean
    whole[0, 0] = middle - 2 * mean @ across + at_zero
    if whole[0, 0] <= ROUNDING * (middle + at_zero):
        raise NotEnoughData(UNTESTED)
    return whole


def wald(b: NDArray[np.floating], spread: NDArray[np.float64]) -> float:
    """F of all b being zero; its second degrees of freedom are those of the covariance.

    Raises NotEnoughData where the covariance has no inverse.
    """
    se = np.sqrt(np.diag(spread))
    if not se.all() or np.linalg.eigvalsh(spread / np.outer(se, se))[0] < ROUNDING:
        raise NotEnoughData(UNTESTED)
    t = b / se
    return float(t @ np.linalg.solve(spread / np.outer(se, se), t)) / len(b)
