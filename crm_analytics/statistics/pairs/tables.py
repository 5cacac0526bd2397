"""The contingency tables of all pairs of items, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import ROUNDING, Answers
from crm_analytics.statistics.pairs.planes import Counts, Planes, Points

LONGEST = 20  # points of a scale; more of them are as good as continuous


@dataclass(frozen=True, eq=False, slots=True)
class PairTables:
    """Answers to every two of k items against each other; pairs in the order of `np.triu_indices`.

    points: the scale of each item, from low to high.
    counts: shape (pairs, p, p), row item × column item, p the points of the longest scale; a
        shorter one leaves its last rows or columns empty. Sums of weights where there are any.
    n: shape (pairs,), people behind each table.
    effective: shape (pairs,), (Σw)²/Σw² of Kish (1965); n without weights.
    """

    names: tuple[str, ...]
    points: tuple[tuple[int, ...], ...]
    counts: Counts
    n: NDArray[np.int64]
    effective: NDArray[np.float64]

    def table(self, row: str, column: str) -> Counts:
        """The table of two items, shape (points of row, points of column)."""
        a, b = self.names.index(row), self.names.index(column)
        if a > b:
            return self.table(column, row).T
        rows, columns = np.triu_indices(len(self.names), 1)
        pair = int(np.flatnonzero((rows == a) & (columns == b))[0])
        return self.counts[pair, : len(self.points[a]), : len(self.points[b])]

    @property
    def scaled(self) -> NDArray[np.float64]:
        """Counts that sum to the effective number of people; what a test may be made of."""
        total = np.maximum(self.counts.sum(axis=(1, 2)), np.finfo(float).tiny)
        share: NDArray[np.float64] = self.counts * (self.effective / total)[:, None, None]
        return share


def pair_tables(
    names: Sequence[str],
    answers: Answers,
    points: Sequence[Points],
    weights: NDArray[np.float64] | None = None,
    pairwise: bool = False,
) -> PairTables:
    """Tables of the people who answered every item; pairwise, of those who answered both.

    answers: shape (people, k), `moments.Answers`, each on the `points` of its column.
    Raises NotEnoughData below two items, for answers with fractions, which have no points, and for
    scales of more than LONGEST points.
    """
    if len(names) < 2:
        raise NotEnoughData("A table of answers needs two items; there are fewer.")
    if answers.dtype != np.int8:
        raise NotEnoughData("Answers with fractions have no points to count.")
    if max(map(len, points)) > LONGEST:
        raise NotEnoughData(f"A scale of more than {LONGEST} points is too long to count by point.")
    planes = Planes.of(answers, points, pairwise)
    if weights is not None:
        counts, n, effective = _weighted(planes, weights)
    else:
        counts = planes.unfolded(planes.shared())
        n = counts.sum(axis=(1, 2))
        effective = n.astype(np.float64)
    return PairTables(tuple(names), tuple(map(tuple, points)), counts, n, effective)


def _weighted(
    planes: Planes, weights: NDArray[np.float64]
) -> tuple[Counts, NDArray[np.int64], NDArray[np.float64]]:
    counted, where = np.unique(planes.places[:, 0], return_inverse=True)
    a, b = np.triu_indices(len(planes.places), 1)

    def people(each: NDArray[np.float64] | None) -> Counts:
        return planes.product(each, counted)[where[a], where[b]]

    counts = planes.unfolded(planes.product(weights))
    n, once, twice = people(None), people(weights), people(weights**2)
    effective = np.divide(once**2, twice, out=np.zeros(len(n)), where=twice > 0)
    counts[counts <= ROUNDING * once[:, None, None]] = 0  # the first point by subtraction
    return counts, n.astype(np.int64), effective
