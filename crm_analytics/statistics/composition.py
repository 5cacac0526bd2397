"""A change of a mean split in two: did people change, or did other people answer?

Composition: the groups' shares moved, each group at the mean of its two means. Change within: means
within groups moved, each group at the mean of its two shares. Both add up to the change exactly
(Kitagawa 1955, Journal of the American Statistical Association 50, 1168-1194). A group of one wave
only has no mean in the other, so its part is all composition. Means are told from the middle of
both waves', which leaves the sums as they are and makes each group's part its own. Standard errors
are by the delta method, of independent shares (multinomial) and group means.

Written out: no library splits a change of means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.counts import Counts
from crm_analytics.statistics.group_summary import Summary

Numbers = NDArray[np.float64]
Kind = TypeVar("Kind", np.int64, np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class WaveShares:
    """One wave by rows; mean and error are NaN where nobody is, error also for one person."""

    n: NDArray[np.int64]
    share: Numbers
    mean: Numbers
    error: Numbers

    @classmethod
    def of(cls, counts: Counts, rows: Sequence[Sequence[int]]) -> "WaveShares":
        """Groups together in rows; somebody is in one of them."""
        merged = Counts(
            ("",) * len(rows),
            counts.values,
            _merged(counts.people, rows),
            _merged(counts.weight, rows) if counts.weighted else counts.weight,
            _merged(counts.squares, rows) if counts.weighted else counts.squares,
        )
        there = np.flatnonzero(merged.n > 0)
        summary = Summary.of(merged.only(there.tolist()))
        share, mean, error = np.zeros(len(rows)), *np.full((2, len(rows)), np.nan)
        share[there], mean[there], error[there] = summary.share, summary.mean, summary.error
        return cls(merged.n, share, mean, error)

    @property
    def middle(self) -> float:
        """The mean of everyone."""
        return float(self.share @ np.nan_to_num(self.mean))


def _merged(table: NDArray[Kind], rows: Sequence[Sequence[int]]) -> NDArray[Kind]:
    return np.stack([table[list(places)].sum(axis=0) for places in rows])


def composition_and_within(before: WaveShares, after: WaveShares) -> tuple[Numbers, Numbers]:
    """What each row adds to composition and to the change within.

    >>> two, four = np.array([2.0, 4.0]), np.array([3.0, 4.0])
    >>> before = WaveShares(np.array([5, 5]), np.array([0.5, 0.5]), two, two)
    >>> after = WaveShares(np.array([9, 3]), np.array([0.75, 0.25]), four, two)
    >>> composition, within = composition_and_within(before, after)
    >>> print(composition.sum(), within.sum(), after.middle - before.middle)
    -0.375 0.625 0.25
    """
    middle = (before.middle + after.middle) / 2
    first = np.where(np.isnan(before.mean), after.mean, before.mean) - middle
    last = np.where(np.isnan(after.mean), before.mean, after.mean) - middle
    composition: Numbers = (after.share - before.share) * (first + last) / 2
    within: Numbers = (last - first) * (before.share + after.share) / 2
    return composition, within


def standard_errors(before: WaveShares, after: WaveShares) -> tuple[float, float] | None:
    """Standard errors of both sums; None where somebody is alone in a row."""
    sides, moved = (before, after), after.share - before.share
    there = [~np.isnan(side.mean) for side in sides]
    if any(np.isnan(side.error[has]).any() for side, has in zip(sides, there, strict=True)):
        return None
    both = there[0] & there[1]
    first, last = (np.where(has, s.mean, o.mean) for has, s, o in
                   zip(there, sides, sides[::-1], strict=True))  # fmt: skip
    level, gap, weight = (first + last) / 2, last - first, (before.share + after.share) / 2
    composition = within = 0.0
    for side, has in zip(sides, there, strict=True):
        error, people = np.where(has, side.error, 0), int(side.n.sum())
        composition += float(error @ np.square(np.where(both, moved / 2, moved)))
        composition += _of_shares(level, side.share, people)
        within += float(error @ np.square(np.where(both, weight, 0)))
        within += _of_shares(gap / 2, side.share, people)
    return float(np.sqrt(composition)), float(np.sqrt(within))


def _of_shares(slope: Numbers, share: Numbers, people: int) -> float:
    """Variance of Σ slope · share, of multinomial shares."""
    return float(share @ np.square(slope - share @ slope)) / people
