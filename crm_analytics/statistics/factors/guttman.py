"""Two more lower bounds of reliability, λ2 (never below α) and λ6.

Guttman (1945), Psychometrika 10, 255-282. λ6 is from the covariances, as SPSS and JASP have it.
"""

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.factors.one_factor import COLLINEAR
from crm_analytics.statistics.moments import ROUNDING, Moments

Array = NDArray[np.floating]


def lambda2(scatter: Array) -> Array:
    """Guttman's λ2 of covariances or scatter, shape (…, k, k); NaN where the total never varies."""
    k = scatter.shape[-1]
    own = np.diagonal(scatter, axis1=-2, axis2=-1)
    total = scatter.sum(axis=(-2, -1))
    between = np.square(scatter).sum(axis=(-2, -1)) - np.square(own).sum(axis=-1)
    common = total - own.sum(axis=-1) + np.sqrt(np.maximum(between, 0) * k / max(k - 1, 1))
    varies = total > ROUNDING * own.sum(axis=-1)
    bound: Array = np.divide(common, total, out=np.full(total.shape, np.nan), where=varies)
    return bound


def lambda6(moments: Moments) -> float | None:
    """Guttman's λ6: 1 less what the other items leave unexplained, of the variance of the total.

    None for items that never vary or are copies or sums of one another, as is SMC.
    """
    scatter = moments.scatter
    if scatter.sum() <= ROUNDING * np.trace(scatter) or moments.constant.any():
        return None
    r = moments.correlation
    if np.linalg.eigvalsh(r)[0] < COLLINEAR:
        return None
    unexplained = np.diag(scatter) / np.diag(np.linalg.solve(r, np.eye(len(r))))
    return float(1 - unexplained.sum() / scatter.sum())
