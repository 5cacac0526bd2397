"""All tables of the book, in its order."""

from tests.verification import (
    correlations,
    descriptives,
    groups,
    htmt,
    models,
    nist_regression,
    nist_univariate,
    nist_variance,
    one_factor,
    polychoric,
    printed,
    priority,
    reliability,
)

OF_PROGRAMS = (
    *descriptives.ROOMS,
    *reliability.ROOMS,
    *one_factor.ROOMS,
    *htmt.ROOMS,
    *polychoric.ROOMS,
    *priority.ROOMS,
    *correlations.ROOMS,
    *models.ROOMS,
    *groups.ROOMS,
)

OF_NIST = (*nist_univariate.ROOMS, *nist_variance.ROOMS, *nist_regression.ROOMS)
ROOMS = (*OF_PROGRAMS, *OF_NIST, *printed.ROOMS)
