"""What moves the outcome? Least squares of an outcome's score on the drivers' scores.

Everything but the facts about errors comes from the moments of the scores. With case weights the
coefficients are weighted and their covariance is linearised (Binder 1983), so that t and Wald's F
are those of R's survey package, with people − drivers − 1 degrees of freedom.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.least_squares import (
    Cases,
    Solved,
    by_moments,
    classical,
    linearised,
    solve,
    wald,
)
from crm_analytics.statistics.moments import ROUNDING, Moments
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.regression_diagnostics import Residuals, residuals
from crm_analytics.statistics.scores import Scores

CONSTANT = "constant"
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the model; what follows the interval is None for the constant.

    zero_order, partial, part: the driver's correlation with the outcome; with the other drivers
        held equal in both; with them held equal in the driver alone.
    se_hc3, p_hc3: robust to errors of unequal spread; None with weights and without errors.
    """

    term: str
    b: float
    se: float
    t: float
    p: float
    low: float
    high: float
    beta: float | None = None
    tolerance: float | None = None
    vif: float | None = None
    zero_order: float | None = None
    partial: float | None = None
    part: float | None = None
    se_hc3: float | None = None
    p_hc3: float | None = None

    @property
    def significant(self) -> bool:
        """Whether p is below 5 %."""
        return self.p < ALPHA


@dataclass(frozen=True, eq=False, slots=True)
class Regression:
    """A model of one outcome; `terms` begins with the constant.

    n, n_effective: people, and the people that would say as much if all weighed the same.
    f: of all drivers together, Wald's with weights.
    f_critical, t_critical: at 5 %, with the model's own degrees of freedom.
    covariance: of the coefficients in the order of `terms`.
    errors: None with weights, and where only moments are known.
    """

    outcome: str
    terms: tuple[Term, ...]
    n: int
    n_effective: float
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
    covariance: NDArray[np.float64]
    errors: Residuals | None

    @property
    def r(self) -> float:
        """Multiple correlation."""
        return float(np.sqrt(self.r2))

    @property
    def durbin_watson(self) -> float | None:
        """In the order of the file; None with weights."""
        return self.errors.durbin_watson if self.errors else None

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
    return estimated(cases_of(outcome, names, scores), level)


def cases_of(outcome: str, names: Sequence[str], scores: Scores) -> Cases:
    """The people who have every score of a model. Raises NotEnoughData where it has no drivers."""
    if outcome in names:
        raise NotEnoughData(f"'{outcome}' cannot explain itself. Take it out of the drivers.")
    if not names:
        raise NotEnoughData("No driver is left. Give a construct the role driver.")
    return Cases.of((*names, outcome), scores, len(names))


def estimated(cases: Cases, level: float = 0.95) -> Regression:
    """The model of these people, the last of their scores being the outcome."""
    solved = solve(cases)
    if cases.weights.size:
        return _described(cases.moments, solved, linearised(cases, solved), None, level)
    errors = residuals(cases, solved)
    return _described(cases.moments, solved, classical(cases.moments, solved), errors, level)


def lean(cases: Cases, names: Sequence[str], level: float = 0.95) -> Regression:
    """The model of some of the scores, the outcome last, without the facts about single errors.

    Moments say it all, so it costs no look at the people; with weights everyone's influence counts.
    """
    if cases.weights.size:
        return estimated(cases.select(names), level)
    moments = cases.moments.select(names)
    solved = by_moments(moments)
    return _described(moments, solved, classical(moments, solved), None, level)


def _described(
    moments: Moments,
    s: Solved,
    covariance: NDArray[np.float64],
    errors: Residuals | None,
    level: float,
) -> Regression:
    n, k = moments.n, len(s.b)
    df2 = n - k - 1
    r2 = 1 - s.unexplained
    variance = float(moments.covariance[-1, -1]) * (n - 1) * s.unexplained / df2
    f = wald(s.b, covariance[1:, 1:]) if moments.weight else r2 / k / (s.unexplained / df2)
    return Regression(
        outcome=moments.names[-1],
        terms=tuple(_terms(moments, s, covariance, errors, level)),
        n=n,
        n_effective=moments.effective,
        level=level,
        r2=r2,
        r2_adjusted=1 - s.unexplained * (n - 1) / df2,
        se_estimate=float(np.sqrt(variance)),
        f=f,
        df1=k,
        df2=df2,
        p=float(special.fdtrc(k, df2, f)),
        f_critical=float(special.fdtri(k, df2, 1 - ALPHA)),
        t_critical=-float(special.stdtrit(df2, ALPHA / 2)),
        covariance=covariance,
        errors=errors,
    )


def _terms(
    moments: Moments,
    s: Solved,
    covariance: NDArray[np.float64],
    errors: Residuals | None,
    level: float,
) -> Iterator[Term]:
    df = moments.n - len(s.b) - 1
    wide = -float(special.stdtrit(df, (1 - level) / 2))
    part = s.beta * np.sqrt(s.tolerance)
    partial = part / np.sqrt(np.square(part) + s.unexplained)
    own = (s.beta, s.tolerance, 1 / s.tolerance, moments.correlation[:-1, -1], partial, part)
    lines = zip(
        (CONSTANT, *moments.names[:-1]),
        (s.constant, *s.b.tolist()),
        np.sqrt(np.diag(covariance)).tolist(),
        _robust(errors, covariance),
        ((None,) * len(own), *zip(*(values.tolist() for values in own), strict=True)),
        strict=True,
    )
    for name, b, se, se_hc3, (beta, tolerance, vif, zero_order, partly, alone) in lines:
        yield Term(
            term=name,
            b=b,
            se=se,
            t=b / se,
            p=2 * float(special.stdtr(df, -abs(b / se))),
            low=b - wide * se,
            high=b + wide * se,
            beta=beta,
            tolerance=tolerance,
            vif=vif,
            zero_order=zero_order,
            partial=partly,
            part=alone,
            se_hc3=se_hc3,
            p_hc3=2 * float(special.stdtr(df, -abs(b / se_hc3))) if se_hc3 else None,
        )


def _robust(errors: Residuals | None, covariance: NDArray[np.float64]) -> list[float | None]:
    """Standard errors that do not need errors of one spread; None where nobody's error counts."""
    usual = np.diag(covariance)
    if errors is None or errors.hc3 is None:
        return [None] * len(usual)
    known = np.diag(errors.hc3) > ROUNDING * usual
    return [
        float(np.sqrt(variance)) if there else None
        for variance, there in zip(np.diag(errors.hc3), known, strict=True)
    ]


def refitted(full: Regression, cases: Cases) -> Regression | None:
    """The model estimated anew with its significant drivers only; None when that changes nothing.

    The people are those of the full model, so that both can be compared. Never the full model with
    terms deleted: its other coefficients belong to the full model.
    """
    kept = [term.term for term in full.drivers if term.significant]
    if not kept or len(kept) == len(full.drivers):
        return None
    return estimated(cases.select((*kept, full.outcome)), full.level)


@dataclass(frozen=True, eq=False, slots=True)
class Effects:
    """models: one a row of the matrix.

    cells: row by row, drivers in their order: the outcome, the driver's term, its p adjusted for
        all cells.
    """

    models: tuple[Regression, ...]
    cells: tuple[tuple[str, Term, float], ...]
    unavailable: tuple[Unavailable, ...]


def effects(
    outcomes: Sequence[str], drivers: Sequence[str], scores: Scores, level: float = 0.95
) -> Effects:
    """The matrix of the people who have every one of these scores: one pass over them.

    An outcome that cannot be explained is told with its reason. Raises NotEnoughData when too few
    people have every score.
    """
    cases = Cases.of((*drivers, *outcomes), scores, len(drivers))
    models: list[Regression] = []
    lacking: list[Unavailable] = []
    for outcome in outcomes:
        try:
            models.append(lean(cases, (*drivers, outcome), level))
        except NotEnoughData as reason:
            lacking.append(Unavailable(outcome, str(reason)))
    cells = [(model.outcome, term) for model in models for term in model.drivers]
    adjusted = holm([term.p for _, term in cells]).tolist()
    found = tuple((*cell, p) for cell, p in zip(cells, adjusted, strict=True))
    return Effects(tuple(models), found, tuple(lacking))
