"""Can the numbers of the model be trusted? What its errors and its drivers look like."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm_analytics.statistics.cases import Cases
from crm_analytics.statistics.least_squares import condition
from crm_analytics.statistics.regression import Regression


@dataclass(frozen=True, slots=True)
class Check:
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


def checks(model: Regression, cases: Cases) -> tuple[Check, ...]:
    """All checks that this model allows; with weights only that of the drivers."""
    return (*_of_errors(model), Check(COLLINEARITY, condition(cases.moments)))


def _of_errors(model: Regression) -> Iterator[Check]:
    errors = model.errors
    if errors is None:
        return
    yield Check(INDEPENDENCE, errors.durbin_watson)
    yield Check(SKEWNESS, errors.skewness)
    yield Check(KURTOSIS, errors.kurtosis)
    yield Check(NORMALITY, errors.jarque_bera, 2, errors.jarque_bera_p)
    yield Check(SPREAD, errors.breusch_pagan, model.df1, errors.breusch_pagan_p)
    yield Check(INFLUENCE, errors.cook)
