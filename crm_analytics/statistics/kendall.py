"""Kendall's τ-b: of every two people, how many more are in the same order on both than opposed?

Kendall (1945), Biometrika 33, 239-251. p is two-tailed from the normal approximation with the
variance for ties of Kendall (1970), Rank correlation methods, 4th edition, chapter 4, without a
correction for continuity. Scores become places among their distinct values first, so that they can
be counted instead of compared.

Written out: scipy.stats.kendalltau sorts everyone for each pair, these count a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.pair_tables import PairTables

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


Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Kendall:
    """τ-b of every two columns; pairs in the order of `np.triu_indices`.

    tau, p: shape (pairs,), NaN where a column never varies or fewer than two people have both.
    n: shape (pairs,), people behind each.
    """

    names: tuple[str, ...]
    tau: Numbers
    p: Numbers
    n: NDArray[np.int64]


def kendall_of_tables(tables: PairTables) -> Kendall:
    """τ-b of items, from their tables; weights count by the effective number of people."""
    counts = tables.scaled
    agreeing, opposed = concordance(counts)
    tau, p = _tested(agreeing - opposed, counts.sum(axis=2), counts.sum(axis=1), tables.effective)
    return Kendall(tables.names, tau, p, tables.n)


def kendall_of_values(names: Sequence[str], values: NDArray[np.integer | np.float64]) -> Kendall:
    """τ-b of scores, shape (people, k), each pair among the people who have both.

    Whole numbers hold no missing values. Equal but for rounding is a tie. Raises NotEnoughData
    below two columns.
    """
    if len(names) < 2:
        raise NotEnoughData("A correlation needs two scores; the questionnaire has fewer.")
    return kendall_of_levels(names, [Levels.of(column) for column in values.T])


def kendall_of_levels(names: Sequence[str], levels: Sequence[Levels]) -> Kendall:
    """The same of scores that are sorted into levels already."""
    found = [_pair(a, b) for place, a in enumerate(levels) for b in levels[place + 1 :]]
    tau, p, n = (np.array(each) for each in zip(*found, strict=True))
    return Kendall(tuple(names), tau, p, n.astype(np.int64))


def concordance(counts: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs of people in the same and in opposite order. counts: shape (…, p, q)."""
    before = np.cumsum(counts, axis=-2) - counts  # lower on the rows
    up_to = np.cumsum(before, axis=-1)
    lower, higher = up_to - before, up_to[..., -1:] - up_to
    return (counts * lower).sum(axis=(-2, -1)), (counts * higher).sum(axis=(-2, -1))


def _pair(a: Levels, b: Levels) -> tuple[float, float, int]:
    if dense(a, b):
        counts = joint(a, b).astype(np.float64)
        agreeing, opposed = concordance(counts)
        surplus, rows, columns = agreeing - opposed, counts.sum(axis=1), counts.sum(axis=0)
    else:
        surplus, rows, columns = _sorted(a, b)
    n = rows.sum()
    tau, p = _tested(surplus.reshape(1), rows[None], columns[None], np.array([n]))
    return float(tau[0]), float(p[0]), int(n)


def _sorted(a: Levels, b: Levels) -> tuple[Numbers, Numbers, Numbers]:
    """The same by sorting, as Knight (1966), JASA 61, 436-439, does."""
    both = (a.codes < a.levels) & (b.codes < b.levels)
    x, y = a.codes[both], b.codes[both]
    keys = np.sort(x * b.levels + y)
    rows, columns = np.bincount(x, minlength=1), np.bincount(y, minlength=1)
    same = np.diff(np.flatnonzero(np.diff(keys, prepend=-1, append=-1)))
    n = len(keys)
    tied = int(_choose(rows).sum() + _choose(columns).sum() - _choose(same).sum())
    surplus = n * (n - 1) // 2 - tied - 2 * inversions(keys % b.levels)
    return np.array(float(surplus)), rows.astype(np.float64), columns.astype(np.float64)


def _choose(tied: NDArray[np.int64]) -> NDArray[np.int64]:
    return tied * (tied - 1) // 2


def _tested(
    surplus: Numbers, rows: Numbers, columns: Numbers, n: Numbers
) -> tuple[Numbers, Numbers]:
    """τ-b and p from concordant minus discordant pairs and from both margins, shape (pairs, p)."""
    from scipy import special

    possible = [(n**2 - (ties**2).sum(axis=1)) / 2 for ties in (rows, columns)]
    defined = (np.minimum(*possible) > 0) & (n > 1)
    size = np.where(defined, n, 2.0)
    scale = np.sqrt(np.where(defined, possible[0] * possible[1], np.nan))
    tau = np.clip(surplus / scale, -1, 1)
    z = np.abs(surplus) / np.sqrt(np.where(defined, _variance(rows, columns, size), np.nan))
    return tau, 2 * special.ndtr(-z)


def _variance(rows: Numbers, columns: Numbers, n: Numbers) -> Numbers:
    """Of the surplus when nothing goes together, given the ties of both margins."""
    pairs = [(ties * (ties - 1)).sum(axis=1) for ties in (rows, columns)]
    threes = [(ties * (ties - 1) * (ties - 2)).sum(axis=1) for ties in (rows, columns)]
    spread = n * (n - 1) * (2 * n + 5)
    for ties in (rows, columns):
        spread = spread - (ties * (ties - 1) * (2 * ties + 5)).sum(axis=1)
    third = 9 * n * (n - 1) * np.maximum(n - 2, 1)  # without a third person nothing is tied thrice
    variance: Numbers = (
        spread / 18 + pairs[0] * pairs[1] / (2 * n * (n - 1)) + threes[0] * threes[1] / third
    )
    return variance
