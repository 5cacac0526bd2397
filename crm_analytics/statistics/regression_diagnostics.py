"""Can the numbers of a model be trusted? What its errors and its drivers look like.

Durbin & Watson (1950); Jarque & Bera (1987); Koenker (1981), the studentised Breusch–Pagan test;
Cook (1977); MacKinnon & White (1985), the covariance called HC3. One pass over the people, in
blocks.

Written out: statsmodels holds everyone's errors and leverages at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics.least_squares import Cases, Solved, condition
from crm_analytics.statistics.moments import ROUNDING, Moments

ALONE = 1 - 1e-9  # the leverage of a person whose own answer fixes the prediction


@dataclass(frozen=True, eq=False, slots=True)
class Residuals:
    """Facts about everyone's errors; none of them points to a person.

    durbin_watson: in the order of the file. skewness, kurtosis: of the moments, the latter in
        excess of 3. breusch_pagan: None where all errors have one size.
    cook, hc3: largest distance, and covariance of the coefficients, the constant first; None where
        a person's own answer fixes the prediction, so that no error is left to judge.
    """

    durbin_watson: float
    skewness: float
    kurtosis: float
    jarque_bera: float
    jarque_bera_p: float
    breusch_pagan: float | None
    breusch_pagan_p: float | None
    cook: float | None
    hc3: NDArray[np.float64] | None


@dataclass(eq=False, slots=True)
class _Sums:
    """What the blocks add up to; `meat` is of the constant and the whitened drivers."""

    powers: NDArray[np.float64]  # of the errors: squared, cubed, to the fourth
    steps: float  # squared differences of neighbours
    tilt: NDArray[np.float64]  # squared errors with the whitened drivers
    meat: NDArray[np.float64]
    cook: float = 0.0
    leverage: float = 0.0


def residuals(cases: Cases, solved: Solved) -> Residuals:
    """Facts about the errors of a model that counts everyone once."""
    n, k = cases.people, len(solved.b)
    whiten = _whitening(cases, solved)
    sums = _Sums(np.zeros(3), 0.0, np.zeros(k), np.zeros((k + 1, k + 1)))
    last: float | None = None
    for error, white in _blocks(cases, solved, whiten):
        _add(sums, error, white, n)
        if last is not None:
            sums.steps += (float(error[0]) - last) ** 2
        last = float(error[-1])
    return _judged(sums, n, _covariance(sums, cases, whiten))


def _whitening(cases: Cases, solved: Solved) -> NDArray[np.float64]:
    """Makes centred drivers orthonormal over the people, shape (k, k)."""
    length = np.sqrt(np.diag(cases.moments.scatter)[:-1])
    root: NDArray[np.float64] = np.linalg.cholesky(solved.inverse) / length[:, None]
    return root


def _blocks(
    cases: Cases, solved: Solved, whiten: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    for _, rows in cases.blocks():
        apart = rows - cases.moments.mean
        yield apart[:, -1] - apart[:, :-1] @ solved.b, apart[:, :-1] @ whiten


def _add(sums: _Sums, error: NDArray[np.float64], white: NDArray[np.float64], n: int) -> None:
    squared = error * error
    leverage = 1 / n + np.einsum("ij,ij->i", white, white)
    sums.powers += squared.sum(), squared @ error, squared @ squared
    sums.steps += float(np.square(np.diff(error)).sum())
    sums.tilt += squared @ white
    sums.leverage = max(sums.leverage, float(leverage.max()))
    kept = np.minimum(leverage, ALONE)
    spread = squared / np.square(1 - kept)
    sums.cook = max(sums.cook, float((spread * kept).max()))
    sums.meat[0, 0] += spread.sum()
    sums.meat[0, 1:] += spread @ white
    sums.meat[1:, 1:] += white.T @ (white * spread[:, None])


def _covariance(
    sums: _Sums, cases: Cases, whiten: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    if sums.leverage >= ALONE:
        return None
    n, k = cases.people, len(whiten)
    bread = np.zeros((k + 1, k + 1))  # from whitened errors to the constant and the drivers
    bread[0, 0] = 1 / n
    bread[1:, 1:] = whiten
    bread[0, 1:] = -cases.moments.mean[:-1] @ whiten
    meat = np.triu(sums.meat) + np.triu(sums.meat, 1).T
    covariance: NDArray[np.float64] = bread @ meat @ bread.T
    return covariance


def _judged(sums: _Sums, n: int, hc3: NDArray[np.float64] | None) -> Residuals:
    second, third, fourth = (float(power) for power in sums.powers)
    k, variance = len(sums.tilt), second / n
    skewness, kurtosis = third / n / variance**1.5, fourth / n / variance**2 - 3
    jarque_bera = n / 6 * (skewness**2 + kurtosis**2 / 4)
    uneven = fourth - second**2 / n
    breusch_pagan = (
        float(n * (sums.tilt @ sums.tilt) / uneven) if uneven > ROUNDING * fourth else None
    )
    return Residuals(
        durbin_watson=sums.steps / second,
        skewness=skewness,
        kurtosis=kurtosis,
        jarque_bera=jarque_bera,
        jarque_bera_p=float(special.chdtrc(2, jarque_bera)),
        breusch_pagan=breusch_pagan,
        breusch_pagan_p=None if breusch_pagan is None else float(special.chdtrc(k, breusch_pagan)),
        cook=None if hc3 is None else sums.cook / (k + 1) / (second / (n - k - 1)),
        hc3=hc3,
    )


class Diagnostic(NamedTuple):
    """One look at the model; df and p where it is a test."""

    name: str
    statistic: float | None
    df: int | None = None
    p: float | None = None


INDEPENDENCE = "Durbin–Watson"
SKEWNESS = "Skewness of errors"
KURTOSIS = "Excess kurtosis of errors"
NORMALITY = "Jarque–Bera"
SPREAD = "Breusch–Pagan (Koenker)"
INFLUENCE = "Largest Cook's distance"
COLLINEARITY = "Condition index"


def checks(errors: Residuals | None, moments: Moments) -> Iterator[Diagnostic]:
    """All checks that a model allows; with weights only that of the drivers.

    moments: of the model's scores, the outcome last.
    """
    if errors is not None:
        drivers = len(moments.names) - 1
        yield Diagnostic(INDEPENDENCE, errors.durbin_watson)
        yield Diagnostic(SKEWNESS, errors.skewness)
        yield Diagnostic(KURTOSIS, errors.kurtosis)
        yield Diagnostic(NORMALITY, errors.jarque_bera, 2, errors.jarque_bera_p)
        yield Diagnostic(SPREAD, errors.breusch_pagan, drivers, errors.breusch_pagan_p)
        yield Diagnostic(INFLUENCE, errors.cook)
    yield Diagnostic(COLLINEARITY, condition(moments))
