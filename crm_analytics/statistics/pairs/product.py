"""Pearson's r and Spearman's ρ from tables: sums of products, of points and of their midranks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.pairs.levels import Levels, dense, joint
from crm_analytics.statistics.pairs.tables import PairTables

Numbers = NDArray[np.float64]


def pearson(tables: PairTables) -> Numbers:
    """Of every two items, shape (pairs,); NaN where one never varies in the pair."""
    longest = tables.counts.shape[1]
    values = np.zeros((len(tables.names), longest))
    for item, points in enumerate(tables.points):
        values[item, : len(points)] = points
    a, b = np.triu_indices(len(tables.names), 1)
    counts = tables.counts.astype(np.float64)
    return _product_moment(counts, values[a], values[b])


def spearman(tables: PairTables) -> Numbers:
    """Of every two items, each ranked among the people of the pair."""
    counts = tables.counts.astype(np.float64)
    return _product_moment(counts, _midranks(counts.sum(axis=2)), _midranks(counts.sum(axis=1)))


def spearman_of_levels(levels: Sequence[Levels]) -> Numbers:
    """Of every two scores, each ranked among the people who have both, shape (pairs,)."""
    found = [_ranked(a, b) for place, a in enumerate(levels) for b in levels[place + 1 :]]
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


def _ranked(a: Levels, b: Levels) -> float:
    if dense(a, b):
        counts = joint(a, b)[None].astype(np.float64)
        ranks = (_midranks(counts.sum(axis=axis)) for axis in (2, 1))
        return float(_product_moment(counts, *ranks)[0])
    both = (a.codes < a.levels) & (b.codes < b.levels)
    x, y = (_centred_ranks(codes[both]) for codes in (a.codes, b.codes))
    spread = (x @ x) * (y @ y)
    return float(np.clip(x @ y / np.sqrt(spread), -1, 1)) if spread > 0 else np.nan


def _centred_ranks(codes: NDArray[np.int64]) -> Numbers:
    margin = np.bincount(codes, minlength=1).astype(np.float64)
    ranks: Numbers = _midranks(margin)[codes] - len(codes) / 2
    return ranks
