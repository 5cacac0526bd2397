"""Levels by taking away the top again and again, with every set on the way.

A factor is at the top of those that remain when all it reaches among them also reach it: its
reachability set is inside its antecedent set (Warfield 1974). Sets are restricted to the factors
that remain; the matrix is never computed anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.relations import Flags, positions


@dataclass(frozen=True, slots=True)
class Row:
    """The sets of one factor in one iteration, as positions; level 0 where it has none yet."""

    factor: int
    reachability: tuple[int, ...]
    antecedent: tuple[int, ...]
    intersection: tuple[int, ...]
    level: int


@dataclass(frozen=True, eq=False, slots=True)
class Iteration:
    """One look for the top of what remains.

    number: from 1, the level of those that are chosen. remaining, chosen: shape (n,).
    """

    number: int
    reach: Flags
    remaining: Flags
    chosen: Flags

    @property
    def rows(self) -> Iterator[Row]:
        """The sets of every factor that remains."""
        return map(self.row, positions(self.remaining))

    def row(self, i: int) -> Row:
        """The sets of one factor that remains."""
        ahead, back = self.reach[i] & self.remaining, self.reach[:, i] & self.remaining
        reachability, antecedent, both = map(positions, (ahead, back, ahead & back))
        return Row(i, reachability, antecedent, both, self.number if self.chosen[i] else 0)


@dataclass(frozen=True, eq=False, slots=True)
class Levels:
    """level: shape (n,), 1 is the top; 0 for the factors among which the partition stalled."""

    level: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many levels there are."""
        return int(self.level.max(initial=0))

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The factors of each level, from the top."""
        return tuple(positions(self.level == one) for one in range(1, self.count + 1))

    @property
    def stalled(self) -> tuple[int, ...]:
        """The factors without a level."""
        return positions(self.level == 0)


@dataclass(frozen=True, eq=False, slots=True)
class Partition(Levels):
    """Levels and how they came about.

    iterations: one a level, and one without any chosen factor when it stalled.
    """

    iterations: tuple[Iteration, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Each factor's sets in the iteration that gave it its level; the last where it stalled."""
        last = len(self.iterations)
        return tuple(
            self.iterations[(int(level) or last) - 1].row(i) for i, level in enumerate(self.level)
        )


def partition(reach: Flags) -> Partition:
    """The levels of a reachability matrix; of a matrix that is not transitive they may stall."""
    blocking = reach & ~reach.T
    blocks = blocking.sum(axis=1)
    level = np.zeros(len(reach), dtype=np.int64)
    iterations: list[Iteration] = []
    while (remaining := level == 0).any():
        chosen = remaining & (blocks == 0)
        iterations.append(Iteration(len(iterations) + 1, reach, remaining, chosen))
        if not chosen.any():
            break
        level[chosen] = len(iterations)
        blocks = blocks - blocking[:, chosen].sum(axis=1)
    return Partition(level, tuple(iterations))
