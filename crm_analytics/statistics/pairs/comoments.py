"""Pearson's r of every two columns among the people who have both, without a table.

A person without an answer is a zero in the answers and in the mask, so that products of masks count
the people of each pair, and products of answers and masks sum what each column has among them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import BLOCK, LAST_MISSING, ROUNDING, Answers

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Comoments:
    """r, n: shape (k, k), of the people who have both columns; r is NaN where one never varies."""

    r: Numbers
    n: NDArray[np.int64]


def comoments(values: Answers) -> Comoments:
    """values: shape (people, k), `moments.Answers`; whole numbers give exact sums."""
    k = values.shape[1]
    middle = _middle(values)
    sums, left = np.zeros((3 * k, 2 * k)), np.empty((BLOCK, 3 * k), order="F")
    for start in range(0, len(values), BLOCK):
        rows = values[start : start + BLOCK]
        there, block = _there(rows), left[: len(rows)]
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
    return Comoments(np.clip(r, -1, 1), n.astype(np.int64))


def _there(rows: Answers) -> NDArray[np.bool_]:
    return rows > LAST_MISSING if rows.dtype == np.int8 else ~np.isnan(rows)


def _middle(values: Answers) -> Numbers:
    """About the mean of each column: what is subtracted before squaring."""
    if values.dtype == np.int8:
        return np.zeros(values.shape[1])
    there = ~np.isnan(values)
    total = np.where(there, values, 0).sum(axis=0)
    middle: Numbers = total / np.maximum(there.sum(axis=0), 1)
    return middle
