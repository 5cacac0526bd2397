"""What goes together? Coefficients of every two columns, each with its tests.

Pearson's and Spearman's p is two-tailed from t = r·√((n−2)/(1−r²)); Pearson's interval is Fisher's
(1921) z; Spearman's coefficient is Pearson's of midranks. Adjustments are over all pairs.

Columns that go together stand side by side in the order of average-linkage clusters of the distance
1 − r (Sokal & Michener 1958), their leaves in the order that makes neighbours closest (Bar-Joseph,
Gifford & Jaakkola 2001, Bioinformatics 17, S22-S29).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Coefficient
from crm_analytics.statistics.moments import Answers, Moments, complete
from crm_analytics.statistics.multiple_testing import benjamini_hochberg, holm
from crm_analytics.statistics.ranks import rank_moments
from crm_analytics.statistics.scores import Scores

T = TypeVar("T", bound=np.generic)


def square(values: NDArray[T], diagonal: ArrayLike) -> NDArray[T]:
    """Shape (k, k) from k(k−1)/2 values in the order of `np.triu_indices`."""
    k = round((1 + np.sqrt(1 + 8 * len(values))) / 2)
    grid = np.empty((k, k), values.dtype)
    above = np.triu_indices(k, 1)
    grid[above] = values
    grid.T[above] = values
    grid[np.diag_indices(k)] = diagonal
    return grid


Numbers = NDArray[np.float64]

FEWEST_PEOPLE = 3
NEGATIVE = 1e-10  # an eigenvalue below minus this, a column, is no rounding


@dataclass(frozen=True, slots=True)
class Pair:
    """One coefficient; None where a constant column or too few people leave it undefined."""

    row: str
    column: str
    r: float | None
    p: float | None
    p_holm: float | None
    p_bh: float | None
    low: float | None
    high: float | None
    n: int | None
    effective: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Basis:
    """What all coefficients of the same columns share.

    people: shape (k, k), those behind each pair; 0 for fewer than may be shown.
    constant: columns that never vary.
    level: of the intervals.
    effective: shape (k, k), people that would say as much if all weighed the same; None where
        everyone counts once.
    """

    names: tuple[str, ...]
    people: NDArray[np.int64]
    constant: tuple[str, ...]
    level: float
    effective: NDArray[np.float64] | None = None

    @property
    def n(self) -> int:
        """The fewest people behind a pair that is shown; listwise, those behind every pair."""
        shown = self.people[np.triu_indices(len(self.names), 1)]
        return int(shown[shown > 0].min(initial=self.people.max()))


@dataclass(frozen=True, eq=False, slots=True)
class Correlations:
    """All coefficients of one kind.

    r, p, p_holm, p_bh, low, high: shape (k, k), symmetric, NaN where undefined; but for r also on
        the diagonal.
    """

    kind: Coefficient
    basis: Basis
    r: Numbers
    p: Numbers
    p_holm: Numbers
    p_bh: Numbers
    low: Numbers
    high: Numbers

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return self.basis.names

    @property
    def n(self) -> int:
        """The fewest people behind a pair that is shown; listwise, those behind every pair."""
        return self.basis.n

    @property
    def constant(self) -> tuple[str, ...]:
        """Columns that never vary."""
        return self.basis.constant

    @property
    def possible(self) -> bool:
        """Whether one group of people can have all of r at once: no eigenvalue is negative.

        Where pairs are unknown, of the columns that are left when those with most of them are out.
        """
        r = self.r
        while (unknown := np.isnan(r).sum(axis=0)).any():
            out = len(r) - 1 - int(unknown[::-1].argmax())  # sums of scores stand last
            r = np.delete(np.delete(r, out, 0), out, 1)
        return not r.size or bool(np.linalg.eigvalsh(r)[0] > -NEGATIVE * len(r))

    def pair(self, row: str, column: str) -> Pair:
        """The coefficient of two columns."""
        a, b = self.names.index(row), self.names.index(column)
        return self._pairs(np.array([a]), np.array([b]))[0]

    def pairs(self) -> list[Pair]:
        """Every pair once, row before column."""
        return self._pairs(*np.triu_indices(len(self.names), 1))

    def _pairs(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> list[Pair]:
        grids = (self.r, self.p, self.p_holm, self.p_bh, self.low, self.high)
        numbers = np.array([grid[rows, columns] for grid in grids]).T.tolist()
        people = self.basis.people[rows, columns].tolist()
        effective = self.basis.effective
        same = [None] * len(people) if effective is None else effective[rows, columns].tolist()
        found = []
        for a, b, values, n, e in zip(rows, columns, numbers, people, same, strict=True):
            r, p, p_holm, p_bh, low, high = (None if x != x else x for x in values)
            row, column = self.names[a], self.names[b]
            found.append(
                Pair(row, column, r, p, p_holm, p_bh, low, high, n or None, e if n else None)
            )
        return found


def disattenuated(r: float, alpha_row: float, alpha_column: float) -> float | None:
    """What two scores without error would have: r / √(α·α), Spearman (1904).

    Above 1 when an α is too low for the scores' true reliability. None unless both α are positive.
    """
    if alpha_row <= 0 or alpha_column <= 0:
        return None
    return float(r / np.sqrt(alpha_row * alpha_column))


def of_scores(kind: Coefficient, scores: Scores, level: float = 0.95) -> Correlations:
    """Coefficients among scores, listwise; raises as `of_items`."""
    there = scores.complete()
    enough(scores.names, len(scores.numbers) if there is None else int(there.sum()), scores.fewest)
    if kind == "pearson":
        return of_moments(kind, scores.moments(), level)
    kept = scores if there is None else scores.among(there)
    return of_moments(kind, rank_moments(scores.names, kept.numbers), level)


def of_items(
    kind: Coefficient, names: Sequence[str], answers: Answers, level: float = 0.95, fewest: int = 1
) -> Correlations:
    """Coefficients among items, listwise. answers: shape (people, k).

    Raises NotEnoughData below two columns, or below three or `fewest` people.
    """
    there = complete(answers)
    enough(names, len(answers) if there is None else int(there.sum()), fewest)
    rows = answers if there is None else answers[there]
    moments = rank_moments(names, rows) if kind == "spearman" else Moments.of(names, rows)
    return of_moments(kind, moments, level)


def enough(names: Sequence[str], n: int, fewest: int) -> None:
    """Raise NotEnoughData below two columns or `fewest` people, or below three."""
    if len(names) < 2:
        raise NotEnoughData("A correlation needs two scores; the questionnaire has fewer.")
    fewest = max(FEWEST_PEOPLE, fewest)
    if n < fewest:
        raise NotEnoughData(f"Fewer than {fewest} people have every score, so none is correlated.")


def of_moments(kind: Coefficient, moments: Moments, level: float = 0.95) -> Correlations:
    """Coefficients from moments, of answers for Pearson's and of midranks for Spearman's."""
    k = len(moments.names)
    constant = tuple(np.array(moments.names)[moments.constant].tolist())
    people = np.full((k, k), moments.n)
    return of_r(kind, Basis(moments.names, people, constant, level), moments.correlation)


def of_r(kind: Coefficient, basis: Basis, r: Numbers) -> Correlations:
    """Pearson's or Spearman's coefficients with their t-tests. r: shape (k, k)."""
    df = np.maximum(basis.people - 2.0, 1)
    with np.errstate(divide="ignore"):
        t = np.abs(r) * np.sqrt(df / (1 - r**2))
        z = np.arctanh(r)
    p = 2 * special.stdtr(df, -t)
    known = (basis.people > 3) & (kind == "pearson")
    width = -float(special.ndtri((1 - basis.level) / 2))
    half = np.where(known, width / np.sqrt(np.maximum(basis.people - 3, 1)), np.nan)
    return tested(kind, basis, r, p, (np.tanh(z - half), np.tanh(z + half)))


def tested(
    kind: Coefficient, basis: Basis, r: Numbers, p: Numbers, interval: tuple[Numbers, Numbers]
) -> Correlations:
    """Coefficients with p-values of their own; pairs without people that may be shown are NaN."""
    above = np.triu_indices(len(basis.names), 1)
    hidden = basis.people == 0
    np.fill_diagonal(hidden, False)
    r, p, low, high = (np.where(hidden, np.nan, each) for each in (r, p, *interval))
    for grid in (p, low, high):
        np.fill_diagonal(grid, np.nan)
    by_holm, by_bh = (square(adjust(p[above]), np.nan) for adjust in (holm, benjamini_hochberg))
    return Correlations(kind, basis, r, p, by_holm, by_bh, low, high)


def clustered_order(r: NDArray[np.float64]) -> list[int]:
    """Places of the columns; those with an undefined r come last, as they were.

    r: shape (k, k), symmetric, NaN where undefined.

    >>> clustered_order(np.array([[1, 0.1, 0.8], [0.1, 1, 0.2], [0.8, 0.2, 1]]))
    [0, 2, 1]
    """
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import squareform

    k = len(r)
    known = list(range(k))
    while len(known) > 0 and np.isnan(r[np.ix_(known, known)]).any():
        gaps = np.isnan(r[np.ix_(known, known)]).sum(axis=0)
        known.pop(len(known) - 1 - int(gaps[::-1].argmax()))
    others = [place for place in range(k) if place not in known]
    if len(known) < 3:
        return known + others
    distance = 1 - r[np.ix_(known, known)]
    np.fill_diagonal(distance, 0)
    tree = hierarchy.linkage(squareform(distance, checks=False), "average", optimal_ordering=True)
    leaves = hierarchy.leaves_list(tree).tolist()
    if leaves[0] > leaves[-1]:  # both directions are as good: what was asked first comes first
        leaves.reverse()
    return [known[leaf] for leaf in leaves] + others
