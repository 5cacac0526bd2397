"""Pearson's r, and Spearman's ρ, which is r of ranks: from tables, from sums, with case weights.

From tables and levels: sums of products, of points and of their midranks. Pairwise without a table:
a person without an answer is a zero in the answers and in the mask, so that products of masks count
the people of each pair, and products of answers and masks sum what each column has among them.

With weights: what each person moves r by is z·z′ − r/2·(z² + z′²), z the standardised scores (delta
method); the test and the interval are made of Fisher's z of r and t with n − 2 degrees of freedom.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics.correlation import Basis, Correlations, tested
from crm_analytics.statistics.counts import CodedScore
from crm_analytics.statistics.kendall import dense, joint
from crm_analytics.statistics.moments import BLOCK, ROUNDING, Moments
from crm_analytics.statistics.pair_tables import PairTables

Numbers = NDArray[np.float64]


def pearson_of_tables(tables: PairTables) -> Numbers:
    """Of every two items, shape (pairs,); NaN where one never varies in the pair."""
    longest = tables.counts.shape[1]
    values = np.zeros((len(tables.names), longest))
    for item, points in enumerate(tables.points):
        values[item, : len(points)] = points
    a, b = np.triu_indices(len(tables.names), 1)
    counts = tables.counts.astype(np.float64)
    return _product_moment(counts, values[a], values[b])


def spearman_of_tables(tables: PairTables) -> Numbers:
    """Of every two items, each ranked among the people of the pair."""
    counts = tables.counts.astype(np.float64)
    return _product_moment(counts, _midranks(counts.sum(axis=2)), _midranks(counts.sum(axis=1)))


def spearman_of_scores(scores: Sequence[CodedScore]) -> Numbers:
    """Of every two scores, each ranked among the people who have both, shape (pairs,)."""
    found = [_ranked(a, b) for place, a in enumerate(scores) for b in scores[place + 1 :]]
    return np.array(found)


def _product_moment(counts: Numbers, x: Numbers, y: Numbers) -> Numbers:
    """The correlation of each table. counts: shape (pairs, p, p); x, y: shape (pairs, p)."""
    rows, columns = counts.sum(axis=2), counts.sum(axis=1)
    n = np.maximum(rows.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    x = x - (rows * x).sum(axis=1, keepdims=True) / n
    y = y - (columns * y).sum(axis=1, keepdims=True) / n
    spread = (rows * x**2).sum(axis=1) * (columns * y**2).sum(axis=1)
    varies = ((rows > 0).sum(axis=1) > 1) & ((columns > 0).sum(axis=1) > 1)
    together = np.einsum("nij,ni,nj->n", counts, x, y)
    r: Numbers = np.clip(together / np.sqrt(np.where(varies, spread, np.nan)), -1, 1)
    return r


def _midranks(margin: Numbers) -> Numbers:
    """The mean rank of the people at each point, less a constant."""
    ranks: Numbers = np.cumsum(margin, axis=-1) - margin / 2
    return ranks


def _ranked(a: CodedScore, b: CodedScore) -> float:
    if dense(a, b):
        counts = joint(a, b)[None].astype(np.float64)
        ranks = (_midranks(counts.sum(axis=axis)) for axis in (2, 1))
        return float(_product_moment(counts, *ranks)[0])
    both = (a.places < len(a.values)) & (b.places < len(b.values))
    x, y = (
        _midranks(np.bincount(codes, minlength=1).astype(float))[codes] - len(codes) / 2
        for codes in (a.places[both], b.places[both])
    )
    spread = (x @ x) * (y @ y)
    return float(np.clip(x @ y / np.sqrt(spread), -1, 1)) if spread > 0 else np.nan


def comoments(values: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """The r and n of the people who have both columns, shape (k, k).

    r is NaN where one never varies. values: shape (people, k); whole numbers give exact sums.
    """
    k = values.shape[1]
    known = ~np.isnan(values)
    # about the mean of each column: what is subtracted before squaring
    middle = np.where(known, values, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    sums, left = np.zeros((3 * k, 2 * k)), np.empty((BLOCK, 3 * k), order="F")
    for start in range(0, len(values), BLOCK):
        rows = values[start : start + BLOCK]
        there, block = known[start : start + BLOCK], left[: len(rows)]
        block[:, :k] = there
        block[:, k : 2 * k] = np.where(there, rows - middle, 0)
        block[:, 2 * k :] = block[:, k : 2 * k] ** 2
        sums += block.T @ block[:, : 2 * k]
    n, total = sums[:k, :k], sums[k : 2 * k, :k]
    squares, products = sums[2 * k :, :k], sums[k : 2 * k, k:]
    scatter = n * squares - total**2  # of the row's column, n times
    size = n * squares + (n * middle[:, None]) ** 2 * ROUNDING
    scatter[scatter <= ROUNDING * size] = np.nan
    r = (n * products - total * total.T) / np.sqrt(scatter * scatter.T)
    return np.clip(r, -1, 1), n.astype(np.int64)


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
