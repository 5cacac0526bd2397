"""p-values of many tests at once.

Holm (1979), Scandinavian Journal of Statistics 6, 65-70: the chance of any false find.
Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300: the share of
false ones among the finds.

Written out: statsmodels' multipletests and scipy.stats take half a second to import, and every page
shows Holm's p, the first one too. A test holds them to statsmodels' numbers.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values in the order given; a NaN is no test and stays NaN.

    >>> print(holm([0.01, np.nan, 0.04, 0.03]))
    [0.03  nan 0.06 0.06]
    """
    raw = np.asarray(p, np.float64)
    adjusted = np.full(raw.shape, np.nan)
    tests = np.flatnonzero(~np.isnan(raw))
    order = tests[np.argsort(raw[tests], kind="stable")]
    factors = len(tests) - np.arange(len(tests))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(raw[order] * factors))
    return adjusted


def holm_within(families: Sequence[Hashable], p: ArrayLike) -> NDArray[np.float64]:
    """Holm's adjusted p-values of each family by itself, in the order given."""
    raw = np.asarray(p, np.float64)
    adjusted = np.full(raw.shape, np.nan)
    members: dict[Hashable, list[int]] = {}
    for place, family in enumerate(families):
        members.setdefault(family, []).append(place)
    for places in members.values():
        adjusted[places] = holm(raw[places])
    return adjusted


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values in the order given; a NaN is no test and stays NaN.

    >>> print(benjamini_hochberg([0.01, np.nan, 0.04, 0.03]))
    [0.03  nan 0.04 0.04]
    """
    raw = np.asarray(p, np.float64)
    adjusted = np.full(raw.shape, np.nan)
    tests = np.flatnonzero(~np.isnan(raw))
    order = tests[np.argsort(-raw[tests], kind="stable")]
    factors = len(tests) / np.arange(len(tests), 0, -1)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(raw[order] * factors))
    return adjusted
