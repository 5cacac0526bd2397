"""Moments of a score in each group: what tests of means need, and all they need.

They are made from counts, from numbers, from what was printed, or from two summaries. With case
weights the variance of a group's mean is linearised within the group (Binder 1983), its degrees of
freedom are those of its people; equal weights give the unweighted numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.counts import TIE, Counts, Numbers


@dataclass(frozen=True, eq=False, slots=True)
class Summary:
    """Count, mean and variances of each group; all arrays have shape (groups,).

    n: people. share: each group's part of all people, by weight.
    deviations: of the means from `origin`, so that means close together keep their digits.
    scatter: sum of squares about each mean; weights sum to the people of the group.
    error: variance of each mean, NaN for a group of one.
    effective: people that would say as much if all weighed the same (Kish 1965).
    """

    names: tuple[str, ...]
    n: NDArray[np.int64]
    share: Numbers
    origin: float
    deviations: Numbers
    scatter: Numbers
    error: Numbers
    effective: Numbers

    @classmethod
    def of(cls, counts: Counts) -> "Summary":
        """The groups of a score; each has somebody."""
        n = counts.n
        origin = float(counts.values[len(counts.values) // 2])
        gaps = counts.values - origin
        weight = counts.weight if counts.weighted else counts.people
        total = weight.sum(axis=1)
        deviations = weight @ gaps / total
        distance = np.square(gaps - deviations[:, None])
        distance[counts.constant] = 0
        scatter = (weight * distance).sum(axis=1) / total * n
        if not counts.weighted:
            error, effective = scatter / (n * _others(n)), n.astype(float)
        else:
            error = (counts.squares * distance).sum(axis=1) / total**2 * n / _others(n)
            effective = total**2 / counts.squares.sum(axis=1)
        return cls(
            counts.names, n, total / total.sum(), origin, deviations, scatter, error, effective
        )

    @classmethod
    def printed(cls, names: tuple[str, ...], n: Numbers, mean: Numbers, sd: Numbers) -> "Summary":
        """Groups known only by what was printed about them.

        >>> n, mean, sd = np.array([10, 12]), np.array([3.0, 4.0]), np.array([1.0, 1.2])
        >>> groups = Summary.printed(("old", "new"), n, mean, sd)
        >>> print(groups.people, round(groups.pooled, 3))
        22 1.242
        """
        people, variance = np.asarray(n, np.int64), np.square(sd)
        share, scatter, error = people / people.sum(), variance * (people - 1.0), variance / people
        return cls(names, people, share, 0.0, mean, scatter, error, people.astype(float))

    @classmethod
    def of_whole(
        cls, name: str, values: NDArray[np.int64], people: NDArray[np.int64], grain: int
    ) -> "Summary":
        """One group of whole numbers, each divided by `grain`, from how many people have each.

        From sums that are exact: n Σx² − (Σx)² of the distances from the smallest.
        """
        gaps, n = values - values[0], int(people.sum())
        total, squares = int(people @ gaps), int(people @ (gaps * gaps))
        scatter = (n * squares - total * total) / (n * grain**2)
        error = scatter / (n * (n - 1)) if n > 1 else np.nan
        origin, deviations = values[0] / grain, total / (n * grain)
        return cls._one(name, n, (origin, deviations), (scatter, error, float(n)))

    @classmethod
    def of_numbers(cls, name: str, x: Numbers, w: Numbers) -> "Summary":
        """One group of one number a person with its weight.

        Numbers that differ only by rounding are one number.
        """
        n, total, origin = len(x), float(w.sum()), float(x[0])
        gaps = x - origin
        if np.ptp(x) <= TIE * np.abs(x).max():
            gaps[:] = 0
        deviations = float(w @ gaps) / total
        gaps -= deviations
        gaps *= gaps
        heavy = w * w
        error = float(heavy @ gaps) / total**2 * n / (n - 1) if n > 1 else np.nan
        effective = total**2 / float(heavy.sum())
        scatter = float(w @ gaps) / total * n
        return cls._one(name, n, (origin, deviations), (scatter, error, effective))

    @classmethod
    def _one(
        cls, name: str, n: int, mean: tuple[float, float], spread: tuple[float, float, float]
    ) -> "Summary":
        """mean: origin, and distance from it. spread: scatter, error, effective people."""
        deviations, scatter, error, effective = (np.array([x]) for x in (mean[1], *spread))
        return cls(
            (name,), np.array([n]), np.ones(1), mean[0], deviations, scatter, error, effective
        )

    def beside(self, other: "Summary") -> "Summary":
        """The groups of both as the groups of one, with this one's origin."""
        n = np.concatenate([self.n, other.n])
        return Summary(
            (*self.names, *other.names),
            n,
            n / n.sum(),
            self.origin,
            np.concatenate([self.deviations, other.deviations + (other.origin - self.origin)]),
            np.concatenate([self.scatter, other.scatter]),
            np.concatenate([self.error, other.error]),
            np.concatenate([self.effective, other.effective]),
        )

    def __add__(self, other: "Summary") -> "Summary":
        """The same groups with the people of both (Chan, Golub & LeVeque 1983); unweighted."""
        n = self.n + other.n
        gap = other.deviations + (other.origin - self.origin) - self.deviations
        scatter = self.scatter + other.scatter + gap**2 * self.n * other.n / n
        deviations = self.deviations + gap * other.n / n
        share, error = n / n.sum(), scatter / (n * _others(n))
        return Summary(
            self.names, n, share, self.origin, deviations, scatter, error, n.astype(float)
        )

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.names)

    @property
    def people(self) -> int:
        """How many people all groups have."""
        return int(self.n.sum())

    @property
    def mean(self) -> Numbers:
        """In scale points."""
        found: Numbers = self.origin + self.deviations
        return found

    @property
    def variance(self) -> Numbers:
        """Of the score in each group (n − 1); NaN for a group of one."""
        found: Numbers = self.scatter / _others(self.n)
        return found

    @property
    def between(self) -> float:
        """Sum of squares of the group means about the mean of all; weights sum to the people."""
        middle = self.share @ self.deviations
        return float(self.people * (self.share @ np.square(self.deviations - middle)))

    @property
    def within(self) -> float:
        """Sum of squares about the group means; weights sum to the people."""
        return float(self.people * (self.share @ (self.scatter / self.n)))

    @property
    def pooled(self) -> float:
        """Variance within groups, pooled over them."""
        return self.within / (self.people - self.groups)


def _others(n: NDArray[np.int64]) -> Numbers:
    """One less than n; NaN for one person, who has no variance."""
    return np.where(n > 1, n - 1.0, np.nan)
