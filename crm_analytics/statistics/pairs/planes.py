"""Who chose which point of which item, and how many people two such choices share.

A plane is one bit a person: set where the person chose a point. Two planes together give one cell
of a table by counting the bits they share, 64 people a step. The first point of an item needs no
plane: its cells are what the margins leave. Few people are counted by a product of zeros and ones.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import LAST_MISSING, Answers

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
