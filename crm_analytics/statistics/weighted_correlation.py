"""Pearson's correlation with case weights, its test and interval linearised.

What each person moves r by is z·z′ − r/2·(z² + z′²), z the standardised scores (delta method); the
test and the interval are made of Fisher's z of r and t with n − 2 degrees of freedom.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics.correlation import Basis, Correlations, tested
from crm_analytics.statistics.moments import BLOCK, Moments

Numbers = NDArray[np.float64]


def weighted_pearson(
    names: Sequence[str], parts: Iterable[tuple[Sequence[int], Numbers, Numbers]], basis: Basis
) -> Correlations:
    """Each part: places of its columns, its complete rows, and the weights of its people.

    Listwise that is one part of every column, pairwise one part a pair.
    """
    k = len(names)
    r, se = np.full((k, k), np.nan), np.full((k, k), np.nan)
    for places, rows, weights in parts:
        where = np.ix_(places, places)
        r[where], se[where] = _with_error(rows, weights)
    df = np.maximum(basis.people - 2.0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z, spread = np.arctanh(r), se / (1 - r**2)
        t = np.where(spread > 0, np.abs(z) / spread, np.nan)
    known = np.isfinite(t)
    z, spread, t = (np.where(known, each, np.nan) for each in (z, spread, t))
    half = -spread * special.stdtrit(df, (1 - basis.level) / 2)
    p, ends = 2 * special.stdtr(df, -t), (np.tanh(z - half), np.tanh(z + half))
    return tested("pearson", basis, r, p, ends)


def _with_error(rows: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Coefficients and their standard errors, shape (k, k); NaN beside a constant column."""
    moments = Moments.of([str(place) for place in range(rows.shape[1])], rows, weights=weights)
    r = moments.correlation
    spread = np.sqrt(np.diag(moments.scatter) / moments.weight)
    spread[moments.constant] = np.nan
    even, odd = np.zeros(r.shape), np.zeros(r.shape)
    for start in range(0, len(rows), BLOCK):
        z = (rows[start : start + BLOCK] - moments.mean) / spread
        squared, own = z * z, np.square(weights[start : start + BLOCK])[:, None]
        even += (squared * own).T @ squared
        odd += (squared * z * own).T @ z
    fourth = np.diag(even)
    total = even * (1 + r**2 / 2) - r * (odd + odd.T) + r**2 / 4 * np.add.outer(fourth, fourth)
    variance = moments.n / (moments.n - 1) * np.maximum(total, 0) / moments.weight**2
    return r, np.sqrt(variance)
