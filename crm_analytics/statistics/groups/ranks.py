"""Midranks from counts: of rank sums and ties, all tests of ranks are made."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.groups.counts import Counts, Numbers


@dataclass(frozen=True, eq=False, slots=True)
class Ranks:
    """Rank sums of groups.

    n, sums: shape (groups,). ties: Σ(t³ − t) over values that t people share.
    """

    names: tuple[str, ...]
    n: NDArray[np.int64]
    sums: Numbers
    ties: float

    @classmethod
    def of(cls, counts: Counts) -> "Ranks":
        """Each value's people share the mean of their ranks; weights do not count."""
        each = counts.people.sum(axis=0)
        midranks = np.cumsum(each) - (each - 1) / 2
        shared = each.astype(float)
        ties = float((shared**3 - shared).sum())
        return cls(counts.names, counts.n, counts.people @ midranks, ties)

    @property
    def people(self) -> int:
        """How many people all groups have."""
        return int(self.n.sum())

    @property
    def means(self) -> Numbers:
        """Mean rank of each group."""
        found: Numbers = self.sums / self.n
        return found

    @property
    def variance(self) -> float:
        """Variance of one person's rank with ties, N(N+1)/12 without: (N³ − N − ties)/12(N−1)."""
        n = float(self.people)
        return (n**3 - n - self.ties) / (12 * (n - 1))
