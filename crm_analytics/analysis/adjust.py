"""p-values of many tests at once: Holm (1979), Scandinavian Journal of Statistics 6, 65-70."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values in the order given; a NaN is no test and stays NaN."""
    raw = np.asarray(p, np.float64)
    adjusted = np.full(raw.shape, np.nan)
    tests = np.flatnonzero(~np.isnan(raw))
    order = tests[np.argsort(raw[tests], kind="stable")]
    factors = len(tests) - np.arange(len(tests))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(raw[order] * factors))
    return adjusted
