"""What goes together? Pearson's and Spearman's correlation, each with its test.

p is two-tailed from t = r·√((n−2)/(1−r²)); Pearson's interval is Fisher's (1921) z; Spearman's
coefficient is Pearson's of midranks. Holm's adjustment is over all pairs of the table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analysis.adjust import holm
from crm_analytics.analysis.counts import answered
from crm_analytics.analysis.distributions import normal_quantile
from crm_analytics.analysis.moments import BLOCK, Moments, complete
from crm_analytics.analysis.scores import Scores
from crm_analytics.errors import NotEnoughData
from crm_analytics.survey.responses import Answers

Kind = Literal["pearson", "spearman"]
Ranked = NDArray[np.integer | np.float64]

FEWEST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """One coefficient; None where a constant column leaves it undefined."""

    row: str
    column: str
    r: float | None
    p: float | None
    p_holm: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, eq=False, slots=True)
class Correlations:
    """All coefficients of one kind among the people who have every column.

    r, p, p_holm, low, high: shape (k, k), symmetric, NaN where undefined.
    constant: columns that never vary.
    """

    kind: Kind
    names: tuple[str, ...]
    n: int
    level: float
    r: NDArray[np.float64]
    p: NDArray[np.float64]
    p_holm: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    constant: tuple[str, ...]

    def pair(self, row: str, column: str) -> Pair:
        """The coefficient of two columns."""
        a, b = self.names.index(row), self.names.index(column)
        r, p, p_holm, low, high = (
            None if np.isnan(grid[a, b]) else float(grid[a, b])
            for grid in (self.r, self.p, self.p_holm, self.low, self.high)
        )
        return Pair(row, column, r, p, p_holm, low, high, self.n)

    def pairs(self) -> Iterator[Pair]:
        """Every pair once, row before column."""
        for place, row in enumerate(self.names):
            for column in self.names[place + 1 :]:
                yield self.pair(row, column)


def of_scores(kind: Kind, scores: Scores, level: float = 0.95) -> Correlations:
    """Coefficients among scores, listwise; raises as `of_items`."""
    there = scores.complete()
    _enough(scores.names, len(scores.numbers) if there is None else int(there.sum()), scores.fewest)
    if kind == "pearson":
        return of_moments(kind, scores.moments(), level)
    kept = scores if there is None else scores.among(there)
    return of_moments(kind, rank_moments(scores.names, kept.numbers), level)


def of_items(
    kind: Kind, names: Sequence[str], answers: Answers, level: float = 0.95, fewest: int = 1
) -> Correlations:
    """Coefficients among items, listwise. answers: shape (people, k), as in `Responses`.

    Raises NotEnoughData below two columns, or below three or `fewest` people.
    """
    there = complete(answers)
    _enough(names, len(answers) if there is None else int(there.sum()), fewest)
    rows = answers if there is None else answers[there]
    moments = rank_moments(names, rows) if kind == "spearman" else Moments.of(names, rows)
    return of_moments(kind, moments, level)


def _enough(names: Sequence[str], n: int, fewest: int) -> None:
    if len(names) < 2:
        raise NotEnoughData("A correlation needs two scores; the questionnaire has fewer.")
    fewest = max(FEWEST_PEOPLE, fewest)
    if n < fewest:
        raise NotEnoughData(f"Fewer than {fewest} people have every score, so none is correlated.")


def of_moments(kind: Kind, moments: Moments, level: float = 0.95) -> Correlations:
    """Coefficients from moments, of answers for Pearson's and of midranks for Spearman's."""
    from scipy import special

    n, k = moments.n, len(moments.names)
    r = moments.correlation
    with np.errstate(divide="ignore"):
        t = np.abs(r) * np.sqrt((n - 2) / (1 - r**2))
        z = np.arctanh(r)
    p = 2 * special.stdtr(n - 2, -t)
    half = normal_quantile((1 - level) / 2) / np.sqrt(n - 3) if n > 3 else np.nan
    half = half if kind == "pearson" else np.nan
    above = np.triu_indices(k, 1)
    adjusted = np.full((k, k), np.nan)
    adjusted[above] = holm(p[above])
    adjusted.T[above] = adjusted[above]
    for grid in (p, adjusted):
        np.fill_diagonal(grid, np.nan)
    low, high = np.tanh(z - half), np.tanh(z + half)
    constant = tuple(np.array(moments.names)[moments.constant].tolist())
    return Correlations(kind, moments.names, n, level, r, p, adjusted, low, high, constant)


def rank_moments(names: Sequence[str], rows: Ranked) -> Moments:
    """Moments of the midranks: of each value's rank in its column, ties sharing their mean rank.

    rows: shape (people, k) without missing values. Whole numbers are ranked by counting them,
    block by block, so that the ranks of everyone are never held at once.
    """
    if rows.dtype == np.float64:
        return Moments.of(names, np.column_stack([_midranks(column) for column in rows.T]))
    n, k = rows.shape
    if rows.dtype == np.int8:
        codes = rows.view(np.uint8)  # negative answers become 128 and more; tables know that
        tables = [_small_ranks(*answered(column)) for column in rows.T]
    else:
        codes = rows - rows.min(axis=0)
        tables = [_ranks(np.bincount(column)) for column in codes.T]
    scatter, block = np.zeros((k, k)), np.empty((BLOCK, k), order="F")
    for start in range(0, n, BLOCK):
        size = min(BLOCK, n - start)
        for place, table in enumerate(tables):
            part = codes[start : start + size, place]
            np.take(table, part, out=block[:size, place], mode="clip")
        scatter += block[:size].T @ block[:size]
    return Moments(tuple(names), n, np.full(k, (n + 1) / 2), scatter)


def _small_ranks(answers: NDArray[np.int8], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rank of each possible byte."""
    table = np.zeros(256)
    table[answers.view(np.uint8)] = _ranks(counts)
    return table


def _ranks(counts: NDArray[np.integer]) -> NDArray[np.float64]:
    """Centred midrank of each whole number, from how often each occurs."""
    ranks: NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2 - (counts.sum() + 1) / 2
    return ranks


def _midranks(column: NDArray[np.float64]) -> NDArray[np.float64]:
    digits = 12 - int(np.ceil(np.log10(np.abs(column).max() + 1)))  # equal but for rounding: tied
    _, inverse, counts = np.unique(column.round(digits), return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return ranks
