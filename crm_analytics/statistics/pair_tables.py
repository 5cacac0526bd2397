"""The contingency tables of all pairs of items, exactly.

A plane is one bit a person: set where the person chose a point of an item. Two planes together give
one cell of a table by counting the bits they share, 64 people a step. The first point of an item
needs no plane: its cells are what the margins leave. Few people are counted by a product of zeros
and ones.

Written out: pandas.crosstab makes one table at a time.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import LAST_MISSING, ROUNDING, Answers

Counts = NDArray[np.int64 | np.float64]
Points = Sequence[int]

PEOPLE = 2**15  # of one block: its planes stay in the cache
FEW = 2**13  # people; up to here a product of zeros and ones is faster than counting bits
THREADS = 2  # NumPy lets them count at the same time


@dataclass(frozen=True, eq=False, slots=True)
class Planes:
    """Which planes there are. A plane of no point is of the people who are counted.

    columns, chosen: the item and the point of each plane; -1 and None stand for every item and
        for any point.
    places: shape (k, p), the plane of each item's points, and in front of them that of the people
        who are counted; past a shorter scale, a plane that is not there.
    """

    answers: Answers
    columns: tuple[int, ...]
    chosen: tuple[int | None, ...]
    places: NDArray[np.intp]
    gaps: bool

    @classmethod
    def of(cls, answers: Answers, points: Sequence[Points], pairwise: bool) -> "Planes":
        """Planes of everyone who answered every item; pairwise, of who answered each."""
        gaps = bool(answers.size and answers.min() <= LAST_MISSING)
        own = gaps and pairwise
        planes: list[tuple[int, int | None]] = [] if own else [(-1, None)]
        places = np.full((len(points), max(map(len, points))), -1)
        for item, scale in enumerate(points):
            places[item, 0] = len(planes) if own else 0
            planes += [(item, None)] if own else []
            places[item, 1 : len(scale)] = len(planes) + np.arange(len(scale) - 1)
            planes += [(item, point) for point in scale[1:]]
        columns, chosen = zip(*planes, strict=True)
        return cls(answers, columns, chosen, places, gaps)

    def on(self, people: slice) -> Iterator[NDArray[np.bool_]]:
        """Each plane of some people, one boolean a person."""
        part = self.answers[people]
        there = np.ones(len(part), bool)
        if self.columns[0] < 0 and self.gaps:
            there = part.min(axis=1) > LAST_MISSING
        for item, point in zip(self.columns, self.chosen, strict=True):
            if item < 0:
                yield there
            elif point is None:
                yield part[:, item] > LAST_MISSING
            else:
                yield (part[:, item] == point) & there

    def blocks(self, size: int) -> list[slice]:
        """All people, `size` at a time."""
        return [slice(start, start + size) for start in range(0, len(self.answers), size)]

    def shared(self) -> NDArray[np.int64]:
        """How many people every two planes share."""
        if len(self.answers) <= FEW:
            return self.product().astype(np.int64)
        return self.bits_shared()

    def bits_shared(self) -> NDArray[np.int64]:
        """The same for any number of people."""
        blocks = self.blocks(PEOPLE)
        with ThreadPoolExecutor(THREADS) as threads:
            parts = threads.map(self._bits, [blocks[turn::THREADS] for turn in range(THREADS)])
            upper = sum(parts, np.zeros((len(self.columns),) * 2, np.int64))
        return upper + np.triu(upper, 1).T

    def _bits(self, blocks: Sequence[slice]) -> NDArray[np.int64]:
        columns = np.array(self.columns)
        others = np.searchsorted(columns, columns, side="right")  # points of one item never meet
        others[columns < 0] = 0
        size = (len(columns), PEOPLE // 64)
        bits, both = np.empty(size, np.uint64), np.empty(size, np.uint64)
        counted, shared = np.empty(size, np.uint8), np.zeros((len(columns),) * 2, np.int64)
        for block in blocks:
            bits[:] = 0
            for plane, place in zip(self.on(block), bits.view(np.uint8), strict=True):
                packed = np.packbits(plane)
                place[: len(packed)] = packed
            for row, start in enumerate(others):
                rest = len(columns) - start
                np.bitwise_and(bits[row], bits[start:], out=both[:rest])
                np.bitwise_count(both[:rest], out=counted[:rest])
                shared[row, start:] += counted[:rest].sum(axis=1, dtype=np.uint32)
        return shared

    def product(
        self,
        weights: NDArray[np.float64] | None = None,
        planes: NDArray[np.intp] | None = None,
    ) -> NDArray[np.float64]:
        """What every two planes share as a product of zeros and ones, each person weighed.

        float32 holds the counts of a block exactly. Weights go into both factors as their roots, so
        that BLAS needs to multiply one half only.
        """
        kind = np.float32 if weights is None else np.float64
        wanted = np.arange(len(self.columns)) if planes is None else planes
        shared = np.zeros((len(wanted),) * 2, np.float64)
        for block in self.blocks(FEW):
            chosen = np.column_stack(list(self.on(block)))[:, wanted]
            ones: NDArray[np.float32 | np.float64] = chosen.astype(kind)
            if weights is not None:
                ones = ones * np.sqrt(weights[block])[:, None]
            shared += ones.T @ ones
        return shared

    def unfolded(self, shared: Counts) -> Counts:
        """Tables from what planes share; the first point has what the others leave."""
        size = len(shared) + 1
        padded = np.zeros((size, size), shared.dtype)  # the last plane is the one not there
        padded[:-1, :-1] = shared
        a, b = np.triu_indices(len(self.places), 1)
        counts: Counts = padded[self.places[a][:, :, None], self.places[b][:, None, :]]
        counts[:, 0, :] -= counts[:, 1:, :].sum(axis=1)
        counts[:, :, 0] -= counts[:, :, 1:].sum(axis=2)
        return counts


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
