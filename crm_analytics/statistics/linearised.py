"""Standard errors with case weights, by linearisation (Binder 1983; Lumley 2004).

A statistic's influence on each person, centred, stands for the statistic; its variance is that of
a weighted sum of people drawn independently.
"""

import numpy as np
from numpy.typing import NDArray


def covariance(influence: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariance of statistics, shape (k, k), from their influences, shape (people, k).

    The weighted mean of each influence is zero.
    """
    n, parts = len(weights), influence * weights[:, None]
    result: NDArray[np.float64] = n / (n - 1) * (parts.T @ parts) / weights.sum() ** 2
    return result


def standard_error(influence: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Standard error of one statistic from its influence, shape (people,)."""
    return float(np.sqrt(covariance(influence[:, None], weights)[0, 0]))
