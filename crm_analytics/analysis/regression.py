"""What moves the outcome? Ordinary least squares of an outcome's score on the drivers' scores.

Everything but Durbin–Watson comes from the moments of the scores, standardised before they are
solved, so that the condition of the equations is that of the correlations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analysis.distributions import f_quantile, f_tail, t_quantile, t_two_tailed
from crm_analytics.analysis.moments import ROUNDING, Moments, complete
from crm_analytics.analysis.scores import Scores
from crm_analytics.errors import NotEnoughData

CONSTANT = "constant"
ALPHA = 0.05
COLLINEAR = 1e-8  # tolerance below which a driver is a sum of others


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the model; beta, tolerance and VIF are None for the constant."""

    term: str
    b: float
    se: float
    beta: float | None
    t: float
    p: float
    low: float
    high: float
    tolerance: float | None = None
    vif: float | None = None

    @property
    def significant(self) -> bool:
        """Whether p is below 5 %."""
        return self.p < ALPHA


@dataclass(frozen=True, slots=True)
class Regression:
    """A model of one outcome; `terms` begins with the constant.

    f_critical, t_critical: at 5 %, with the model's own degrees of freedom.
    """

    outcome: str
    terms: tuple[Term, ...]
    n: int
    level: float
    r2: float
    r2_adjusted: float
    se_estimate: float
    f: float
    df1: int
    df2: int
    p: float
    f_critical: float
    t_critical: float
    durbin_watson: float

    @property
    def r(self) -> float:
        """Multiple correlation."""
        return float(np.sqrt(self.r2))

    @property
    def drivers(self) -> tuple[Term, ...]:
        """The terms without the constant."""
        return self.terms[1:]


def regression(
    outcome: str, names: Sequence[str], scores: Scores, level: float = 0.95
) -> Regression:
    """The model of the people who have every score.

    Raises NotEnoughData for too few people, a constant column, drivers that are sums of one
    another, or an outcome that the drivers reproduce exactly.
    """
    values = _values(outcome, names, scores)
    there = complete(values)
    rows = values if there is None else values[there]
    _enough(outcome, names, len(rows), scores.fewest)
    moments = Moments.of((*names, outcome), rows)
    _varying(moments)
    solved = _solve(moments)
    residuals = rows[:, -1] - rows[:, :-1] @ solved.b - solved.constant
    durbin_watson = float(np.square(np.diff(residuals)).sum() / np.square(residuals).sum())
    return _described(moments, solved, durbin_watson, level)


def _values(outcome: str, names: Sequence[str], scores: Scores) -> NDArray[np.float64]:
    return np.column_stack([*(scores.column(name) for name in names), scores.column(outcome)])


def _enough(outcome: str, names: Sequence[str], n: int, fewest: int) -> None:
    if outcome in names:
        raise NotEnoughData(f"'{outcome}' cannot explain itself. Take it out of the drivers.")
    if not names:
        raise NotEnoughData("No driver is left. Give a construct the role driver.")
    fewest = max(len(names) + 2, fewest)
    if n < fewest:
        raise NotEnoughData(
            f"Fewer than {fewest} people have every score, so a model of {len(names)} drivers "
            "cannot be estimated."
        )


def _varying(moments: Moments) -> None:
    constant = [name for name, c in zip(moments.names, moments.constant, strict=True) if c]
    if constant:
        raise NotEnoughData(
            f"Everyone has the same score on {', '.join(constant)}. Leave it out of the model."
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Solved:
    constant: float
    b: NDArray[np.floating]
    beta: NDArray[np.floating]
    tolerance: NDArray[np.floating]
    inverse: NDArray[np.floating]
    unexplained: float


def _solve(moments: Moments) -> _Solved:
    r = moments.correlation
    within, across = r[:-1, :-1], r[:-1, -1]
    _refuse_collinear(moments.names[:-1], within)
    inverse = np.linalg.solve(within, np.eye(len(within)))
    beta = np.linalg.solve(within, across)
    unexplained = float(1 - across @ beta)
    if unexplained < COLLINEAR:
        raise NotEnoughData(
            f"The drivers reproduce '{moments.names[-1]}' exactly. Is it made of the same answers?"
        )
    b = beta * moments.sd[-1] / moments.sd[:-1]
    constant = float(moments.mean[-1] - moments.mean[:-1] @ b)
    return _Solved(constant, b, beta, 1 / np.diag(inverse), inverse, unexplained)


def _refuse_collinear(names: Sequence[str], r: NDArray[np.float64]) -> None:
    """Name the drivers of the combination that never varies."""
    values, vectors = np.linalg.eigh(r)
    if values[0] > max(COLLINEAR, ROUNDING) / len(names):
        return
    part = np.abs(vectors[:, 0])
    tied = [name for name, share in zip(names, part, strict=True) if share > 0.1 * part.max()]
    raise NotEnoughData(
        f"{', '.join(tied)} say the same thing, so their effects cannot be told apart. "
        "Leave one of them out."
    )


def _described(moments: Moments, s: _Solved, durbin_watson: float, level: float) -> Regression:
    n, k = moments.n, len(s.b)
    df2 = n - k - 1
    r2 = 1 - s.unexplained
    variance = float(moments.scatter[-1, -1]) * s.unexplained / df2
    f = r2 / k / (s.unexplained / df2)
    return Regression(
        outcome=moments.names[-1],
        terms=tuple(_terms(moments, s, variance, level)),
        n=n,
        level=level,
        r2=r2,
        r2_adjusted=1 - s.unexplained * (n - 1) / df2,
        se_estimate=float(np.sqrt(variance)),
        f=f,
        df1=k,
        df2=df2,
        p=f_tail(f, k, df2),
        f_critical=f_quantile(ALPHA, k, df2),
        t_critical=t_quantile(ALPHA / 2, df2),
        durbin_watson=durbin_watson,
    )


def _terms(moments: Moments, s: _Solved, variance: float, level: float) -> Iterator[Term]:
    df = moments.n - len(s.b) - 1
    spread = np.diag(moments.scatter)[:-1]
    centre = moments.mean[:-1] / np.sqrt(spread)
    se_constant = np.sqrt(variance * (1 / moments.n + centre @ s.inverse @ centre))
    se_drivers = np.sqrt(variance / (spread * s.tolerance))
    wide = t_quantile((1 - level) / 2, df)
    drivers = zip(s.beta.tolist(), s.tolerance.tolist(), (1 / s.tolerance).tolist(), strict=True)
    for name, b, se, (beta, tolerance, vif) in zip(
        (CONSTANT, *moments.names[:-1]),
        (s.constant, *s.b.tolist()),
        (float(se_constant), *se_drivers.tolist()),
        ((None, None, None), *drivers),
        strict=True,
    ):
        p, low, high = t_two_tailed(b / se, df), b - wide * se, b + wide * se
        yield Term(name, b, se, beta, b / se, p, low, high, tolerance, vif)


def refitted(full: Regression, scores: Scores) -> Regression | None:
    """The model estimated anew with its significant drivers only; None when that changes nothing.

    The people are those of the full model, so that both can be compared. Never the full model with
    terms deleted: its other coefficients belong to the full model.
    """
    kept = [term.term for term in full.drivers if term.significant]
    if not kept or len(kept) == len(full.drivers):
        return None
    there = complete(_values(full.outcome, [term.term for term in full.drivers], scores))
    same = scores if there is None else scores.among(there)
    return regression(full.outcome, kept, same, full.level)
