"""Scores as places among their distinct values, so that they can be counted instead of compared."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WIDE = 2**22  # whole numbers further apart than this are sorted, not looked up
NEARLY = 1e-6  # of a whole number; scores add up to 1e-11 at worst
DENSE = 16  # cells a person; a table with more is slower than sorting
RUN = 32  # so few are compared faster than merged


@dataclass(frozen=True, eq=False, slots=True)
class Levels:
    """One column in as many levels as it has distinct values.

    codes: shape (people,), 0 for the smallest value; `levels` where there is none.
    """

    codes: NDArray[np.int64]
    levels: int

    @classmethod
    def of(cls, column: NDArray[np.integer | np.float64], grain: int = 1) -> "Levels":
        """Equal but for rounding is the same level; NaN is no value.

        grain: what makes the values whole, as in `Scores`; 0 where nothing does.
        """
        if column.dtype != np.float64:
            return cls._whole(column.astype(np.int64))
        codes, there = np.empty(len(column), np.int64), ~np.isnan(column)
        found = cls._fractions(column[there], grain)
        codes[there], codes[~there] = found.codes, found.levels
        return cls(codes, found.levels)

    @classmethod
    def _fractions(cls, values: NDArray[np.float64], grain: int) -> "Levels":
        whole = np.rint(values * grain)
        if grain and np.abs(values * grain - whole).max(initial=0) < NEARLY:
            return cls._whole(whole.astype(np.int64))
        digits = 12 - int(np.ceil(np.log10(np.abs(values).max(initial=0) + 1)))
        distinct, codes = np.unique(values.round(digits), return_inverse=True)
        return cls(codes, len(distinct))

    @classmethod
    def _whole(cls, column: NDArray[np.int64]) -> "Levels":
        lowest = column.min(initial=np.iinfo(np.int64).max)
        places = column - lowest
        if places.max(initial=0) > WIDE:
            distinct, codes = np.unique(column, return_inverse=True)
            return cls(codes, len(distinct))
        used = np.bincount(places) > 0
        return cls((np.cumsum(used) - 1)[places], int(used.sum()))


def dense(a: Levels, b: Levels) -> bool:
    """Whether a table of both is small beside the people who fill it."""
    return a.levels * b.levels <= DENSE * len(a.codes)


def joint(a: Levels, b: Levels) -> NDArray[np.int64]:
    """How many people have each two levels, shape (levels of a, levels of b)."""
    width = b.levels + 1
    counts = np.bincount(a.codes * width + b.codes, minlength=(a.levels + 1) * width)
    return counts.reshape(a.levels + 1, width)[:-1, :-1]


def inversions(codes: NDArray[np.int64]) -> int:
    """How many pairs stand in falling order.

    Within short runs they are compared; then ever longer sorted runs are merged, and what the right
    one moves forward is what it overtakes.
    """
    length = max(RUN, 1 << (len(codes) - 1).bit_length())
    largest = int(codes.max(initial=0))
    runs = np.full((length // RUN, RUN), largest, np.int32 if largest < 2**30 else np.int64)
    runs.reshape(-1)[: len(codes)] = codes
    across = np.ascontiguousarray(runs.T)
    total = sum(int(np.count_nonzero(across[:-step] > across[step:])) for step in range(1, RUN))
    runs.sort(axis=1)
    half = RUN
    while half < length:
        keys = runs.reshape(-1, 2 * half) * 2
        keys[:, half:] += 1  # of the right run: behind an equal one of the left
        keys.sort(axis=1, kind="stable")  # which knows sorted runs
        before = (length * (length - 1) // 2 + length // 2 * half) // 2
        total += before - int(np.flatnonzero((keys & 1).astype(bool)).sum())
        runs, half = keys >> 1, 2 * half
    return total
