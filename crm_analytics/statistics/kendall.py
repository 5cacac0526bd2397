"""Kendall's τ-b: of every two people, how many more are in the same order on both than opposed?

Kendall (1945), Biometrika 33, 239-251. p is two-tailed from the normal approximation with the
variance for ties of Kendall (1970), Rank correlation methods, 4th edition, chapter 4, without a
correction for continuity. Scores become places among their distinct values first, so that they can
be counted instead of compared.

Written out: scipy.stats.kendalltau sorts everyone for each pair, these count a table.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.counts import CodedScore
from crm_analytics.statistics.pair_tables import PairTables

Numbers = NDArray[np.float64]

DENSE = 16  # cells a person; a table with more is slower than sorting
RUN = 32  # so few are compared faster than merged


def dense(a: CodedScore, b: CodedScore) -> bool:
    """Whether a table of both is small beside the people who fill it."""
    return len(a.values) * len(b.values) <= DENSE * len(a.places)


def joint(a: CodedScore, b: CodedScore) -> NDArray[np.int64]:
    """How many people have each two values, shape (values of a, values of b)."""
    shape = len(a.values) + 1, len(b.values) + 1
    counts = np.bincount(a.places * shape[1] + b.places, minlength=shape[0] * shape[1])
    return counts.reshape(shape)[:-1, :-1]


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


def kendall_of_tables(tables: PairTables) -> tuple[Numbers, Numbers]:
    """τ-b and p of items from their tables, shape (pairs,); weights count by the effective n.

    Both are NaN where an item never varies or fewer than two people have both.
    """
    counts = tables.scaled
    agreeing, opposed = concordance(counts)
    return _tested(agreeing - opposed, counts.sum(axis=2), counts.sum(axis=1), tables.effective)


def kendall_of_scores(scores: Sequence[CodedScore]) -> tuple[Numbers, Numbers]:
    """The same of every two scores, each pair among the people who have both."""
    found = [_pair(a, b) for place, a in enumerate(scores) for b in scores[place + 1 :]]
    tau, p = np.array(found).T
    return tau, p


def concordance(counts: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs of people in the same and in opposite order. counts: shape (…, p, q)."""
    before = np.cumsum(counts, axis=-2) - counts  # lower on the rows
    up_to = np.cumsum(before, axis=-1)
    lower, higher = up_to - before, up_to[..., -1:] - up_to
    return (counts * lower).sum(axis=(-2, -1)), (counts * higher).sum(axis=(-2, -1))


def _pair(a: CodedScore, b: CodedScore) -> tuple[float, float]:
    if dense(a, b):
        counts = joint(a, b).astype(np.float64)
        agreeing, opposed = concordance(counts)
        surplus, rows, columns = agreeing - opposed, counts.sum(axis=1), counts.sum(axis=0)
    else:
        surplus, rows, columns = _sorted(a, b)
    n = rows.sum()
    tau, p = _tested(surplus.reshape(1), rows[None], columns[None], np.array([n]))
    return float(tau[0]), float(p[0])


def _sorted(a: CodedScore, b: CodedScore) -> tuple[Numbers, Numbers, Numbers]:
    """The same by sorting, as Knight (1966), JASA 61, 436-439, does."""
    width = len(b.values)
    both = (a.places < len(a.values)) & (b.places < width)
    x, y = a.places[both], b.places[both]
    keys = np.sort(x * width + y)
    rows, columns = np.bincount(x, minlength=1), np.bincount(y, minlength=1)
    same = np.diff(np.flatnonzero(np.diff(keys, prepend=-1, append=-1)))
    n = len(keys)
    tied = int(_choose(rows).sum() + _choose(columns).sum() - _choose(same).sum())
    surplus = n * (n - 1) // 2 - tied - 2 * inversions(keys % width)
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
