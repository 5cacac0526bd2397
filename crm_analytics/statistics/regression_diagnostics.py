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


def residuals(cases: Cases, solved: Solved) -> Residuals:
    """Facts about the errors of a model that counts everyone once."""
    n, k, mean = cases.people, len(solved.b), cases.moments.mean
    # makes centred drivers orthonormal over the people
    length = np.sqrt(np.diag(cases.moments.scatter)[:-1])
    whiten = np.linalg.cholesky(solved.inverse) / length[:, None]
    powers, tilt, meat = np.zeros(3), np.zeros(k), np.zeros((k + 1, k + 1))
    steps, cook, highest = 0.0, 0.0, 0.0
    last = np.empty(0)
    for _, rows in cases.blocks():
        apart = rows - mean
        error, white = apart[:, -1] - apart[:, :-1] @ solved.b, apart[:, :-1] @ whiten
        squared = error * error
        powers += squared.sum(), squared @ error, squared @ squared
        steps += float(np.square(np.diff(error, prepend=last)).sum())
        last = error[-1:]
        tilt += squared @ white
        leverage = 1 / n + np.einsum("ij,ij->i", white, white)
        highest = max(highest, float(leverage.max()))
        kept = np.minimum(leverage, ALONE)
        spread = squared / np.square(1 - kept)
        cook = max(cook, float((spread * kept).max()))
        meat[0, 0] += spread.sum()
        meat[0, 1:] += spread @ white
        meat[1:, 1:] += white.T @ (white * spread[:, None])
    hc3 = None if highest >= ALONE else _hc3(meat, whiten, mean[:-1], n)
    second, third, fourth = (float(power) for power in powers)
    variance, uneven = second / n, fourth - second**2 / n
    skewness, kurtosis = third / n / variance**1.5, fourth / n / variance**2 - 3
    jarque_bera = n / 6 * (skewness**2 + kurtosis**2 / 4)
    breusch_pagan = float(n * (tilt @ tilt) / uneven) if uneven > ROUNDING * fourth else None
    return Residuals(
        durbin_watson=steps / second,
        skewness=skewness,
        kurtosis=kurtosis,
        jarque_bera=jarque_bera,
        jarque_bera_p=float(special.chdtrc(2, jarque_bera)),
        breusch_pagan=breusch_pagan,
        breusch_pagan_p=None if breusch_pagan is None else float(special.chdtrc(k, breusch_pagan)),
        cook=None if hc3 is None else cook / (k + 1) / (second / (n - k - 1)),
        hc3=hc3,
    )


def _hc3(
    meat: NDArray[np.float64], whiten: NDArray[np.float64], mean: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    """Covariance of the constant and the drivers from that of the constant and whitened ones."""
    k = len(whiten)
    bread = np.zeros((k + 1, k + 1))
    bread[0, 0] = 1 / n
    bread[1:, 1:] = whiten
    bread[0, 1:] = -mean @ whiten
    whole = np.triu(meat) + np.triu(meat, 1).T
    covariance: NDArray[np.float64] = bread @ whole @ bread.T
    return covariance


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
