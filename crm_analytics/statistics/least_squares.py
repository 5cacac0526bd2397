"""Which coefficients leave the least error? Ordinary or weighted least squares.

From the moments, standardised before they are solved, so that the condition of the equations is
that of the correlations. Where drivers nearly say the same thing, or nearly reproduce the outcome,
from the people themselves: a triangle from orthogonal columns, refined in the longest floating
point there is (Björck 1987, Linear Algebra and its Applications 88/89, 31-48).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.cases import Cases
from crm_analytics.statistics.moments import Moments

COLLINEAR = 1e-8  # share of a driver's variance below which it is a sum of others
STEEP = 1e-2  # smallest eigenvalue of correlations that keeps a dozen digits without refinement
NEAR = 1e-4  # 1 − R² that keeps a dozen digits though it is a difference from 1
REFINEMENTS = 4  # each adds what the condition of the correlations leaves of 16 digits


@dataclass(frozen=True, eq=False, slots=True)
class Solved:
    """b, beta, tolerance: shape (k,), one per driver, beta in standard deviations.

    inverse: shape (k, k), of the correlations of the drivers.
    unexplained: 1 − R².
    """

    constant: float
    b: NDArray[np.floating]
    beta: NDArray[np.floating]
    tolerance: NDArray[np.floating]
    inverse: NDArray[np.floating]
    unexplained: float


def solve(cases: Cases) -> Solved:
    """The coefficients, by the way that keeps their digits.

    Raises NotEnoughData for a constant column, drivers that are sums of one another, or an outcome
    that the drivers reproduce exactly.
    """
    if separable(cases.moments) > STEEP:
        solved = by_moments(cases.moments)
        if solved.unexplained > NEAR:
            return solved
    return _inexact(cases.names[-1], by_rows(cases))


def by_moments(moments: Moments) -> Solved:
    """The coefficients from means and cross-products alone. Raises as `solve` does."""
    separable(moments)
    r = moments.correlation
    within, across = r[:-1, :-1], r[:-1, -1]
    inverse = np.linalg.solve(within, np.eye(len(within)))
    beta = np.linalg.solve(within, across)
    b = beta * moments.sd[-1] / moments.sd[:-1]
    constant = float(moments.mean[-1] - moments.mean[:-1] @ b)
    solved = Solved(constant, b, beta, 1 / np.diag(inverse), inverse, float(1 - across @ beta))
    return _inexact(moments.names[-1], solved)


def by_rows(cases: Cases) -> Solved:
    """The coefficients from everyone's scores; exact relations are answered, not refused."""
    rows = cases.rows.astype(np.longdouble)
    weights = cases.weights if cases.weights.size else np.ones(len(rows))
    root, share = np.sqrt(weights)[:, None], weights.astype(np.longdouble) / weights.sum()
    mean = share @ rows
    apart = root * (rows - mean)
    length = np.sqrt(np.square(apart).sum(axis=0))
    apart /= length
    upper = np.linalg.qr(apart[:, :-1].astype(np.float64), mode="r")
    inverse = np.linalg.solve(upper, np.eye(len(upper)))
    within, beta, error = inverse @ inverse.T, np.zeros(len(upper), np.longdouble), apart[:, -1]
    for _ in range(REFINEMENTS):
        beta = beta + within @ (apart[:, :-1].T @ error)
        error = apart[:, -1] - apart[:, :-1] @ beta
    b = beta * length[-1] / length[:-1]
    return Solved(
        float(mean[-1] - mean[:-1] @ b),
        b.astype(np.float64),
        beta.astype(np.float64),
        1 / np.diag(within),
        within,
        float(error @ error),
    )


def separable(moments: Moments) -> float:
    """The smallest eigenvalue of the drivers' correlations; 1 where they have nothing in common.

    Raises NotEnoughData, naming the columns that are constant or the drivers of the combination
    that never varies.
    """
    _varying(moments)
    names, r = moments.names[:-1], moments.correlation[:-1, :-1]
    values, vectors = np.linalg.eigh(r)
    if values[0] <= COLLINEAR / len(names):
        part = np.abs(vectors[:, 0])
        tied = [name for name, share in zip(names, part, strict=True) if share > 0.1 * part.max()]
        raise NotEnoughData(
            f"{', '.join(tied)} say the same thing, so their effects cannot be told apart. "
            "Leave one of them out."
        )
    return float(values[0])


def condition(moments: Moments) -> float:
    """The largest condition index: columns of length 1, the constant among them.

    Belsley, Kuh & Welsch (1980), as SPSS prints it. The outcome is the last of the moments.
    """
    total, mean = moments.weight or moments.n, moments.mean[:-1]
    products = np.block(
        [
            [np.array([[1.0]]), mean[None, :]],
            [mean[:, None], moments.scatter[:-1, :-1] / total + np.outer(mean, mean)],
        ]
    )
    length = np.sqrt(np.diag(products))
    values = np.linalg.eigvalsh(products / np.outer(length, length))
    return float(np.sqrt(values[-1] / max(values[0], np.finfo(float).eps)))


def _varying(moments: Moments) -> None:
    constant = [name for name, c in zip(moments.names, moments.constant, strict=True) if c]
    if constant:
        raise NotEnoughData(
            f"Everyone has the same score on {', '.join(constant)}. Leave it out of the model."
        )


def _inexact(outcome: str, solved: Solved) -> Solved:
    if solved.unexplained < COLLINEAR:
        raise NotEnoughData(
            f"The drivers reproduce '{outcome}' exactly. Is it made of the same answers?"
        )
    return solved
