"""Do two demographics go together? χ² of independence, Fisher's exact test, Cramér's V.

χ² is Pearson's (1900) without Yates's correction, as SPSS's first row. With case weights it is
divided by its design effects to the second order (Rao & Scott 1984) and is an F (Thomas & Rao
1987), as R's survey package computes it. V without bias is Bergsma's (2013).

χ² is written out, for Rao and Scott's F is made of the same φ², and scipy.stats.chi2_contingency
would have the Overview wait half a second for its import.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.counts import Numbers
from crm_analytics.statistics.moments import UNWEIGHTED


@dataclass(frozen=True, slots=True)
class Association:
    """Two demographics compared.

    statistic: χ², or with weights Rao and Scott's F, which has df2.
    smallest_expected: people expected in the emptiest cell if nothing went together.
    fisher_p: for two categories each, unweighted. v, v_unbiased: Cramér's. phi: √(χ²/n).
    """

    n: int
    test: str
    statistic: float
    df1: float
    df2: float | None
    p: float
    smallest_expected: float
    fisher_p: float | None
    v: float
    v_unbiased: float
    phi: float


def association(
    people: NDArray[np.int64], weight: Numbers = UNWEIGHTED, squares: Numbers = UNWEIGHTED
) -> Association:
    """From the table of people, shape (rows, columns); with weights also Σw and Σw² of each cell.

    Raises NotEnoughData when everyone is in the same row or the same column.

    >>> found = association(np.array([[20, 10], [12, 24]]))
    >>> print(f"χ²({found.df1:g}) = {found.statistic:.2f}, p = {found.p:.3f}, V = {found.v:.2f}")
    χ²(1) = 7.28, p = 0.007, V = 0.33
    """
    there = np.ix_(people.any(axis=1), people.any(axis=0))
    counted, n = people[there], int(people.sum())
    if min(counted.shape) < 2:
        raise NotEnoughData("Everyone is in the same category, so nothing can go with it.")
    shares = weight[there] / weight.sum() if weight.size else counted / n
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    phi2 = float((np.square(shares - expected) / expected).sum())
    df1, df2 = float(np.prod(np.array(counted.shape) - 1)), None
    test, statistic, p = "χ²", n * phi2, float(special.chdtrc(df1, n * phi2))
    if weight.size:
        covariance = _covariance(shares, squares[there] / weight.sum() ** 2, n)
        effect, df1 = _design_effect(shares, covariance, n)
        test, statistic, df2 = "Rao–Scott F", n * phi2 / effect, df1 * (n - 1)
        p = float(special.fdtrc(df1, df2, statistic))
    exact = fisher(counted) if counted.shape == (2, 2) and not weight.size else None
    smallest, less = float(n * expected.min()), min(counted.shape) - 1
    v, unbiased = float(np.sqrt(phi2 / less)), _unbiased(phi2, n, counted.shape)
    return Association(
        n, test, statistic, df1, df2, p, smallest, exact, v, unbiased, float(np.sqrt(phi2))
    )


def _unbiased(phi2: float, n: int, shape: tuple[int, ...]) -> float:
    """V without what chance adds (Bergsma 2013, Journal of the Korean Statistical Society 42)."""
    r, c = (size - (size - 1) ** 2 / (n - 1) for size in shape)
    left = max(0.0, phi2 - (shape[0] - 1) * (shape[1] - 1) / (n - 1))
    if left == 0:  # as for all tables of no more people than categories
        return 0.0
    return float(np.sqrt(left / (min(r, c) - 1)))


def _covariance(shares: Numbers, squares: Numbers, n: int) -> Numbers:
    """Linearised covariance of the shares of all cells, shape (cells, cells)."""
    p, s = shares.ravel(), squares.ravel()
    cross = np.outer(p, s)
    found: Numbers = np.diag(s) - cross - cross.T + s.sum() * np.outer(p, p)
    return found * n / (n - 1)


def _design_effect(shares: Numbers, covariance: Numbers, n: int) -> tuple[float, float]:
    """The sum of the design effects of the interaction, and how many they are worth."""
    rows, columns = shares.shape
    of_rows = np.eye(rows)[:, 1:]
    of_columns = np.eye(columns)[:, 1:]
    main = np.column_stack(
        [
            np.ones(rows * columns),
            np.repeat(of_rows, columns, axis=0),
            np.tile(of_columns, (rows, 1)),
        ]
    )
    both = np.kron(of_rows, of_columns)
    contrasts = both - main @ np.linalg.lstsq(main, both)[0]
    p = shares.ravel()
    scaled = contrasts * np.divide(1, p, out=np.zeros_like(p), where=p > 0)[:, None]
    effects = np.linalg.pinv(contrasts.T @ scaled / n) @ (scaled.T @ covariance @ scaled)
    total = float(np.trace(effects))
    return total, total**2 / float(np.trace(effects @ effects))


def fisher(people: NDArray[np.int64]) -> float:
    """P of Fisher's exact test of a 2 × 2 table, two-sided: all tables no more likely than this.

    >>> print(f"{fisher(np.array([[3, 1], [1, 3]])):.4f}")  # the lady tasting tea
    0.4857
    """
    from scipy import stats  # half a second to import, and few pages have a 2 × 2 table

    return float(stats.fisher_exact(people).pvalue)
